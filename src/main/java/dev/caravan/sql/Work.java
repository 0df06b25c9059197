package dev.caravan.sql;

import java.sql.SQLException;

/**
 * What happens inside one transaction; either all of it is committed or nothing. It may be run a second time when a
 * neighbour in the same commit failed, so it must depend on nothing but the database and its own arguments.
 */
@FunctionalInterface
public interface Work<T> {
    T run(Tx tx) throws SQLException;
}
