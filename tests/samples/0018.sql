UPDATE comments SET is_flood = true WHERE id = 902;

UPDATE comments SET organisation = 'Seafarers’ union', confirmed_at = '2027-01-16 12:00:00', confirmed_by_id = 901 WHERE id = 901;
