package dev.caravan.hub;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * "This record is not in agreement with that connection", claimed for work.
 *
 * @param key the record's hub id for {@link Direction#PUSH}, its external id for {@link Direction#PULL}
 * @param generation grows whenever the record is marked again; a settlement of an older generation leaves the mark
 *     standing
 * @param since when the record was first marked
 * @param reason why it was marked, in a few words
 * @param attempts tries that ended in an error that may pass
 * @param claim fencing token of this claim
 * @param via what asked for the work, where that decides how it is done: {@code import/12}; null for the usual way
 */
public record ChangeMark(
        long id,
        ConnectionName connection,
        Direction direction,
        RecordType type,
        String key,
        long generation,
        Instant since,
        String reason,
        Lane lane,
        int attempts,
        String claim,
        @Nullable String via) {

    /** Begins the {@link #via} of a mark that an import made; the number of the import follows. */
    public static final String IMPORT = "import/";

    /** Begins the reason of a push mark of a record that the hub has no more; after a colon, why. */
    public static final String DELETED = "deleted in the hub";

    /** Begins the reason of a mark that a person made for just this record. */
    public static final String PUSHED_BY = "pushed by ";

    /** Begins the reason of a mark that another record made, because it cannot go without this one. */
    public static final String REQUIRED_BY = "required by ";

    /** Begins the reason of a pull mark that has waited for another record and does not wait again. */
    public static final String WAITED_FOR = "waited for ";

    /** What a mark of that direction waits for, as one word: a record of the hub, or one of the CRM. */
    public static String waitsFor(Direction direction, RecordType type, String key) {
        return (direction == Direction.PULL ? "pull:" : "") + type.word() + "/" + key;
    }

    /** Whether the work has waited for another record already. */
    public boolean hasWaited() {
        return reason.startsWith(WAITED_FOR);
    }

    /** Whether a person or another record asked for just this one, which overrides the push settings (R123, R137). */
    public boolean isDemanded() {
        return reason.startsWith(PUSHED_BY) || reason.startsWith(REQUIRED_BY);
    }

    /** Why the record was deleted, where the mark was made for that; empty when nobody said. */
    public String whyDeleted() {
        String before = DELETED + ": ";
        return reason.startsWith(before) ? reason.substring(before.length()) : "";
    }

    /** What kind of mark it is: those of one kind are claimed together. */
    public MarkKind kind() {
        return new MarkKind(connection, direction, type);
    }

    /** The hub record that a push mark is about; for a pull mark, the CRM's id stands in the place of the hub's. */
    public RecordKey record() {
        return new RecordKey(type, key);
    }
}
