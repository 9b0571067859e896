INSERT INTO uploads (id, token, consultation_id, list_name, participant_id, of_secretariat, file_name, sha256, state, counts, job, uploaded_at, accepted_at, undone_at, undone_by_id) VALUES (901, 'bbbbbbbbbbbbbbbbbbbbbb', 901, 'proposals', 901, true, 'list.xlsx', 'abc', 'ready', '{"new": 1}', '', '2026-11-20 12:00:00', NULL, NULL, NULL);

INSERT INTO uploads (id, token, consultation_id, list_name, participant_id, of_secretariat, file_name, sha256, state, counts, job, uploaded_at, accepted_at, undone_at, undone_by_id) VALUES (902, 'cccccccccccccccccccccc', 901, 'proposals', NULL, true, 'list.csv', 'abd', 'undone', '{"new": 1}', '', '2026-11-20 12:00:00', '2026-11-20 12:00:00', '2026-11-21 12:00:00', 901);

INSERT INTO upload_pieces (upload_id, name, content) VALUES (901, 'preview', 'packed');

INSERT INTO upload_entries (upload_id, row, made, proposal_id, comment_id, summary_id, mark, before) VALUES (902, 2, 'changed', 901, NULL, NULL, '1 published', '{}');

INSERT INTO known_tables (consultation_id, kept_for, headings, mapping, settings, saved_at) VALUES (901, '', 'abc', '{"title": "Titre"}', '{}', '2026-11-20 12:00:00');
