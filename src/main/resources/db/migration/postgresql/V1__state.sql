CREATE TABLE record (
    type       TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    fields     TEXT   NOT NULL,
    stamps     TEXT   NOT NULL,
    changed_at BIGINT NOT NULL,
    origin     TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    company_id TEXT,
    contact_id TEXT,
    PRIMARY KEY (type, id)
);
CREATE INDEX record_company ON record (company_id) WHERE company_id IS NOT NULL;
CREATE INDEX record_contact ON record (contact_id) WHERE contact_id IS NOT NULL;

-- Normalised values by which records find each other.
CREATE TABLE record_key (
    type       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    value      TEXT NOT NULL,
    record_key TEXT NOT NULL,
    PRIMARY KEY (type, kind, value, record_key)
);
CREATE INDEX record_key_of ON record_key (type, record_key);

CREATE TABLE link (
    connection  TEXT   NOT NULL,
    type        TEXT   NOT NULL,
    record_id   TEXT   NOT NULL,
    object      TEXT   NOT NULL,
    external_id TEXT   NOT NULL,
    base        TEXT   NOT NULL,
    agreed_at   BIGINT NOT NULL,
    how         TEXT   NOT NULL,
    PRIMARY KEY (connection, type, record_id)
);
CREATE UNIQUE INDEX link_external ON link (connection, object, external_id);
CREATE INDEX link_record ON link (type, record_id);

CREATE TABLE change_mark (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    connection  TEXT    NOT NULL,
    direction   TEXT    NOT NULL,
    type        TEXT    NOT NULL,
    record_key  TEXT    NOT NULL,
    generation  BIGINT  NOT NULL,
    since       BIGINT  NOT NULL,
    reason      TEXT    NOT NULL,
    lane        INTEGER NOT NULL,
    due_at      BIGINT  NOT NULL,
    attempts    INTEGER NOT NULL,
    claim       TEXT,
    lease_until BIGINT,
    waits_for   TEXT,
    last_error  TEXT,
    UNIQUE (connection, direction, type, record_key)
);
CREATE INDEX change_mark_ready ON change_mark (connection, direction, type, lane, due_at)
    WHERE claim IS NULL AND waits_for IS NULL;
CREATE INDEX change_mark_waiting ON change_mark (connection, waits_for) WHERE waits_for IS NOT NULL;
CREATE INDEX change_mark_claimed ON change_mark (lease_until) WHERE claim IS NOT NULL;

-- A create that a CRM cannot make repeatable is written down here before it is sent.
CREATE TABLE intent (
    connection TEXT   NOT NULL,
    type       TEXT   NOT NULL,
    record_id  TEXT   NOT NULL,
    opened_at  BIGINT NOT NULL,
    PRIMARY KEY (connection, type, record_id)
);

CREATE TABLE sync_log (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          BIGINT NOT NULL,
    connection  TEXT   NOT NULL,
    direction   TEXT   NOT NULL,
    type        TEXT   NOT NULL,
    record_id   TEXT   NOT NULL,
    external_id TEXT,
    outcome     TEXT   NOT NULL,
    code        TEXT,
    message     TEXT   NOT NULL,
    took_ms     BIGINT NOT NULL,
    trail       TEXT   NOT NULL
);
CREATE INDEX sync_log_record ON sync_log (type, record_id, id);
CREATE INDEX sync_log_outcome ON sync_log (connection, outcome, id);

CREATE TABLE dead_letter (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         BIGINT  NOT NULL,
    route      TEXT    NOT NULL,
    connection TEXT    NOT NULL,
    direction  TEXT    NOT NULL,
    type       TEXT    NOT NULL,
    record_id  TEXT    NOT NULL,
    code       TEXT    NOT NULL,
    error      TEXT    NOT NULL,
    cure       TEXT    NOT NULL,
    attempts   INTEGER NOT NULL,
    original   TEXT    NOT NULL,
    trail      TEXT    NOT NULL,
    status     TEXT    NOT NULL,
    ended_at   BIGINT
);
CREATE UNIQUE INDEX dead_letter_open ON dead_letter (connection, direction, type, record_id) WHERE status = 'open';
CREATE INDEX dead_letter_record ON dead_letter (type, record_id);

CREATE TABLE review (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    connection TEXT   NOT NULL,
    type       TEXT   NOT NULL,
    record_key TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    candidates TEXT   NOT NULL,
    opened_at  BIGINT NOT NULL,
    status     TEXT   NOT NULL,
    decision   TEXT,
    decided_by TEXT,
    decided_at BIGINT
);
CREATE UNIQUE INDEX review_open ON review (connection, type, record_key) WHERE status = 'open';
CREATE INDEX review_record ON review (type, record_key);

CREATE TABLE event (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id    TEXT   NOT NULL UNIQUE,
    type        TEXT   NOT NULL,
    record_id   TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    occurred_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    payload     TEXT   NOT NULL
);
CREATE INDEX event_record ON event (type, record_id, occurred_at);

CREATE TABLE oauth_token (
    connection TEXT   PRIMARY KEY,
    sealed     BYTEA  NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE TABLE connection_pause (
    connection   TEXT   PRIMARY KEY,
    paused_until BIGINT NOT NULL,
    reason       TEXT   NOT NULL
);
