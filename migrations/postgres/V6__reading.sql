-- The same as migrations/sqlite/V6__reading.sql; a test compares both.

-- When a client last wrote: not the bot, and no edit. A device without conversations keeps what it was told.
UPDATE client SET last_message_at = (
    SELECT MAX(m.created_at) FROM chat_session s
    JOIN chat_message m ON m.session_id = s.session_id
    WHERE s.client_id = client.id AND m.sender_type = 'client' AND m.deleted_at IS NULL
) WHERE EXISTS (SELECT 1 FROM chat_session s WHERE s.client_id = client.id);

-- How far clients came and when, and who moved them where: read without the wide rows.
DROP INDEX client_stage_history_reached;
CREATE INDEX client_stage_history_reached ON client_stage_history (client_id, to_stage, created_at);
DROP INDEX client_stage_history_user;
CREATE INDEX client_stage_history_user
    ON client_stage_history (changed_by, created_at, id, from_stage, to_stage);
