INSERT INTO tombstones (id, token, "of", cause, reference, mark, shows, day) VALUES (901, 'a token', 'proposals', 'withdrawn', 'IND-9901', 'a mark', 'nothing', '2027-01-16');

INSERT INTO restorations (id, restored_at, made_at, contributions, unread_lines) VALUES (901, '2027-01-16 12:00:00', '2027-01-15 12:00:00', 2, 0);
