-- The same as migrations/sqlite/V7__upkeep.sql; a test compares both.

-- What is rare in a long log is found along an index, the newest first: a kind of thing or of action,
-- moves into a stage, out of one, or for a reason.
CREATE INDEX audit_log_kind ON audit_log (entity_kind, created_at, id);
CREATE INDEX audit_log_action ON audit_log (action, created_at, id);
CREATE INDEX client_stage_history_into ON client_stage_history (to_stage, created_at, id);
CREATE INDEX client_stage_history_from ON client_stage_history (from_stage, created_at, id)
    WHERE from_stage IS NOT NULL;
CREATE INDEX client_stage_history_reason ON client_stage_history (reason_code, created_at, id)
    WHERE reason_code IS NOT NULL;

-- On a device: its user has seen messages, and the server has not heard of it.
ALTER TABLE client_seen ADD COLUMN waits BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX client_seen_waits ON client_seen (user_id, client_id) WHERE waits = TRUE;
