-- Connections that the other side ended, until a person lets them go on.
CREATE TABLE connection_stop (
    connection TEXT   PRIMARY KEY,
    reason     TEXT   NOT NULL,
    at         BIGINT NOT NULL
);
