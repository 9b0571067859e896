INSERT INTO saved_views (id, consultation_id, name, asked, saved_at) VALUES (901, 901, 'For the Network', '{}', '2026-11-20 12:00:00');
