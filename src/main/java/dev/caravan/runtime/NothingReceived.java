package dev.caravan.runtime;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Incoming;
import dev.caravan.hub.IntakeResult;
import dev.caravan.hub.Receiving;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Subscriptions;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Takes nothing into the hub, since a plan stores nothing. */
final class NothingReceived implements Receiving {
    private final Subscriptions subscriptions;

    NothingReceived(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    @Override
    public CompletableFuture<List<IntakeResult>> receive(RecordType type, List<Incoming> incoming) {
        throw refusal();
    }

    @Override
    public boolean delete(RecordKey key, String origin) {
        throw refusal();
    }

    @Override
    public boolean isToldOfDeletions(ConnectionName connection, RecordType type) {
        return subscriptions.hearsOfDeletions(connection, type);
    }

    private static InvalidInputException refusal() {
        return new InvalidInputException(
                ErrorCode.ROUTE_INVALID, "a step that stores records in the hub besides the pull cannot be planned.");
    }
}
