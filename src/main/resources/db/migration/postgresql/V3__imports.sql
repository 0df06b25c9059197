-- What is to be taken from a CRM, once or again and again, and how far that has come.
CREATE TABLE import_job (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    connection  TEXT    NOT NULL,
    type        TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    criterion   TEXT,
    duplicates  TEXT,
    tag         TEXT,
    schedule    TEXT,
    live        INTEGER NOT NULL,
    created_by  TEXT    NOT NULL,
    created_at  BIGINT  NOT NULL,
    state       TEXT    NOT NULL,
    reason      TEXT,
    open_run    INTEGER NOT NULL,
    runs        INTEGER NOT NULL,
    started_at  BIGINT,
    ended_at    BIGINT,
    next_at     BIGINT,
    position    TEXT,
    listed_all  INTEGER NOT NULL,
    total       BIGINT,
    listed      BIGINT  NOT NULL,
    marked      BIGINT  NOT NULL,
    claim       TEXT,
    lease_until BIGINT
);
CREATE INDEX import_job_open ON import_job (connection, state) WHERE state IN ('running', 'waiting');

-- Outcomes of the records of an import's run; per node, so that nodes do not wait for each other's row.
CREATE TABLE import_count (
    import_id BIGINT NOT NULL,
    node      TEXT   NOT NULL,
    outcome   TEXT   NOT NULL,
    records   BIGINT NOT NULL,
    PRIMARY KEY (import_id, node, outcome)
);

-- What a live import has brought already, and in which state.
CREATE TABLE import_seen (
    import_id   BIGINT NOT NULL,
    external_id TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    PRIMARY KEY (import_id, external_id)
);

CREATE INDEX change_mark_via ON change_mark (via) WHERE via IS NOT NULL;
