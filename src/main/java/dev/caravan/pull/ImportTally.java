package dev.caravan.pull;

import dev.caravan.hub.Settlement;
import dev.caravan.hub.SettlementLog;
import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Counts the outcomes of an import's records, in the settlements' own transactions. */
public final class ImportTally implements SettlementLog {
    private final String node;

    /** @param node name of this process among those that share the database */
    public ImportTally(String node) {
        this.node = node;
    }

    @Override
    public void settled(Tx tx, List<Settlement> settlements) throws SQLException {
        for (Settlement settlement : settlements) {
            count(tx, settlement);
        }
    }

    private void count(Tx tx, Settlement settlement) throws SQLException {
        Optional<Long> id = ImportJob.idOf(settlement.mark().via());
        if (id.isPresent()) {
            // A mark that stands was made again meanwhile: its record counts when it is settled for good.
            tx.update(
                    "INSERT INTO import_count (import_id, node, outcome, records) SELECT ?, ?, ?, 1 WHERE NOT EXISTS (SELECT"
                            + " 1 FROM change_mark WHERE id = ?) ON CONFLICT (import_id, node, outcome) DO UPDATE SET"
                            + " records = import_count.records + 1",
                    id.get(),
                    node,
                    settlement.outcome().word(),
                    settlement.mark().id());
        }
    }
}
