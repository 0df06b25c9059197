package dev.caravan.hub;

import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.util.List;

/** Writes what settlements leave behind, in the settlement's own transaction. */
public interface SettlementLog {

    /** Marks were settled, in this order; a mark that was made again meanwhile stands still, the others are gone. */
    void settled(Tx tx, List<Settlement> settlements) throws SQLException;
}
