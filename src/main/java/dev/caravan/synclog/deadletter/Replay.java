package dev.caravan.synclog.deadletter;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.Intake;
import dev.caravan.hub.Lane;
import dev.caravan.hub.RecordType;
import dev.caravan.sql.Database;
import java.time.Clock;
import java.util.Collection;
import java.util.List;

/** Sends dead letters on their way again, from the record's current state. */
public final class Replay {
    private final Database database;
    private final DeadLetterStore letters;
    private final Intake intake;
    private final Clock clock;

    public Replay(Database database, DeadLetterStore letters, Intake intake, Clock clock) {
        this.database = database;
        this.letters = letters;
        this.intake = intake;
        this.clock = clock;
    }

    /**
     * Replays dead letters by id. Asking twice has the effect of asking once: a letter that is not open is left alone.
     *
     * @return how many were sent on their way
     */
    public int replay(Collection<Long> ids) {
        List<DeadLetter> taken = database.writeNow(tx -> {
            List<DeadLetter> letter = letters.take(tx, ids, clock.instant());
            for (DeadLetter l : letter) {
                intake.mark(
                        tx,
                        new ConnectionName(l.connection()),
                        Direction.of(l.direction()),
                        RecordType.of(l.type()),
                        l.recordId(),
                        "replay of dead letter " + l.id(),
                        Lane.LIVE);
            }
            return letter;
        });
        taken.stream()
                .map(l -> List.of(l.connection(), l.direction(), l.type()))
                .distinct()
                .forEach(k ->
                        intake.wake(new ConnectionName(k.get(0)), Direction.of(k.get(1)), RecordType.of(k.get(2))));
        return taken.size();
    }
}
