-- {N} captured clients, all assigned to the user with the login {EMAIL}, with ten messages each.
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
    stage, at, (SELECT id FROM "user" WHERE email = '{EMAIL}'),
    '{"intent": "refinance", "loan_details": {"current_loan_amount": "$450,000", "interest_rate": "7.125%"}, "summary": "Wants to refinance."}',
    '{"extractor": "rules", "run_id": null, "up_to_position": null, "facts": {}}',
    'neutral', 'medium', '[]', 0, 'chat', at, at, 1, at, at
FROM visitor;
INSERT INTO client_assignment (id, client_id, assigned_to, assigned_by, is_active, remarks, created_at, updated_at)
SELECT randomblob(16), id, assigned_to, NULL, TRUE, NULL, created_at, created_at FROM client
WHERE id NOT IN (SELECT client_id FROM client_assignment);
INSERT INTO client_stage_history (id, client_id, from_stage, to_stage, changed_by, remarks, reason_code, overridden, created_at)
SELECT randomblob(16), id, NULL, current_stage, NULL, 'Client information collected via chat.', NULL, FALSE, created_at FROM client;
INSERT INTO chat_session (session_id, client_id, message_count, asked, last_message_at, created_at, updated_at)
SELECT randomblob(16), id, 10, 0, created_at, created_at, created_at FROM client;
WITH RECURSIVE place (position) AS (SELECT 1 UNION ALL SELECT position + 1 FROM place WHERE position < 10)
INSERT INTO chat_message (session_id, position, id, sender_type, data_type, message, created_at, updated_at)
SELECT session_id, position, randomblob(16), CASE position % 2 WHEN 1 THEN 'client' ELSE 'bot' END, 'message',
    CASE position % 2 WHEN 1 THEN 'I owe about 450 thousand at 7.125 percent and want to know what a refinance would bring, number ' || position
        ELSE 'Thank you. Could you tell me how much your home is worth today, roughly, and what you pay a month?' END,
    created_at, created_at
FROM chat_session CROSS JOIN place
WHERE session_id NOT IN (SELECT session_id FROM chat_message);
COMMIT;
ANALYZE;
