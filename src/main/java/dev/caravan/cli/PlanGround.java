package dev.caravan.cli;

import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.rehearsal.Application;
import dev.caravan.rehearsal.Rehearsal;
import dev.caravan.runtime.RehearsalWiring;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What plans are made and applied on from the command line: the database, and the CRMs called for a moment. */
final class PlanGround implements AutoCloseable {
    private final Session session;
    private final State state;
    private final LiveConnections live;
    private final RehearsalWiring wiring;

    private PlanGround(Session session, State state, LiveConnections live, RehearsalWiring wiring) {
        this.session = session;
        this.state = state;
        this.live = live;
        this.wiring = wiring;
    }

    static PlanGround open(Session session, CommonOptions common) {
        State state = session.state(common);
        LiveConnections live = null;
        try {
            Configuration configuration = session.configuration(common);
            live = new LiveConnections(configuration, session.clock());
            RehearsalWiring wiring = new RehearsalWiring(new RehearsalWiring.Ground(
                    state.database(),
                    state.settings(),
                    configuration.environment(),
                    live.all(),
                    live.mappings(),
                    session.clock()));
            return new PlanGround(session, state, live, wiring);
        } catch (RuntimeException e) {
            if (live != null) {
                live.close();
            }
            state.close();
            throw e;
        }
    }

    /** The connection of that name; null for all. */
    @Nullable
    ConnectionName connection(@Nullable String name) {
        if (name == null) {
            return null;
        }
        var settings = state.settings().connections().get(name);
        if (settings != null && !settings.enabled()) {
            throw new InvalidInputException(
                    ErrorCode.CONNECTION_UNKNOWN,
                    "connection '" + name + "' is switched off. Set caravan.connections." + name
                            + ".enabled=true for this command to plan it.");
        }
        if (settings != null && live.off().contains(name)) {
            throw new InvalidInputException(
                    ErrorCode.CONNECTION_UNKNOWN,
                    "connection " + name + " is switched off. Switch it on to plan it: ./caravan enable " + name + ".");
        }
        return wiring.sources().connections().get(name).name();
    }

    Rehearsal rehearsal(@Nullable ConnectionName only) {
        wiring.learnSchemas(only);
        return new Rehearsal(wiring.sources(), wiring::open, session.clock());
    }

    Application application() {
        wiring.learnSchemas(null);
        return new Application(wiring.sources(), wiring::open, wiring.settler());
    }

    /** A file as the caller means it: the command itself may run in another folder. */
    static Path file(String given) {
        Map<String, String> environment = System.getenv();
        Path folder = Path.of(environment.getOrDefault("CARAVAN_CALLED_FROM", ""));
        return folder.resolve(given);
    }

    @Override
    public void close() {
        live.close();
        state.close();
    }
}
