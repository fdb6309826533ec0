-- {N} captured clients, every second one assigned, the youngest first.
BEGIN;
WITH RECURSIVE number (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < {N}),
visitor AS (
    SELECT i, CAST(strftime('%s', 'now') AS INTEGER) * 1000000 - i * 60000000 AS at,
        CASE i % 6 WHEN 0 THEN 'lead' WHEN 1 THEN 'contacted' WHEN 2 THEN 'qualified' WHEN 3 THEN 'docs_pending'
            WHEN 4 THEN 'disbursed' ELSE 'active' END AS stage
    FROM number)
INSERT INTO client (
    id, name, email, phone, search_key, name_key, current_stage, stage_changed_at, assigned_to, context, context_meta,
    sentiment, urgency, proposals, edited_fields, source, captured_at, last_message_at, version, created_at, updated_at)
SELECT randomblob(16), 'Visitor Number' || i, 'visitor' || i || '@example.com', '+1555' || (1000000 + i),
    'visitor number' || i || ' visitor' || i || '@example.com +1555' || (1000000 + i), 'visitor number' || i,
    stage, at,
    CASE WHEN i % 2 = 0 THEN (SELECT id FROM "user" ORDER BY created_at LIMIT 1) END,
    '{"intent": "refinance", "loan_details": {"current_loan_amount": "$450,000", "interest_rate": "7.125%"}, "summary": "Wants to refinance."}',
    '{"extractor": "rules", "run_id": null, "up_to_position": null, "facts": {}}',
    'neutral', 'medium', '[]', 0, 'chat', at, at, 1, at, at
FROM visitor;
INSERT INTO client_assignment (id, client_id, assigned_to, assigned_by, is_active, remarks, created_at, updated_at)
SELECT randomblob(16), id, assigned_to, NULL, TRUE, NULL, created_at, created_at
FROM client;
COMMIT;
ANALYZE client;
ANALYZE client_assignment;
