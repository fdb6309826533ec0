-- The same tables as migrations/sqlite/V1__initial.sql; a test compares both.
-- Unique indexes are called table__column__column: the store derives the field of a conflict from it.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE role (
    id UUID PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    permissions TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX role__name ON role (name);

CREATE TABLE "user" (
    id UUID PRIMARY KEY,
    email TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    role_id UUID REFERENCES role (id),
    is_active BOOLEAN NOT NULL,
    is_superuser BOOLEAN NOT NULL,
    last_login TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX user__email ON "user" (email);
CREATE INDEX user_role ON "user" (role_id);

CREATE TABLE auth_token (
    id UUID PRIMARY KEY,
    hash BYTEA NOT NULL,
    user_id UUID NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    device_name TEXT NOT NULL,
    last_used_at TIMESTAMPTZ,
    revoked_at TIMESTAMPTZ,
    expires_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX auth_token__hash ON auth_token (hash);
CREATE INDEX auth_token_user ON auth_token (user_id, id);
CREATE INDEX auth_token_expiry ON auth_token (expires_at);

-- Failed logins by bucket: account with address, account alone, address alone.
CREATE TABLE login_attempt (
    bucket TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    window_started_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX login_attempt_window ON login_attempt (window_started_at);

CREATE TABLE api_key (
    id UUID PRIMARY KEY,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    hash BYTEA NOT NULL,
    scopes TEXT NOT NULL,
    rate_limit BIGINT,
    last_used_at TIMESTAMPTZ,
    revoked_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX api_key__hash ON api_key (hash);

CREATE TABLE client (
    id UUID PRIMARY KEY,
    name TEXT,
    email TEXT,
    phone TEXT,
    -- Folded name, email and phone, for search by any part.
    search_key TEXT NOT NULL,
    -- Folded name, for sorting the same way on both engines.
    name_key TEXT COLLATE "C" NOT NULL,
    current_stage TEXT NOT NULL,
    stage_changed_at TIMESTAMPTZ NOT NULL,
    -- The stage a closed client was closed from.
    closed_from TEXT,
    -- The assignee of the active client_assignment row, kept here for lists and scope.
    assigned_to UUID REFERENCES "user" (id),
    context TEXT NOT NULL,
    context_meta TEXT NOT NULL,
    -- Copies of two facts of the context, for filters.
    sentiment TEXT NOT NULL,
    urgency TEXT NOT NULL,
    proposals TEXT NOT NULL,
    -- Contact fields a person edited, as bits: 1 name, 2 email, 4 phone.
    edited_fields BIGINT NOT NULL,
    source TEXT NOT NULL,
    captured_at TIMESTAMPTZ,
    last_message_at TIMESTAMPTZ,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
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
CREATE INDEX client_search ON client USING gin (search_key gin_trgm_ops);

CREATE TABLE chat_session (
    session_id UUID PRIMARY KEY,
    client_id UUID REFERENCES client (id) ON DELETE SET NULL,
    message_count BIGINT NOT NULL,
    -- What the bot last asked for, as bits: 1 name, 2 email, 4 phone.
    asked BIGINT NOT NULL,
    last_message_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX chat_session_client ON chat_session (client_id, created_at, session_id) WHERE client_id IS NOT NULL;
CREATE INDEX chat_session_created ON chat_session (created_at, session_id);

CREATE TABLE chat_message (
    session_id UUID NOT NULL,
    position BIGINT NOT NULL,
    id UUID NOT NULL,
    sender_type TEXT NOT NULL,
    data_type TEXT NOT NULL,
    message TEXT NOT NULL,
    metadata TEXT,
    idempotency_key TEXT,
    -- What came with the key, hashed: the message itself may be edited.
    idempotency_digest TEXT,
    -- A deleted message keeps its place as a tombstone without text.
    deleted_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (session_id, position)
);
CREATE UNIQUE INDEX chat_message__id ON chat_message (id);
CREATE UNIQUE INDEX chat_message__session_id__idempotency_key
    ON chat_message (session_id, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- The full-text index over messages, written behind the change feed.
CREATE TABLE message_search (
    message_id UUID PRIMARY KEY,
    session_id UUID NOT NULL,
    position BIGINT NOT NULL,
    document TSVECTOR NOT NULL
);
CREATE INDEX message_search_document ON message_search USING gin (document);
CREATE INDEX message_search_session ON message_search (session_id, position);

CREATE TABLE client_stage_history (
    id UUID PRIMARY KEY,
    client_id UUID NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    from_stage TEXT,
    to_stage TEXT NOT NULL,
    changed_by UUID REFERENCES "user" (id),
    remarks TEXT,
    reason_code TEXT,
    overridden BOOLEAN NOT NULL,
    duration_seconds BIGINT,
    issued_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX client_stage_history_client ON client_stage_history (client_id, created_at, id);
CREATE INDEX client_stage_history_created ON client_stage_history (created_at, id);

CREATE TABLE client_assignment (
    id UUID PRIMARY KEY,
    client_id UUID NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    assigned_to UUID REFERENCES "user" (id),
    assigned_by UUID REFERENCES "user" (id),
    is_active BOOLEAN NOT NULL,
    remarks TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX client_assignment__client_id ON client_assignment (client_id) WHERE is_active;
CREATE INDEX client_assignment_client ON client_assignment (client_id, created_at, id);

CREATE TABLE client_note (
    id UUID PRIMARY KEY,
    client_id UUID NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    author UUID REFERENCES "user" (id),
    body TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX client_note_client ON client_note (client_id, created_at, id);

CREATE TABLE client_task (
    id UUID PRIMARY KEY,
    client_id UUID NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    due_at TIMESTAMPTZ,
    done_at TIMESTAMPTZ,
    assignee UUID REFERENCES "user" (id),
    created_by UUID REFERENCES "user" (id),
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX client_task_client ON client_task (client_id, created_at, id);
CREATE INDEX client_task_due ON client_task (due_at, id) WHERE done_at IS NULL;
CREATE INDEX client_task_assignee ON client_task (assignee, due_at, id) WHERE done_at IS NULL;

-- One row a client: its place in the extraction queue.
CREATE TABLE extraction_job (
    id UUID PRIMARY KEY,
    client_id UUID NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    run_at TIMESTAMPTZ NOT NULL,
    -- When the first of the messages that wait was stored: bounds the quiet time.
    requested_at TIMESTAMPTZ NOT NULL,
    -- Due again after the run under way, since messages arrived meanwhile.
    again_at TIMESTAMPTZ,
    lease_owner UUID,
    lease_until TIMESTAMPTZ,
    last_error TEXT,
    finished_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX extraction_job__client_id ON extraction_job (client_id);
CREATE INDEX extraction_job_due ON extraction_job (run_at) WHERE state IN ('queued', 'failed');
CREATE INDEX extraction_job_lease ON extraction_job (lease_until) WHERE state = 'running';
CREATE INDEX extraction_job_broken ON extraction_job (client_id) WHERE state IN ('failed', 'dead');
CREATE INDEX extraction_job_created ON extraction_job (created_at, id);

CREATE TABLE extraction_run (
    id UUID PRIMARY KEY,
    client_id UUID NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    extractor TEXT NOT NULL,
    up_to_position BIGINT NOT NULL,
    context TEXT NOT NULL,
    facts TEXT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    cost_micros BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX extraction_run_client ON extraction_run (client_id, created_at, id);
CREATE INDEX extraction_run_created ON extraction_run (created_at);

CREATE TABLE audit_log (
    id UUID PRIMARY KEY,
    actor_kind TEXT NOT NULL,
    user_id UUID REFERENCES "user" (id),
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    entity_kind TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    client_id UUID,
    before_json TEXT,
    after_json TEXT,
    address TEXT,
    command_id UUID,
    issued_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX audit_log_created ON audit_log (created_at, id);
CREATE INDEX audit_log_client ON audit_log (client_id, created_at, id) WHERE client_id IS NOT NULL;
CREATE INDEX audit_log_entity ON audit_log (entity_kind, entity_id, created_at, id);
CREATE INDEX audit_log_user ON audit_log (user_id, created_at, id) WHERE user_id IS NOT NULL;

-- Outcomes of commands, rejections included, so that a repeated one gets the first answer.
CREATE TABLE command_log (
    actor TEXT NOT NULL,
    command_id UUID NOT NULL,
    body_hash BYTEA NOT NULL,
    client_id UUID,
    rejected BOOLEAN NOT NULL,
    outcome TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (actor, command_id)
);
CREATE INDEX command_log_created ON command_log (created_at);
CREATE INDEX command_log_client ON command_log (client_id) WHERE client_id IS NOT NULL;

-- Every committed change in one order. A row enters without a position; the sequencer stamps
-- committed rows, so that no reader ever passes a position that is still to come.
CREATE TABLE change_feed (
    -- The order of entry. It needs no index of its own: only rows without a position are looked for.
    entry_id BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL,
    -- Of a row that takes several places: the last of them.
    position BIGINT,
    places BIGINT NOT NULL DEFAULT 1,
    kind TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    client_id UUID,
    -- The client's assignee before and after: both may see the change.
    assignee_before UUID,
    assignee_after UUID,
    -- The permission that shows the change to others; null: every login.
    permission TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    -- A batch of messages is one row with a place for each session, so that entering and stamping it
    -- costs the same whatever its size. The arrays run side by side; null where all of one would be.
    sessions UUID[],
    clients UUID[],
    assignees UUID[]
);
-- Ids do not compress: trying only takes time.
ALTER TABLE change_feed
    ALTER COLUMN sessions SET STORAGE EXTERNAL,
    ALTER COLUMN clients SET STORAGE EXTERNAL,
    ALTER COLUMN assignees SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX change_feed__position ON change_feed (position) WHERE position IS NOT NULL;
CREATE INDEX change_feed_unplaced ON change_feed (entry_id) WHERE position IS NULL;

-- How far each background reader of the feed has come.
CREATE TABLE feed_cursor (
    name TEXT PRIMARY KEY,
    position BIGINT NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
