package dev.caravan.rehearsal;

import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.MarkKind;
import java.util.List;

/** The routes, set up once more beside the running ones: they work on what they are given. */
public interface WorkedRoutes extends AutoCloseable {

    /** Whether a route works on such marks. */
    boolean serve(MarkKind kind);

    /** Sends the marks' records through their route, and returns when the work on each has ended. */
    void work(MarkKind kind, List<ChangeMark> marks);

    /** How many calls have read from that connection so far. */
    int reads(ConnectionName connection);

    @Override
    void close();

    /** Sets up the routes. */
    @FunctionalInterface
    interface Opener {

        /**
         * Reads the route files and sets them up.
         *
         * @throws dev.caravan.problem.InvalidInputException when a file is wrong
         */
        WorkedRoutes open(Hands hands);
    }
}
