package dev.caravan.runtime;

import dev.caravan.crm.Connection;
import dev.caravan.crm.Crm;
import dev.caravan.crm.batch.Answer;
import dev.caravan.crm.batch.CrmRuntime;
import dev.caravan.dedup.sourcing.SourceConnection;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Lane;
import dev.caravan.problem.CaravanException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A connection that is asked whom it has, within its budget and on its own threads. */
record RunningSource(Connection connection, CrmRuntime runtime) implements SourceConnection {

    @Override
    public ConnectionName name() {
        return connection.name();
    }

    @Override
    public String driver() {
        return connection.settings().type();
    }

    @Override
    public Crm crm() {
        return connection.crm();
    }

    @Override
    public <T> CompletableFuture<T> ask(
            String object, String operation, int size, Lane lane, Function<Crm, T> question) {
        CompletableFuture<T> answered = new CompletableFuture<>();
        try {
            runtime.of(name().value()).<T>call(object, operation, size, lane, () -> question.apply(crm()), answer -> {
                if (answer instanceof Answer.Done<T> done) {
                    answered.complete(done.result());
                } else if (answer instanceof Answer.Failed<T> failed) {
                    answered.completeExceptionally(failed.error());
                }
            });
        } catch (CaravanException e) {
            answered.completeExceptionally(e);
        }
        return answered;
    }
}
