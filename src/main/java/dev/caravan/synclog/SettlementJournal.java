package dev.caravan.synclog;

import dev.caravan.hub.Settlement;
import dev.caravan.hub.SettlementLog;
import dev.caravan.sql.Tx;
import dev.caravan.synclog.deadletter.DeadLetterStore;
import java.sql.SQLException;
import java.util.List;

/** Writes sync log and dead letter together with the settlement: either all of it is kept or the mark stays. */
public final class SettlementJournal implements SettlementLog {
    private final SyncLogStore log;
    private final DeadLetterStore letters;

    public SettlementJournal(SyncLogStore log, DeadLetterStore letters) {
        this.log = log;
        this.letters = letters;
    }

    @Override
    public void settled(Tx tx, List<Settlement> settlements) throws SQLException {
        log.write(tx, settlements);
        letters.settled(tx, settlements);
    }
}
