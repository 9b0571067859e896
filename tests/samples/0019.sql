UPDATE comments SET settles_at = '2027-01-16 17:00:00' WHERE id = 901;

UPDATE proposals SET speaks_next = '{"attribution": "group"}', speaks_next_at = '2027-01-16 17:00:00' WHERE id = 901;
