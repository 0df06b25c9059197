package dev.caravan.hub;

import dev.caravan.sql.Database;
import dev.caravan.sql.Tx;
import java.sql.SQLException;

/** The change marks as whoever made many of them sees them: how many wait, which are left, how they are withdrawn. */
public final class ViaMarkStore {
    private final Database database;

    public ViaMarkStore(Database database) {
        this.database = database;
    }

    /**
     * How many marks of that kind wait or are worked on.
     *
     * @param most where the counting ends, so that it stays cheap
     */
    public int waiting(ConnectionName connection, Direction direction, RecordType type, int most) {
        return database.read()
                .sql("SELECT count(*) FROM (SELECT 1 FROM change_mark WHERE connection = ? AND direction = ? AND type ="
                        + " ? LIMIT ?) waiting")
                .params(connection.value(), direction.word(), type.word(), most)
                .query(Integer.class)
                .single();
    }

    /** How many marks are left that were made so. */
    public long left(String via) {
        return database.read()
                .sql("SELECT count(*) FROM change_mark WHERE via = ?")
                .param(via)
                .query(Long.class)
                .single();
    }

    /**
     * Takes marks back that nobody works on. A mark that was made for another reason too stays and only forgets this
     * one: the change that it stands for would be lost otherwise.
     *
     * @return how many are gone
     */
    public static int withdraw(Tx tx, String via) throws SQLException {
        int gone = tx.update("DELETE FROM change_mark WHERE via = ? AND claim IS NULL AND generation = 1", via);
        tx.update("UPDATE change_mark SET via = NULL WHERE via = ?", via);
        return gone;
    }
}
