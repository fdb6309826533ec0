-- The same tables as migrations/postgres/V1__initial.sql; a test compares both.
-- Unique indexes are called table__column__column: the store derives the field of a conflict from it.

CREATE TABLE role (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    permissions TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX role__name ON role (name);

CREATE TABLE "user" (
    id BLOB PRIMARY KEY,
    email TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    role_id BLOB REFERENCES role (id),
    is_active INTEGER NOT NULL,
    is_superuser INTEGER NOT NULL,
    last_login INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX user__email ON "user" (email);
CREATE INDEX user_role ON "user" (role_id);

CREATE TABLE auth_token (
    id BLOB PRIMARY KEY,
    hash BLOB NOT NULL,
    user_id BLOB NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    device_name TEXT NOT NULL,
    last_used_at INTEGER,
    revoked_at INTEGER,
    expires_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX auth_token__hash ON auth_token (hash);
CREATE INDEX auth_token_user ON auth_token (user_id, id);
CREATE INDEX auth_token_expiry ON auth_token (expires_at);

-- Failed logins by bucket: account with address, account alone, address alone.
CREATE TABLE login_attempt (
    bucket TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    window_started_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX login_attempt_window ON login_attempt (window_started_at);

CREATE TABLE api_key (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    hash BLOB NOT NULL,
    scopes TEXT NOT NULL,
    rate_limit INTEGER,
    last_used_at INTEGER,
    revoked_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX api_key__hash ON api_key (hash);

CREATE TABLE client (
    -- The key of the search index.
    search_id INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    name TEXT,
    email TEXT,
    phone TEXT,
    -- Folded name, email and phone, for search by any part.
    search_key TEXT NOT NULL,
    -- Folded name, for sorting the same way on both engines.
    name_key TEXT NOT NULL,
    current_stage TEXT NOT NULL,
    stage_changed_at INTEGER NOT NULL,
    -- The stage a closed client was closed from.
    closed_from TEXT,
    -- The assignee of the active client_assignment row, kept here for lists and scope.
    assigned_to BLOB REFERENCES "user" (id),
    context TEXT NOT NULL,
    context_meta TEXT NOT NULL,
    -- Copies of two facts of the context, for filters.
    sentiment TEXT NOT NULL,
    urgency TEXT NOT NULL,
    proposals TEXT NOT NULL,
    -- Contact fields a person edited, as bits: 1 name, 2 email, 4 phone.
    edited_fields INTEGER NOT NULL,
    source TEXT NOT NULL,
    captured_at INTEGER,
    last_message_at INTEGER,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX client_created ON client (created_at, id);
CREATE INDEX client_updated ON client (updated_at, id);
CREATE INDEX client_stage_changed ON client (stage_changed_at, id);
CREATE INDEX client_last_message ON client (last_message_at, id);
CREATE INDEX client_name ON client (name_key, id);
-- Lists show leads: visitors who gave only a name must not stand in the way of the few that match.
CREATE INDEX client_stage ON client (current_stage, created_at, id) WHERE captured_at IS NOT NULL;
CREATE INDEX client_assigned ON client (assigned_to, created_at, id) WHERE captured_at IS NOT NULL;
-- Answers counts and reports alone, without the wide rows.
CREATE INDEX client_work ON client (assigned_to, current_stage, urgency, captured_at);
CREATE INDEX client_email ON client (email) WHERE email IS NOT NULL;
CREATE INDEX client_phone ON client (phone) WHERE phone IS NOT NULL;

CREATE VIRTUAL TABLE client_search USING fts5(
    search_key, content = 'client', content_rowid = 'search_id', tokenize = 'trigram'
);
CREATE TRIGGER client_search_insert AFTER INSERT ON client BEGIN
    INSERT INTO client_search (rowid, search_key) VALUES (new.search_id, new.search_key);
END;
CREATE TRIGGER client_search_update AFTER UPDATE OF search_key ON client BEGIN
    INSERT INTO client_search (client_search, rowid, search_key) VALUES ('delete', old.search_id, old.search_key);
    INSERT INTO client_search (rowid, search_key) VALUES (new.search_id, new.search_key);
END;
CREATE TRIGGER client_search_delete AFTER DELETE ON client BEGIN
    INSERT INTO client_search (client_search, rowid, search_key) VALUES ('delete', old.search_id, old.search_key);
END;

CREATE TABLE chat_session (
    session_id BLOB PRIMARY KEY,
    client_id BLOB REFERENCES client (id) ON DELETE SET NULL,
    message_count INTEGER NOT NULL,
    -- What the bot last asked for, as bits: 1 name, 2 email, 4 phone.
    asked INTEGER NOT NULL,
    last_message_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX chat_session_client ON chat_session (client_id, created_at, session_id) WHERE client_id IS NOT NULL;
CREATE INDEX chat_session_created ON chat_session (created_at, session_id);

CREATE TABLE chat_message (
    session_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    id BLOB NOT NULL,
    sender_type TEXT NOT NULL,
    data_type TEXT NOT NULL,
    message TEXT NOT NULL,
    metadata TEXT,
    idempotency_key TEXT,
    -- What came with the key, hashed: the message itself may be edited.
    idempotency_digest TEXT,
    -- A deleted message keeps its place as a tombstone without text.
    deleted_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (session_id, position)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX chat_message__id ON chat_message (id);
CREATE UNIQUE INDEX chat_message__session_id__idempotency_key
    ON chat_message (session_id, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- The full-text index over messages, written behind the change feed.
CREATE TABLE message_search (
    -- The key of the full-text index.
    search_id INTEGER PRIMARY KEY,
    message_id BLOB NOT NULL UNIQUE,
    session_id BLOB NOT NULL,
    position INTEGER NOT NULL
) STRICT;
CREATE INDEX message_search_session ON message_search (session_id, position);
CREATE VIRTUAL TABLE message_text USING fts5(
    document, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE client_stage_history (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    from_stage TEXT,
    to_stage TEXT NOT NULL,
    changed_by BLOB REFERENCES "user" (id),
    remarks TEXT,
    reason_code TEXT,
    overridden INTEGER NOT NULL,
    duration_seconds INTEGER,
    issued_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX client_stage_history_client ON client_stage_history (client_id, created_at, id);
CREATE INDEX client_stage_history_created ON client_stage_history (created_at, id);

CREATE TABLE client_assignment (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    assigned_to BLOB REFERENCES "user" (id),
    assigned_by BLOB REFERENCES "user" (id),
    is_active INTEGER NOT NULL,
    remarks TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX client_assignment__client_id ON client_assignment (client_id) WHERE is_active;
CREATE INDEX client_assignment_client ON client_assignment (client_id, created_at, id);

CREATE TABLE client_note (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    author BLOB REFERENCES "user" (id),
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX client_note_client ON client_note (client_id, created_at, id);

CREATE TABLE client_task (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    due_at INTEGER,
    done_at INTEGER,
    assignee BLOB REFERENCES "user" (id),
    created_by BLOB REFERENCES "user" (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX client_task_client ON client_task (client_id, created_at, id);
CREATE INDEX client_task_due ON client_task (due_at, id) WHERE done_at IS NULL;
CREATE INDEX client_task_assignee ON client_task (assignee, due_at, id) WHERE done_at IS NULL;

-- One row a client: its place in the extraction queue.
CREATE TABLE extraction_job (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    run_at INTEGER NOT NULL,
    -- When the first of the messages that wait was stored: bounds the quiet time.
    requested_at INTEGER NOT NULL,
    -- Due again after the run under way, since messages arrived meanwhile.
    again_at INTEGER,
    lease_owner BLOB,
    lease_until INTEGER,
    last_error TEXT,
    finished_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX extraction_job__client_id ON extraction_job (client_id);
CREATE INDEX extraction_job_due ON extraction_job (run_at) WHERE state IN ('queued', 'failed');
CREATE INDEX extraction_job_lease ON extraction_job (lease_until) WHERE state = 'running';
CREATE INDEX extraction_job_broken ON extraction_job (client_id) WHERE state IN ('failed', 'dead');
CREATE INDEX extraction_job_created ON extraction_job (created_at, id);

CREATE TABLE extraction_run (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    extractor TEXT NOT NULL,
    up_to_position INTEGER NOT NULL,
    context TEXT NOT NULL,
    facts TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    cost_micros INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX extraction_run_client ON extraction_run (client_id, created_at, id);
CREATE INDEX extraction_run_created ON extraction_run (created_at);

CREATE TABLE audit_log (
    id BLOB PRIMARY KEY,
    actor_kind TEXT NOT NULL,
    user_id BLOB REFERENCES "user" (id),
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    entity_kind TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    client_id BLOB,
    before_json TEXT,
    after_json TEXT,
    address TEXT,
    command_id BLOB,
    issued_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_log_created ON audit_log (created_at, id);
CREATE INDEX audit_log_client ON audit_log (client_id, created_at, id) WHERE client_id IS NOT NULL;
CREATE INDEX audit_log_entity ON audit_log (entity_kind, entity_id, created_at, id);
CREATE INDEX audit_log_user ON audit_log (user_id, created_at, id) WHERE user_id IS NOT NULL;

-- Outcomes of commands, rejections included, so that a repeated one gets the first answer.
CREATE TABLE command_log (
    actor TEXT NOT NULL,
    command_id BLOB NOT NULL,
    body_hash BLOB NOT NULL,
    client_id BLOB,
    rejected INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (actor, command_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX command_log_created ON command_log (created_at);
CREATE INDEX command_log_client ON command_log (client_id) WHERE client_id IS NOT NULL;

-- Every committed change in one order, which the single writer gives.
CREATE TABLE change_feed (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    client_id BLOB,
    -- The client's assignee before and after: both may see the change.
    assignee_before BLOB,
    assignee_after BLOB,
    -- The permission that shows the change to others; null: every login.
    permission TEXT,
    created_at INTEGER NOT NULL
) STRICT;

-- How far each background reader of the feed has come.
CREATE TABLE feed_cursor (
    name TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
