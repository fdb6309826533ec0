-- The same as migrations/postgres/V4__records.sql; a test compares both.

-- Copies of facts of the context, for lists, filters and orders. Numbers are in hundredths; income is
-- a year's.
ALTER TABLE client ADD COLUMN intent TEXT;
ALTER TABLE client ADD COLUMN loan_type TEXT;
ALTER TABLE client ADD COLUMN loan_amount INTEGER;
ALTER TABLE client ADD COLUMN property_value INTEGER;
ALTER TABLE client ADD COLUMN income INTEGER;
ALTER TABLE client ADD COLUMN credit_score INTEGER;
-- When the first of the client's open tasks is due.
ALTER TABLE client ADD COLUMN next_due_at INTEGER;

UPDATE client SET
    intent = CASE WHEN json_type(context, '$.intent') = 'text'
        THEN NULLIF(TRIM(json_extract(context, '$.intent')), '') END,
    loan_type = CASE WHEN json_type(context, '$.loan_details.loan_type') = 'text'
        THEN NULLIF(TRIM(json_extract(context, '$.loan_details.loan_type')), '') END,
    next_due_at = (SELECT MIN(t.due_at) FROM client_task t WHERE t.client_id = client.id AND t.done_at IS NULL);

WITH fact AS (
    SELECT c.id, f.key AS path, f.value AS fact
    FROM client c, json_each(c.context_meta, '$.facts') f
    WHERE f.key IN ('loan_details.current_loan_amount', 'loan_details.property_value',
                    'financial_info.income', 'financial_info.credit_score')
), number AS (
    SELECT id, path, 100.0
        * CASE
            WHEN json_type(fact, '$.value') IN ('integer', 'real') THEN json_extract(fact, '$.value')
            WHEN json_extract(fact, '$.value') IS NULL
                THEN (json_extract(fact, '$.low') + json_extract(fact, '$.high')) / 2.0
          END
        * CASE WHEN path <> 'financial_info.income' THEN 1
            ELSE CASE json_extract(fact, '$.unit')
                WHEN 'currency_per_month' THEN 12 WHEN 'currency_per_hour' THEN 2080
                WHEN 'currency_per_day' THEN 260 WHEN 'currency_per_week' THEN 52
                WHEN 'currency_per_two_weeks' THEN 26 ELSE 1 END
          END AS hundredths
    FROM fact
), figure AS (
    SELECT id,
        MAX(hundredths) FILTER (WHERE path = 'loan_details.current_loan_amount') AS loan_amount,
        MAX(hundredths) FILTER (WHERE path = 'loan_details.property_value') AS property_value,
        MAX(hundredths) FILTER (WHERE path = 'financial_info.income') AS income,
        MAX(hundredths) FILTER (WHERE path = 'financial_info.credit_score') AS credit_score
    FROM number WHERE ABS(hundredths) < 9e15 GROUP BY id
)
UPDATE client SET
    loan_amount = CAST(ROUND(figure.loan_amount) AS INTEGER),
    property_value = CAST(ROUND(figure.property_value) AS INTEGER),
    income = CAST(ROUND(figure.income) AS INTEGER),
    credit_score = CAST(ROUND(figure.credit_score) AS INTEGER)
FROM figure WHERE figure.id = client.id;

CREATE INDEX client_loan_amount ON client (loan_amount, id);
CREATE INDEX client_credit_score ON client (credit_score, id);
CREATE INDEX client_next_due ON client (next_due_at, id);
CREATE INDEX client_captured ON client (captured_at, id);
CREATE INDEX client_urgency ON client (urgency, created_at, id);
-- The columns of a board: of the whole desk, and of one who works there.
CREATE INDEX client_board ON client (current_stage, stage_changed_at, id) WHERE captured_at IS NOT NULL;
CREATE INDEX client_own_board ON client (assigned_to, current_stage, stage_changed_at, id) WHERE captured_at IS NOT NULL;
CREATE INDEX client_task_open ON client_task (client_id) WHERE done_at IS NULL;
CREATE INDEX client_stage_history_user ON client_stage_history (changed_by, created_at, id);
CREATE INDEX client_assignment_created ON client_assignment (created_at, id);

-- Up to when a user has seen a client's messages.
CREATE TABLE client_seen (
    user_id BLOB NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
    client_id BLOB NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_seen_client ON client_seen (client_id);

-- What came before this was known is not news to whoever works the client.
INSERT INTO client_seen (user_id, client_id, seen_at)
SELECT assigned_to, id, last_message_at FROM client
WHERE assigned_to IS NOT NULL AND last_message_at IS NOT NULL;

-- A list as somebody likes to see it: its filters, its order, its columns.
CREATE TABLE saved_view (
    id BLOB PRIMARY KEY,
    owner BLOB NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
    screen TEXT NOT NULL,
    name TEXT NOT NULL,
    shared INTEGER NOT NULL,
    definition TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_view_owner ON saved_view (owner, created_at, id);

-- What a merge of two clients ended and moved, so that it can be undone.
CREATE TABLE client_merge (
    id BLOB PRIMARY KEY,
    -- The client that has it all now: the one merged into, or what that one was merged into later.
    client_id BLOB NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    into_id BLOB NOT NULL,
    from_id BLOB NOT NULL,
    from_name TEXT,
    merged_by BLOB REFERENCES "user" (id),
    -- As JSON; null once it is undone.
    snapshot TEXT,
    undone_by BLOB REFERENCES "user" (id),
    undone_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX client_merge_client ON client_merge (client_id, created_at, id);
CREATE INDEX client_merge_from ON client_merge (from_id);
