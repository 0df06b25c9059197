package dev.caravan.hub;

import dev.caravan.sql.Tx;
import java.sql.SQLException;

/** Writes what settlements leave behind, in the settlement's own transaction. */
public interface SettlementLog {

    /** A mark was settled. */
    void settled(Tx tx, Settlement settlement) throws SQLException;
}
