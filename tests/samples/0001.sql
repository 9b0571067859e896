-- A row or two in every table of the first schema, as plain SQL, so that no later model has to know it.
INSERT INTO consultations (id, slug, kind, title, mandate, reference_prefix, zone, is_protected)
VALUES (901, 'sample-indicators', 'indicator', 'A sample', 70, 'SAM', 'Asia/Kathmandu', true);

INSERT INTO phases (id, consultation_id, opens_at, closes_at, allows)
VALUES (901, 901, '2027-01-15 12:00:00', '2027-04-15 12:00:00', 'propose
comment');

INSERT INTO participants (id, email, is_officer, created_at)
VALUES (901, 'officer@example.org', true, '2027-01-15 12:00:00'), (902, NULL, false, '2027-01-15 12:00:00');

INSERT INTO participation_keys (id, participant_id, key_hash, created_at, shown_until)
VALUES (901, 902, 'hash of a key', '2027-01-15 12:00:00', '2027-01-15 12:15:00');

INSERT INTO sign_in_links (id, token_hash, email, participant_id, expires_at, used_at)
VALUES (901, 'hash of a link', 'ann@example.org', 902, '2027-01-15 12:15:00', NULL);

INSERT INTO sign_ins (id, token_hash, participant_id, created_at, expires_at)
VALUES (901, 'hash of a token', 902, '2027-01-15 12:00:00', '2027-01-29 12:00:00');

INSERT INTO standings (id, participant_id, stakeholder_group, organisation, confirmed_at, confirmed_by_id)
VALUES (901, 902, 'trade_unions', 'Seafarers’ union', '2027-01-16 12:00:00', 901);

INSERT INTO proposals (id, token, reference, submission, consultation_id, kind, origin, version, published_number,
  current_revision_id, created_at, submitted_at, published_at, comment_count, support_count, changes_count,
  concern_count, external_id, source, proposer, source_note, content_hash, attribution, stakeholder_group, region,
  organisation, name, confirmed_at, changed_at, author_id, confirmed_by_id, status, decided_at, reason, decided_by_id)
VALUES
  (901, 'token of the first ---', 'SAM-0001', 'hash of a form', 901, 'indicator', 'participant', 2, 901, NULL,
   '2027-01-15 12:00:00', '2027-01-15 12:00:00', '2027-01-15 12:00:00', 1, 1, 0, 0, NULL, '', '', '', NULL,
   'organisation', 'trade_unions', 'africa', 'Seafarers’ union', '', '2027-01-16 12:00:00', '2027-01-16 12:00:00', 902,
   901, 'published', NULL, '', NULL),
  (902, 'token of the second --', 'SAM-0002', NULL, 901, 'indicator', 'brought_in', 1, 902, NULL,
   '2027-01-15 12:00:00', '2027-01-15 12:00:00', '2027-01-15 12:00:00', 0, 0, 0, 0, 'X-1', 'A report', 'A body',
   'Our mapping', 'hash of what it says', 'nothing', '', '', '', '', NULL, '2027-01-15 12:00:00', NULL, NULL, 'hidden',
   '2027-01-16 12:00:00', 'Twice.', 901);

INSERT INTO revisions (id, proposal_id, number, kind, created_at, language, title, rationale, reference_list, status,
  decided_at, reason, decided_by_id, action, definition, addressees)
VALUES
  (901, 901, 1, 'indicator', '2027-01-15 12:00:00', 'ar', 'عدد الوفيات', 'لأن', '', 'published', NULL, '', NULL, 'add',
   'تعريف', NULL),
  (902, 901, 2, 'indicator', '2027-01-16 12:00:00', 'zh', '国际移徙', '', '', 'held', NULL, '', NULL, 'revise', '', NULL),
  (903, 902, 1, 'indicator', '2027-01-15 12:00:00', 'en', 'A title', '', 'https://example.org/', 'published', NULL, '',
   NULL, 'remove', '', NULL);

UPDATE proposals SET current_revision_id = CASE id WHEN 901 THEN 901 ELSE 903 END WHERE id IN (901, 902);

INSERT INTO alignments (revision_id, scheme, code, is_primary, position)
VALUES (901, 'objective', '8', true, 1), (901, 'paragraph', '70', false, 2), (903, 'objective', 'all', false, 1);

INSERT INTO comments (id, reference, submission, proposal_id, revision_id, parent_id, section, stance, text,
  suggested_wording, language, created_at, changed_at, published_at, superseded_at, attribution, stakeholder_group,
  region, organisation, name, confirmed_at, author_id, confirmed_by_id, status, decided_at, reason, decided_by_id)
VALUES
  (901, 'C-000901', 'hash of a comment', 901, 901, NULL, 'method', 'support', 'Yes.', 'Better.', 'en',
   '2027-01-15 13:00:00', '2027-01-15 13:00:00', '2027-01-15 13:00:00', NULL, 'group', 'academia', '', '', '', NULL, 902,
   NULL, 'published', NULL, '', NULL),
  (902, 'C-000902', NULL, 901, 901, 901, '', 'information', '', '', 'en', '2027-01-15 14:00:00', '2027-01-15 15:00:00',
   NULL, NULL, 'nothing', '', '', '', '', NULL, 902, NULL, 'withdrawn', NULL, '', NULL);

INSERT INTO counters (name, value) VALUES ('SAM', 2);

INSERT INTO outgoing_mail (id, recipient, subject, body, created_at, send_after, attempts)
VALUES (901, 'ann@example.org', 'A subject', 'A body', '2027-01-15 12:00:00', '2027-01-15 12:00:00', 0);

INSERT INTO rate_counts (scope, subject, window_start, count) VALUES ('post', 'a keyed hash', '2027-01-15 12:00:00', 3);

INSERT INTO export_records (id, consultation_id, audience, made_at, made_by_id, made_from, filter, rows, sha256)
VALUES (901, 901, 'secretariat', '2027-01-17 12:00:00', 901, 'site', 'q=x', '{"Comments": 1}', 'abc');

-- only on sqlite
INSERT INTO proposal_search (rowid, title, definition, rationale, facets)
VALUES (901, 'عدد الوفيات', 'تعريف', 'لان', 'consultation_901 objective_8');

-- only on postgresql
INSERT INTO proposal_search (published_number, document) VALUES (901, '''عدد'':1 ''objective_8''');
