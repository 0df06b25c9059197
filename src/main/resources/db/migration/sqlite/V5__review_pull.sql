-- Records of a CRM can be held as well, and records that wait for their company.
ALTER TABLE review ADD COLUMN direction TEXT NOT NULL DEFAULT 'push';
ALTER TABLE review ADD COLUMN waits_for TEXT;
DROP INDEX review_open;
CREATE UNIQUE INDEX review_open ON review (connection, direction, type, record_key) WHERE status = 'open';
CREATE INDEX review_waits ON review (connection, waits_for) WHERE status = 'open' AND waits_for IS NOT NULL;
