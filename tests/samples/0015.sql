UPDATE comments SET told = 'Leave the place out.', told_at = '2026-11-20 12:00:00', asks_change = true WHERE id = 901;
