package dev.caravan.runtime;

import dev.caravan.crm.Crm;
import dev.caravan.crm.batch.ConnectionRuntime;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Lane;
import dev.caravan.pull.AskedCrm;
import java.util.function.Function;

/** A connection that is asked within its budget, on its own threads. */
record RunningCrm(ConnectionRuntime runtime) implements AskedCrm {

    @Override
    public ConnectionName connection() {
        return runtime.connection().name();
    }

    @Override
    public String driver() {
        return runtime.connection().settings().type();
    }

    @Override
    public <T> T ask(String object, String operation, Lane lane, Function<Crm, T> question) {
        return runtime.ask(
                object,
                operation,
                lane,
                () -> question.apply(runtime.connection().crm()));
    }
}
