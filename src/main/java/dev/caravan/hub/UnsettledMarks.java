package dev.caravan.hub;

import dev.caravan.sql.Database;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Marks whose end could not be committed. They are freed later, and their work is done again, which is safe. */
final class UnsettledMarks {
    private final Database database;
    private final Queue<ChangeMark> marks = new ConcurrentLinkedQueue<>();

    UnsettledMarks(Database database) {
        this.database = database;
    }

    /** @param error null when the end was committed after all */
    void remember(ChangeMark mark, @Nullable Throwable error) {
        if (error != null) {
            marks.add(mark);
        }
    }

    void free() {
        for (ChangeMark mark = marks.peek(); mark != null; mark = marks.peek()) {
            ChangeMark next = mark;
            database.writeNow(tx -> ChangeMarkStore.unclaim(tx, next));
            marks.poll();
        }
    }
}
