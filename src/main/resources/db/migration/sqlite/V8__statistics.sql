-- What a full database looks like, so that queries are planned for it from the start. Without this SQLite takes a
-- connection to have few links, and looks for two hundred of them by going through all.
-- Makes the table of figures; of those that it takes none is kept.
ANALYZE gone;
DELETE FROM sqlite_stat1 WHERE tbl IN ('link', 'gone');
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('link', 'link', '1000000 125000 31000 1'),
    ('link', 'link_external', '1000000 125000 31000 1'),
    ('link', 'link_record', '1000000 250000 8'),
    ('gone', 'gone', '100000 12500 3000 1'),
    ('gone', 'gone_record', '100000 25000 8');
