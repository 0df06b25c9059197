package dev.caravan.sql;

import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;

/** The two databases that Caravan knows, and exactly what they disagree about. */
public enum SqlDialect {
    SQLITE("sqlite", "", ""),
    POSTGRESQL("postgresql", " FOR UPDATE SKIP LOCKED", " FOR UPDATE");

    private final String word;
    private final String skipLocked;
    private final String locked;

    SqlDialect(String word, String skipLocked, String locked) {
        this.word = word;
        this.skipLocked = skipLocked;
        this.locked = locked;
    }

    /** Name of the folder of this database's migrations. */
    public String word() {
        return word;
    }

    /** Ends a SELECT whose rows are about to be claimed; SQLite has one writer and needs nothing. */
    public String skipLocked() {
        return skipLocked;
    }

    /** Ends a SELECT whose rows nobody else may change before the transaction ends. */
    public String locked() {
        return locked;
    }

    /**
     * The dialect of a JDBC URL.
     *
     * @throws InvalidInputException for any other database
     */
    public static SqlDialect of(String jdbcUrl) {
        if (jdbcUrl.startsWith("jdbc:sqlite:")) {
            return SQLITE;
        }
        if (jdbcUrl.startsWith("jdbc:postgresql:")) {
            return POSTGRESQL;
        }
        throw new InvalidInputException(
                ErrorCode.STORE_UNSUPPORTED,
                "the database URL starts with neither jdbc:sqlite: nor jdbc:postgresql:. Correct caravan.database.url.");
    }
}
