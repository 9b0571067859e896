INSERT INTO partners (id, consultation_id, name, shares, changed_at) VALUES (901, 901, 'A sample network', 'summaries', '2026-11-20 12:00:00');
