INSERT INTO counters (name, value, passed_over) VALUES ('comments of SAM', 1003, '1001 1002');

INSERT INTO comments (id, reference, submission, proposal_id, revision_id, parent_id, section, stance, text,
  suggested_wording, language, created_at, changed_at, published_at, published_on, published_number, sent_number,
  appears_at, superseded_by_id, version, attribution, stakeholder_group, region, organisation, name, confirmed_at,
  author_id, confirmed_by_id, status, decided_at, reason, decided_by_id)
VALUES
  (905, 'C-001003', NULL, 901, 901, NULL, '', 'support', '', '', 'en', '2027-01-16 13:00:00', '2027-01-16 13:00:00',
   NULL, NULL, NULL, 20834000000007, '2027-01-17 17:00:00', NULL, 1, 'nothing', '', '', '', '', NULL, 902, NULL, 'held',
   '2027-01-16 14:00:00', '', 901);
