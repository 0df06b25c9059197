-- Notices of webhooks that were taken, so that one that comes again has no effect.
CREATE TABLE webhook_seen (
    connection TEXT   NOT NULL,
    notice_key TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (connection, notice_key)
);
CREATE INDEX webhook_seen_at ON webhook_seen (at);
