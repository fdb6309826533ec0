-- The same as migrations/sqlite/V3__sync.sql; a test compares both.

-- When a device last pushed or pulled.
ALTER TABLE auth_token ADD COLUMN last_sync_at TIMESTAMPTZ;

-- Of a change of messages: the first position in the session that it touched; null: all of it.
ALTER TABLE change_feed ADD COLUMN first_position BIGINT;
-- The same beside `sessions`, where a row is a whole batch.
ALTER TABLE change_feed ADD COLUMN first_positions BIGINT[];

-- On a device: commands that wait for the server's verdict, and those it refused.
CREATE TABLE sync_outbox (
    command_id UUID PRIMARY KEY,
    -- The order they were issued in.
    sequence BIGINT NOT NULL,
    issued_at TIMESTAMPTZ NOT NULL,
    client_id UUID,
    -- The version of the client on the server, as far as the device knew.
    base_version BIGINT,
    command TEXT NOT NULL,
    -- What its author saw of the thing, as JSON.
    seen TEXT,
    -- pending, applied (its effect is still to be pulled) or rejected.
    state TEXT NOT NULL,
    -- When it was last sent; null: the server cannot know of it.
    sent_at TIMESTAMPTZ,
    -- Why it is not part of what the device shows, though it waits.
    misfit TEXT,
    code TEXT,
    detail TEXT,
    -- What stands on the server, as JSON.
    current_json TEXT,
    decided_at TIMESTAMPTZ
);
CREATE UNIQUE INDEX sync_outbox__sequence ON sync_outbox (sequence);

-- On a device: the cursor, whose replica it is, whether it is locked.
CREATE TABLE sync_state (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- On a device: the clients that the copy under way has brought; the others go when it is whole.
CREATE TABLE sync_arrived (
    client_id UUID PRIMARY KEY
);
