INSERT INTO proposals (id, token, reference, consultation_id, kind, origin, version, published_number, created_at,
  submitted_at, published_at, changed_at, comment_count, support_count, changes_count, concern_count, external_id, source,
  proposer, source_note, attribution, stakeholder_group, region, organisation, name, status, reason)
VALUES
  (903, 'token of the third ---', 'SAM-0003', 901, 'indicator', 'brought_in', 1, 903, '2027-01-15 12:00:00',
   '2027-01-15 12:00:00', '2027-01-15 12:00:00', '2027-01-15 12:00:00', 0, 0, 0, 0, 'X-2', 'list.xlsx', '', '', 'nothing',
   '', '', '', '', 'published', '');

INSERT INTO revisions (id, proposal_id, number, kind, created_at, language, title, rationale, reference_list, status,
  reason, action)
VALUES (904, 903, 1, 'indicator', '2027-01-15 12:00:00', 'en', 'A title', '', '', 'published', '', 'add');

UPDATE proposals SET current_revision_id = 904 WHERE id = 903;

INSERT INTO alignments (revision_id, scheme, code, is_primary, position)
VALUES (904, 'objective', '10', false, 1), (904, 'objective', '8', false, 2);
