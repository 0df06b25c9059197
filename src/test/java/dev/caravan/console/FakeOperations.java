package dev.caravan.console;

import dev.caravan.console.operations.Accepted;
import dev.caravan.console.operations.ConnectionView;
import dev.caravan.console.operations.DeadLetterDetail;
import dev.caravan.console.operations.DeadLetterFilter;
import dev.caravan.console.operations.DeadLetterView;
import dev.caravan.console.operations.Explanation;
import dev.caravan.console.operations.Operations;
import dev.caravan.console.operations.Page;
import dev.caravan.console.operations.PushRequest;
import dev.caravan.console.operations.ReplayRequest;
import dev.caravan.console.operations.ReviewDecision;
import dev.caravan.console.operations.ReviewFilter;
import dev.caravan.console.operations.ReviewItem;
import dev.caravan.console.operations.Standing;
import dev.caravan.console.operations.Summary;
import dev.caravan.console.operations.SyncLogFilter;
import dev.caravan.console.operations.SyncLogLine;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.Mistake;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers with invented figures and remembers what it was asked to do. */
public final class FakeOperations implements Operations {
    private static final Instant TIME = Instant.parse("2026-03-01T08:30:00Z");

    /** What was asked, in the order of the requests. */
    public final List<Object> asked = new CopyOnWriteArrayList<>();

    @Override
    public Summary summary() {
        return new Summary(TIME, 2_500, 12, 340, 1, 1, connections());
    }

    @Override
    public List<ConnectionView> connections() {
        return List.of(
                new ConnectionView(
                        "hubspot",
                        "hubspot",
                        ConnectionView.State.OPEN,
                        null,
                        null,
                        Map.of("created", 1200L, "updated", 300L, "failed", 1L),
                        12,
                        340,
                        0.42,
                        Standing.ACTIVE,
                        "ada.north@example.com",
                        231_400L,
                        TIME.plusSeconds(3600)),
                new ConnectionView(
                        "salesforce",
                        "salesforce",
                        ConnectionView.State.BROKEN,
                        "the refresh token was revoked",
                        null,
                        Map.of(),
                        0,
                        0,
                        0.0,
                        Standing.NEEDS_AUTHORIZATION,
                        null,
                        null,
                        null));
    }

    @Override
    public Page<SyncLogLine> syncLog(SyncLogFilter filter) {
        asked.add(filter);
        return new Page<>(
                List.of(SyncLogLine.of(
                        7,
                        "hubspot",
                        RecordType.COMPANY,
                        Direction.PUSH,
                        "unchanged",
                        TIME,
                        "both sides agreed already",
                        "co-0001",
                        "5102",
                        null)),
                "6");
    }

    @Override
    public Page<DeadLetterView> deadLetters(DeadLetterFilter filter) {
        asked.add(filter);
        return new Page<>(List.of(letter()), null);
    }

    @Override
    public Optional<DeadLetterDetail> deadLetter(long id) {
        return id == 3
                ? Optional.of(new DeadLetterDetail(letter(), Map.of("first_name", "Ada"), Map.of("mapped", Map.of())))
                : Optional.empty();
    }

    private static DeadLetterView letter() {
        return new DeadLetterView(
                3,
                "salesforce",
                "contact",
                "ct-00003",
                "push",
                "salesforce-contact-push",
                "REQUIRED_FIELD_MISSING",
                "Salesforce wants 'LastName' and the record has none.",
                "Add the value.",
                TIME,
                0);
    }

    @Override
    public Accepted replay(ReplayRequest request, String by) {
        asked.add(request);
        asked.add(by);
        return new Accepted(1);
    }

    @Override
    public Page<ReviewItem> review(ReviewFilter filter) {
        return new Page<>(
                List.of(new ReviewItem(
                        9,
                        "hubspot",
                        "contact",
                        "ct-00009",
                        "push",
                        "two contacts have this e-mail",
                        TIME,
                        Map.of("work_email", "ada@example.org"),
                        List.of(new ReviewItem.Candidate("501", "work_email", Map.of("firstname", "Ada"))))),
                null);
    }

    @Override
    public Accepted decide(long id, ReviewDecision decision, String by) {
        asked.add(decision);
        asked.add(by);
        return new Accepted(1);
    }

    @Override
    public Optional<Explanation> explain(RecordKey record) {
        return Optional.empty();
    }

    @Override
    public Accepted push(PushRequest request, String by) {
        asked.add(request);
        return new Accepted(request.ids().size());
    }

    @Override
    public Accepted enable(ConnectionName connection, String by) {
        asked.add("enable " + connection + " " + by);
        return new Accepted(connection.value().equals("app") ? 1 : 0);
    }

    @Override
    public Accepted disable(ConnectionName connection, String by) {
        asked.add("disable " + connection + " " + by);
        return new Accepted(connection.value().equals("app") ? 0 : 1);
    }

    @Override
    public List<Mistake> mappingProblems() {
        return List.of(new Mistake("mappings/hubspot/contact.yaml", 14, "field 'jobtitel' does not exist.", ""));
    }
}
