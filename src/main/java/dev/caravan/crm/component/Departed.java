package dev.caravan.crm.component;

import dev.caravan.crm.Fate;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Departures;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.PullEnd;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Work;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Settles the marks of records that the CRM does not have any more. */
final class Departed {
    private final PullSide side;
    private final ConnectionName connection;
    private final RecordType type;

    Departed(PullSide side, ConnectionName connection, RecordType type) {
        this.side = side;
        this.connection = connection;
        this.type = type;
    }

    /** @param fate null counts as deleted */
    CompletableFuture<Void> settle(
            Work work, ExternalId id, @Nullable Fate fate, Departures.OnDelete onDelete, String route) {
        work.trail().note("gone", fate == null ? "deleted" : fate.word());
        return end(id, fate, onDelete)
                .handle((end, error) -> {
                    if (error != null) {
                        Throwable cause = error.getCause() == null ? error : error.getCause();
                        return side.settler().fail(work, route, cause);
                    }
                    conclude(work, end);
                    return side.settler().settle(work, route);
                })
                .thenCompose(settled -> settled);
    }

    private static void conclude(Work work, PullEnd end) {
        if (end instanceof PullEnd.Done done) {
            RecordKey record = done.record();
            if (record != null) {
                work.about(record);
            }
            work.conclude(done.outcome(), null);
        }
    }

    private CompletableFuture<PullEnd> end(ExternalId id, @Nullable Fate fate, Departures.OnDelete onDelete) {
        if (fate instanceof Fate.Merged merged) {
            return side.departures().merged(type, id, merged.survivor(), onDelete);
        }
        if (fate instanceof Fate.Converted converted) {
            Map<RecordType, ExternalId> became = new EnumMap<>(RecordType.class);
            converted
                    .became()
                    .forEach((object, its) -> side.reading()
                            .typeOf(connection, object)
                            .ifPresent(t -> became.put(t, new ExternalId(connection, object, its))));
            return side.departures().converted(type, id, became);
        }
        return side.departures().deleted(type, id, onDelete);
    }
}
