package dev.caravan.sql;

import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;

/** The two databases that Caravan knows, and exactly what they disagree about. */
public enum SqlDialect {
    SQLITE("sqlite", "", "", "instr"),
    POSTGRESQL("postgresql", " FOR UPDATE SKIP LOCKED", " FOR UPDATE", "strpos");

    private final String word;
    private final String skipLocked;
    private final String locked;
    private final String position;

    SqlDialect(String word, String skipLocked, String locked, String position) {
        this.word = word;
        this.skipLocked = skipLocked;
        this.locked = locked;
        this.position = position;
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
     * The function of a text and a part of it that says where the part begins: 1 for the first character, 0 for never.
     */
    public String position() {
        return position;
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
