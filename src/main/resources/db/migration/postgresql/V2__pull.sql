-- Values as they were sent, for fields that the CRM keeps in another form or that were not seen again yet.
ALTER TABLE link ADD COLUMN sent TEXT NOT NULL DEFAULT '{}';
-- The CRM's own time of the state that was seen last.
ALTER TABLE link ADD COLUMN seen_modified BIGINT;

-- What asked for the work, where that decides how it is done: import/<id>.
ALTER TABLE change_mark ADD COLUMN via TEXT;

-- CRM records that are gone, so that nobody creates them again without being asked to.
CREATE TABLE gone (
    connection  TEXT   NOT NULL,
    object      TEXT   NOT NULL,
    external_id TEXT   NOT NULL,
    type        TEXT   NOT NULL,
    record_id   TEXT   NOT NULL,
    why         TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (connection, object, external_id)
);
CREATE INDEX gone_record ON gone (type, record_id);

-- How far a connection has been looked through for changes.
CREATE TABLE cursor (
    connection TEXT   NOT NULL,
    type       TEXT   NOT NULL,
    position   TEXT   NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (connection, type)
);

-- Values that gave way when both sides had changed.
CREATE TABLE field_history (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    type       TEXT   NOT NULL,
    record_id  TEXT   NOT NULL,
    field      TEXT   NOT NULL,
    value      TEXT   NOT NULL,
    origin     TEXT   NOT NULL,
    changed_at BIGINT,
    lost_at    BIGINT NOT NULL,
    lost_to    TEXT   NOT NULL,
    why        TEXT   NOT NULL
);
CREATE INDEX field_history_record ON field_history (type, record_id, id);
