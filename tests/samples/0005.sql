INSERT INTO summaries (id, consultation_id, proposal_id, scheme, code, number, text, language, is_public, written_at, written_by_id, replaced_at) VALUES (901, 901, NULL, 'objective', '8', 1, 'Much was said', 'en', true, '2026-11-20 12:00:00', 901, NULL);

INSERT INTO summaries (id, consultation_id, proposal_id, scheme, code, number, text, language, is_public, written_at, written_by_id, replaced_at) VALUES (902, 901, 901, '', '', 1, 'Supported by most', 'en', false, '2026-11-20 12:00:00', 901, NULL);
