-- {N} captured clients, every second one assigned, the youngest first.
INSERT INTO client (
    id, name, email, phone, search_key, name_key, current_stage, stage_changed_at, assigned_to, context, context_meta,
    sentiment, urgency, proposals, edited_fields, source, captured_at, last_message_at, version, created_at, updated_at)
SELECT gen_random_uuid(), 'Visitor Number' || i, 'visitor' || i || '@example.com', '+1555' || (1000000 + i),
    'visitor number' || i || ' visitor' || i || '@example.com +1555' || (1000000 + i), 'visitor number' || i,
    (ARRAY['lead', 'contacted', 'qualified', 'docs_pending', 'disbursed', 'active'])[1 + i % 6],
    now() - i * INTERVAL '1 minute',
    CASE WHEN i % 2 = 0 THEN (SELECT id FROM "user" ORDER BY created_at LIMIT 1) END,
    '{"intent": "refinance", "loan_details": {"current_loan_amount": "$450,000", "interest_rate": "7.125%"}, "summary": "Wants to refinance."}',
    '{"extractor": "rules", "run_id": null, "up_to_position": null, "facts": {}}',
    'neutral', 'medium', '[]', 0, 'chat', now() - i * INTERVAL '1 minute', now() - i * INTERVAL '1 minute', 1,
    now() - i * INTERVAL '1 minute', now() - i * INTERVAL '1 minute'
FROM generate_series(1, {N}) i;
INSERT INTO client_assignment (id, client_id, assigned_to, assigned_by, is_active, remarks, created_at, updated_at)
SELECT gen_random_uuid(), id, assigned_to, NULL, TRUE, NULL, created_at, created_at
FROM client;
