-- The same as migrations/postgres/V5__work.sql; a test compares both.

-- Where a loan officer may work (USPS codes, as JSON), how many open clients they can carry
-- (null: no limit), whether leads are given to them, and their number in the NMLS.
ALTER TABLE "user" ADD COLUMN licence_states TEXT NOT NULL DEFAULT '[]';
ALTER TABLE "user" ADD COLUMN capacity INTEGER;
ALTER TABLE "user" ADD COLUMN takes_leads INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "user" ADD COLUMN nmls_id TEXT;

-- When a person first did something for the client.
ALTER TABLE client ADD COLUMN first_touch_at INTEGER;
UPDATE client SET first_touch_at = (
    SELECT MIN(at) FROM (
        SELECT h.created_at AS at FROM client_stage_history h
        WHERE h.client_id = client.id AND h.changed_by IS NOT NULL AND h.from_stage IS NOT NULL
        UNION ALL SELECT n.created_at FROM client_note n WHERE n.client_id = client.id
        UNION ALL SELECT t.created_at FROM client_task t
        WHERE t.client_id = client.id AND t.created_by IS NOT NULL
    ) WHERE at >= client.captured_at
) WHERE captured_at IS NOT NULL;

-- How fast leads were touched and what became of them, by when they came, without the wide rows.
CREATE INDEX client_first_touch ON client (captured_at, first_touch_at, source, assigned_to, current_stage)
    WHERE captured_at IS NOT NULL;
-- The leads that await somebody, oldest first.
CREATE INDEX client_waiting ON client (captured_at, id)
    WHERE assigned_to IS NULL AND captured_at IS NOT NULL AND current_stage NOT IN ('lost', 'closed', 'rejected');
-- The leads nobody did anything for yet.
CREATE INDEX client_untouched ON client (captured_at, id)
    WHERE first_touch_at IS NULL AND captured_at IS NOT NULL
        AND current_stage NOT IN ('lost', 'closed', 'rejected');
-- Who was given a client last, and when.
CREATE INDEX client_assignment_taken ON client_assignment (assigned_to, created_at)
    WHERE assigned_to IS NOT NULL;
-- How long clients stayed where they were, and why they left, by when they left.
CREATE INDEX client_stage_history_left
    ON client_stage_history (created_at, from_stage, to_stage, duration_seconds, reason_code, client_id, changed_by);
-- How far clients came, without the other columns.
CREATE INDEX client_stage_history_reached ON client_stage_history (client_id, to_stage);

CREATE TABLE notification (
    id BLOB PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
    -- mention, assigned, task_due, message or first_touch_late.
    kind TEXT NOT NULL,
    -- The note, assignment, task or client it is about; the same thing tells its reader once.
    subject BLOB NOT NULL,
    client_id BLOB NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    actor_id BLOB REFERENCES "user" (id) ON DELETE SET NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    read_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX notification__user_id__kind__subject ON notification (user_id, kind, subject);
CREATE INDEX notification_user ON notification (user_id, created_at, id);
CREATE INDEX notification_unread ON notification (user_id, created_at, id) WHERE read_at IS NULL;
CREATE INDEX notification_client ON notification (client_id);
CREATE INDEX notification_created ON notification (created_at);
CREATE INDEX notification_subject ON notification (kind, subject);
