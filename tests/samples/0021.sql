INSERT INTO public_counts (consultation_id, scheme, code, named, origin, stakeholder_group, number)
VALUES (901, 'objective', '8', 'primary', 'participant', 'diaspora', 1);
