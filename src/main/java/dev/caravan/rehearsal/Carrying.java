package dev.caravan.rehearsal;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.Link;
import dev.caravan.hub.MarkKind;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.PullEffect;
import dev.caravan.hub.PullEnd;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Settling;
import dev.caravan.hub.StandingMarkStore;
import dev.caravan.hub.WatchedPulls;
import dev.caravan.hub.Work;
import dev.caravan.problem.WhatNext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Settles what ended as the plan says, and gives back the marks of what did not. */
final class Carrying implements Settling, WatchedPulls.Judge {
    private final PlanSources sources;
    private final Settling settler;
    private final StandingMarkStore marks;
    private final Expected expected;
    private final PlannedIds ids;

    Carrying(PlanSources sources, Settling settler, Expected expected, PlannedIds ids) {
        this.sources = sources;
        this.settler = settler;
        this.marks = sources.marks();
        this.expected = expected;
        this.ids = ids;
    }

    @Override
    public CompletableFuture<Void> settle(Work work, String route) {
        Expected.Key key = Expected.Key.of(work.mark());
        Expected.Item item = expected.find(key).orElse(null);
        if (item == null) {
            return CompletableFuture.completedFuture(null);
        }
        PlannedRecord planned = item.planned();
        Outcome outcome = work.conclusion().map(Work.Conclusion::outcome).orElse(null);
        String word = outcome == null ? Ending.UPDATED : outcome.word();
        Optional<String> objection = expected.objection(key);
        if (objection.isEmpty() && !word.equals(settledAs(planned))) {
            objection = Optional.of(counterpart(planned, work)
                    .orElse("it would now be " + word + (outcome == null ? "" : ": " + outcome.message())));
        }
        if (objection.isPresent()) {
            return refuse(key, item, objection.get());
        }
        if (!expected.end(key, AppliedRecord.of(planned, planned.outcome(), ""))) {
            return CompletableFuture.completedFuture(null);
        }
        return settler.settle(work, route).whenComplete((v, error) -> {
            if (error != null) {
                String why = "done, and not settled: " + Ending.message(error);
                expected.overrule(key, AppliedRecord.of(planned, Ending.FAILED, why));
            }
        });
    }

    @Override
    public CompletableFuture<Void> fail(Work work, String route, Throwable error) {
        Expected.Key key = Expected.Key.of(work.mark());
        Expected.Item item = expected.find(key).orElse(null);
        if (item == null) {
            return CompletableFuture.completedFuture(null);
        }
        Optional<String> objection = expected.objection(key);
        if (objection.isEmpty() && WhatNext.of(error) instanceof WhatNext.WaitForRecord) {
            objection = Optional.of(Ending.message(error));
        }
        if (objection.isPresent()) {
            return refuse(key, item, objection.get());
        }
        return expected.end(key, AppliedRecord.of(item.planned(), Ending.FAILED, Ending.message(error)))
                ? settler.fail(work, route, error)
                : CompletableFuture.completedFuture(null);
    }

    /** The counterpart that a record has got meanwhile. */
    private static Optional<String> counterpart(PlannedRecord planned, Work work) {
        return planned.externalId() == null
                        && work.trail().notes().get("matched") instanceof Map<?, ?> note
                        && note.get("id") != null
                ? Optional.of(planned.connection() + " has such a record by now: " + note.get("id") + ", "
                        + note.get("reason"))
                : Optional.empty();
    }

    private CompletableFuture<Void> refuse(Expected.Key key, Expected.Item item, String why) {
        return expected.end(key, AppliedRecord.of(item.planned(), AppliedRecord.REFUSED, why))
                ? marks.giveBack(item.taken())
                : CompletableFuture.completedFuture(null);
    }

    @Override
    public Optional<PullEnd> insteadOf(PullEffect effect) {
        PullEnd end = effect.end();
        Expected.Key key = key(effect);
        PlannedRecord planned = key == null
                ? null
                : expected.find(key).map(Expected.Item::planned).orElse(null);
        if (key == null || planned == null) {
            return Optional.of(end);
        }
        String why = end instanceof PullEnd.Done done ? objection(planned, effect, done) : "";
        if (end instanceof PullEnd.Again again) {
            why = again.why();
        } else if (end instanceof PullEnd.Waits) {
            why = "its company has to be taken first";
        }
        if (why.isEmpty()) {
            return Optional.empty();
        }
        expected.object(key, why);
        return Optional.of(new PullEnd.Done(new Outcome.Skipped(why), null));
    }

    private Expected.@Nullable Key key(PullEffect effect) {
        ConnectionName connection = effect.id().connection();
        return RecordType.objects().stream()
                .filter(type ->
                        sources.object(connection, type).equals(effect.id().object()))
                .map(type -> new Expected.Key(
                        new MarkKind(connection, Direction.PULL, type),
                        effect.id().id()))
                .filter(key -> expected.find(key).isPresent())
                .findFirst()
                .orElse(null);
    }

    /** Why a pull does not change what the plan says; empty when it does. */
    private String objection(PlannedRecord planned, PullEffect effect, PullEnd.Done done) {
        String outcome = PullEntries.outcome(effect, done.outcome().word());
        if (!outcome.equals(planned.outcome())) {
            return "it would now be " + outcome + ": " + done.outcome().message();
        }
        if (!outcome.equals(Ending.CREATED) && !outcome.equals(Ending.UPDATED)) {
            return "";
        }
        List<PlannedField> now = new PullEntries(sources, planned.kind()).fields(effect, planned.matchedBy());
        List<String> others = now.stream()
                .filter(f -> planned.fields().stream().noneMatch(p -> isSame(planned, p, f)))
                .map(PlannedField::field)
                .map(String::valueOf)
                .toList();
        if (others.isEmpty() && now.size() == planned.fields().size()) {
            return "";
        }
        List<String> missing = planned.fields().stream()
                .filter(p ->
                        now.stream().noneMatch(f -> String.valueOf(f.field()).equals(p.field())))
                .map(PlannedField::field)
                .map(String::valueOf)
                .toList();
        String fields = String.join(", ", others.isEmpty() ? missing : others);
        Optional<Instant> at = Optional.ofNullable(effect.linkAfter()).map(Link::seenModified);
        return "other values would be taken now: " + fields
                + at.map(t -> "; changed in " + planned.connection() + " at " + t)
                        .orElse("");
    }

    private boolean isSame(PlannedRecord planned, PlannedField p, PlannedField now) {
        return String.valueOf(p.field()).equals(String.valueOf(now.field()))
                && PlanJson.same(p.before(), now.before())
                && PlanJson.same(ids.resolve(planned.kind().connection(), p.after()), now.after());
    }

    /** The word under which the hub settles a plan's outcome. */
    private static String settledAs(PlannedRecord planned) {
        boolean isGone =
                planned.outcome().equals("unlinked") || planned.outcome().equals(Ending.DELETED);
        return isGone ? Ending.UPDATED : planned.outcome();
    }
}
