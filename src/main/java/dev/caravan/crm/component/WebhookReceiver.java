package dev.caravan.crm.component;

import dev.caravan.crm.Connection;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Webhooks;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Takes webhook calls; the intake of the application. */
@FunctionalInterface
public interface WebhookReceiver {

    /**
     * Takes one call.
     *
     * @return completes with the vendor's answer when all is durable; empty when the call is not genuine
     */
    Optional<CompletableFuture<Webhooks.Reply>> receive(Connection connection, WebhookCall call);
}
