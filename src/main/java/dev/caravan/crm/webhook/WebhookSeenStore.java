package dev.caravan.crm.webhook;

import dev.caravan.crm.Notice;
import dev.caravan.hub.ConnectionName;
import dev.caravan.sql.Database;
import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keys of notices that were taken, so that one that is sent or played again has no effect. */
public final class WebhookSeenStore {
    /** Longer than any sender tries. */
    private static final Duration KEPT = Duration.ofDays(14);

    private static final int AT_ONCE = 5_000;

    private final Database database;
    private final Clock clock;

    public WebhookSeenStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Those of the notices that were not taken before; they are from now on. */
    List<Notice> fresh(Tx tx, ConnectionName connection, List<Notice> notices) throws SQLException {
        List<Notice> fresh = new ArrayList<>();
        for (Notice notice : notices) {
            boolean isNew = notice.key().isEmpty()
                    || tx.update(
                                    "INSERT INTO webhook_seen (connection, notice_key, at) VALUES (?,?,?) ON CONFLICT DO"
                                            + " NOTHING",
                                    connection.value(),
                                    notice.key(),
                                    clock.millis())
                            > 0;
            if (isNew) {
                fresh.add(notice);
            }
        }
        return fresh;
    }

    /** Forgets what no sender sends any more; to be called now and then. */
    public void forgetOld() {
        long before = clock.millis() - KEPT.toMillis();
        int removed;
        do {
            removed = database.writeNow(tx -> tx.update(
                    "DELETE FROM webhook_seen WHERE (connection, notice_key) IN (SELECT connection, notice_key FROM"
                            + " webhook_seen WHERE at < ? LIMIT ?)",
                    before,
                    AT_ONCE));
        } while (removed == AT_ONCE);
    }
}
