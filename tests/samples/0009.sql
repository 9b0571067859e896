INSERT INTO uploads (id, token, consultation_id, list_name, participant_id, of_secretariat, file_name, sha256, state, counts, job, uploaded_at, accepted_at, undone_at, undone_by_id) VALUES (901, 'bbbbbbbbbbbbbbbbbbbbbb', 901, 'proposals', 901, true, 'list.xlsx', 'abc', 'ready', '{"new": 1}', '', '2026-11-20 12:00:00', NULL, NULL, NULL);

INSERT INTO uploads (id, token, consultation_id, list_name, participant_id, of_secretariat, file_name, sha256, state, counts, job, uploaded_at, accepted_at, undone_at, undone_by_id) VALUES (902, 'cccccccccccccccccccccc', 901, 'proposals', NULL, true, 'list.csv', 'abd', 'undone', '{"new": 1}', '', '2026-11-20 12:00:00', '2026-11-20 12:00:00', '2026-11-21 12:00:00', 901);

INSERT INTO upload_pieces (upload_id, name, content) VALUES (901, 'preview', 'packed');

INSERT INTO upload_entries (upload_id, row, made, proposal_id, comment_id, summary_id, mark, before) VALUES (902, 2, 'changed', 901, NULL, NULL, '1 published', '{}');

INSERT INTO known_tables (consultation_id, kept_for, headings, mapping, settings, saved_at) VALUES (901, '', 'abc', '{"title": "Titre"}', '{}', '2026-11-20 12:00:00');

INSERT INTO comments (id, reference, submission, proposal_id, revision_id, parent_id, section, stance, text,
  suggested_wording, language, created_at, changed_at, published_at, superseded_at, attribution, stakeholder_group,
  region, organisation, name, confirmed_at, author_id, confirmed_by_id, status, decided_at, reason, decided_by_id)
VALUES
  (903, 'C-000903', NULL, 901, 901, NULL, '', 'strong_concern', 'No.', '', 'en', '2027-01-15 20:00:00',
   '2027-01-16 09:00:00', '2027-01-15 20:00:00', '2027-01-16 09:00:00', 'nothing', '', '', '', '', NULL, 901, NULL,
   'published', NULL, '', NULL),
  (904, 'C-000904', NULL, 901, 901, NULL, '', 'support', '', '', 'en', '2027-01-16 09:00:00', '2027-01-16 09:00:00',
   '2027-01-16 09:00:00', NULL, 'nothing', '', '', '', '', NULL, 901, NULL, 'published', NULL, '', NULL);

INSERT INTO counters (name, value) VALUES ('comment', 904), ('publication', 902);

UPDATE kept_files SET is_public = false, of_secretariat = true WHERE id = 901;
