package dev.caravan.crm.webhook;

import dev.caravan.crm.Connection;
import dev.caravan.crm.Notice;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Webhooks;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.Intake;
import dev.caravan.hub.Lane;
import dev.caravan.hub.RecordType;
import dev.caravan.sql.Database;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Takes a webhook call: verifies it, reads what it says, and marks the records it names. What it says is a hint; the
 * records are read before anything is done.
 */
public final class WebhookIntake {
    private final WebhookVerifier verifier;
    private final Database database;
    private final Intake intake;
    private final WebhookSeenStore seen;
    private final Types types;

    /** Which records an object of a CRM stands for. */
    @FunctionalInterface
    public interface Types {
        /** Empty when such objects are not pulled. */
        Optional<RecordType> of(ConnectionName connection, String object);
    }

    public WebhookIntake(
            WebhookVerifier verifier, Database database, Intake intake, WebhookSeenStore seen, Types types) {
        this.verifier = verifier;
        this.database = database;
        this.intake = intake;
        this.seen = seen;
        this.types = types;
    }

    /**
     * Takes one call.
     *
     * @return completes with the vendor's answer when the marks are durable; empty at once when the call is not genuine
     * @throws dev.caravan.problem.InvalidInputException when a genuine call is not what the vendor sends
     */
    public Optional<CompletableFuture<Webhooks.Reply>> receive(Connection connection, WebhookCall call) {
        Webhooks webhooks = connection.crm().webhooks().orElse(null);
        if (webhooks == null) {
            return Optional.empty();
        }
        return verifier.verify(call, connection.settings().webhook(), webhooks.schemes(), webhooks.signature())
                .map(scheme -> keep(connection.name(), webhooks.read(call, scheme))
                        .thenApply(kept -> webhooks.accepted(scheme)));
    }

    private CompletableFuture<?> keep(ConnectionName connection, List<Notice> notices) {
        Map<RecordType, List<Notice>> byType = new EnumMap<>(RecordType.class);
        for (Notice notice : notices) {
            types.of(connection, notice.object())
                    .ifPresent(type ->
                            byType.computeIfAbsent(type, t -> new ArrayList<>()).add(notice));
        }
        if (byType.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Integer> kept = database.write(tx -> {
            int marks = 0;
            for (Map.Entry<RecordType, List<Notice>> each : byType.entrySet()) {
                Map<String, List<String>> byReason = new LinkedHashMap<>();
                for (Notice notice : seen.fresh(tx, connection, each.getValue())) {
                    byReason.computeIfAbsent(notice.why(), w -> new ArrayList<>())
                            .add(notice.id());
                }
                for (Map.Entry<String, List<String>> marked : byReason.entrySet()) {
                    intake.markPull(tx, connection, each.getKey(), marked.getValue(), marked.getKey(), Lane.LIVE, null);
                    marks += marked.getValue().size();
                }
            }
            return marks;
        });
        kept.thenAccept(marks -> byType.keySet().forEach(type -> intake.wake(connection, Direction.PULL, type)));
        return kept;
    }
}
