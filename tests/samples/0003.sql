-- A row in every table of the third schema.
INSERT INTO kept_files (id, consultation_id, is_public, sha256, size, kept_until, gone_at, gone_because)
VALUES (901, 901, true, 'abe', 3, '2027-04-18 12:00:00', NULL, NULL),
  (902, 901, false, 'abf', 3, '2027-04-18 12:00:00', '2027-02-18 12:00:00', 'withdrawn');

INSERT INTO kept_pieces (file_id, number, content) VALUES (901, 0, 'abc');

INSERT INTO kept_rows (file_id, of, first, last, content) VALUES (901, 'comments', 901, 902, 'packed');

UPDATE export_records SET kept_file_id = 901 WHERE id = 902;
