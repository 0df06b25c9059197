-- The CRM records of which a person is asked which one came of it; null while nobody is asked.
ALTER TABLE intent ADD COLUMN candidates TEXT;

-- By which rules the match keys were made, and how far they are being made anew; one row. No type: all are made.
CREATE TABLE key_rules (
    place INTEGER PRIMARY KEY CHECK (place = 1),
    rules TEXT NOT NULL,
    type  TEXT,
    after TEXT NOT NULL
);

-- Connections that a person switched off.
CREATE TABLE connection_off (
    connection TEXT   PRIMARY KEY,
    by_whom    TEXT   NOT NULL,
    at         BIGINT NOT NULL
);

-- What each running process uses of the rate budgets, for those who look from outside; used in thousandths.
CREATE TABLE connection_budget (
    connection    TEXT   NOT NULL,
    node          TEXT   NOT NULL,
    used          BIGINT NOT NULL,
    daily_allowed BIGINT,
    daily_left    BIGINT,
    renews_at     BIGINT,
    at            BIGINT NOT NULL,
    PRIMARY KEY (connection, node)
);
