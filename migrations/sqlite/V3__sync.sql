-- The same as migrations/postgres/V3__sync.sql; a test compares both.

-- When a device last pushed or pulled.
ALTER TABLE auth_token ADD COLUMN last_sync_at INTEGER;

-- Of a change of messages: the first position in the session that it touched; null: all of it.
ALTER TABLE change_feed ADD COLUMN first_position INTEGER;

-- On a device: commands that wait for the server's verdict, and those it refused.
CREATE TABLE sync_outbox (
    command_id BLOB PRIMARY KEY,
    -- The order they were issued in.
    sequence INTEGER NOT NULL,
    issued_at INTEGER NOT NULL,
    client_id BLOB,
    -- The version of the client on the server, as far as the device knew.
    base_version INTEGER,
    command TEXT NOT NULL,
    -- What its author saw of the thing, as JSON.
    seen TEXT,
    -- pending, applied (its effect is still to be pulled) or rejected.
    state TEXT NOT NULL,
    -- When it was last sent; null: the server cannot know of it.
    sent_at INTEGER,
    -- Why it is not part of what the device shows, though it waits.
    misfit TEXT,
    code TEXT,
    detail TEXT,
    -- What stands on the server, as JSON.
    current_json TEXT,
    decided_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX sync_outbox__sequence ON sync_outbox (sequence);

-- On a device: the cursor, whose replica it is, whether it is locked.
CREATE TABLE sync_state (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- On a device: the clients that the copy under way has brought; the others go when it is whole.
CREATE TABLE sync_arrived (
    client_id BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;
