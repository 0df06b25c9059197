package dev.caravan.hub;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Where the consumers of marks get their work from. */
@FunctionalInterface
public interface MarkFeed {

    /**
     * Opens the flow of one kind of marks; nothing flows before it is started.
     *
     * @param room most marks under way at once
     * @param lookEvery longest wait before looking for marks that another process made
     * @param handler gets the marks, and tells the flow of the settlement of each of them once
     */
    Flow open(MarkKind kind, int room, Duration lookEvery, Consumer<List<ChangeMark>> handler);

    /** The flow of one kind of marks to one consumer. */
    interface Flow {

        /** Begins to hand out. */
        void start();

        /** Hands out nothing more; what is under way goes on. */
        void pause();

        /** Hands out nothing more, and waits for what is just being handed out. */
        void stop() throws Exception;

        /** How many marks are under way. */
        int inFlight();

        /** The work on one mark ends with this settlement. */
        void settled(CompletableFuture<Void> settlement);
    }
}
