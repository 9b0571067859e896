-- A row for what the second schema added.
INSERT INTO export_records (id, consultation_id, audience, format, made_at, made_by_id, made_from, filter, rows, hashes,
  sha256)
VALUES (902, 901, 'public', 'csv', '2027-01-18 12:00:00', NULL, 'site', '', '{"Comments": 1}', '{"Comments": "abd"}',
  'abe');
