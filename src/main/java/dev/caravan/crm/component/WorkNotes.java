package dev.caravan.crm.component;

import dev.caravan.crm.Change;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.batch.WriteOutcome;
import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.Lane;
import dev.caravan.hub.Link;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.Question;
import dev.caravan.hub.Removal;
import dev.caravan.hub.Work;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes into the work on a mark what was sent to the CRM and how that ended. */
final class WorkNotes {
    private final ConnectionName connection;
    private final Clock clock;

    WorkNotes(ConnectionName connection, Clock clock) {
        this.connection = connection;
        this.clock = clock;
    }

    static Lane lane(@Nullable Work work) {
        return work == null ? Lane.LIVE : work.mark().lane();
    }

    /** The change that a mark stands for; null without one. */
    static @Nullable Change change(@Nullable Work work) {
        if (work == null) {
            return null;
        }
        ChangeMark mark = work.mark();
        String id = mark.id() + "-" + mark.generation() + "-" + mark.since().toEpochMilli();
        return new Change(id, mark.since());
    }

    void sent(Work work, Write write) {
        Map<String, @Nullable Object> note = new LinkedHashMap<>();
        note.put("object", write.object());
        note.put("id", write.id());
        note.put("values", write.values());
        if (!write.associations().isEmpty()) {
            note.put(
                    "associations",
                    write.associations().stream()
                            .map(a -> a.object() + " " + a.id())
                            .toList());
        }
        work.trail().note("sent", note);
    }

    /** The CRM has the record: it is linked from now on, also when an association is still missing. */
    void done(Work work, WriteOutcome.Done done) {
        WriteResult.Written written = done.written();
        sent(work, done.write());
        Map<String, Object> note = new LinkedHashMap<>();
        note.put("id", written.id());
        note.put("created", written.created());
        note.put("call", done.call());
        done.notAssociated().ifPresent(e -> note.put("notAssociated", String.valueOf(e.getMessage())));
        work.trail().note("answered", note);
        Link link = link(done);
        work.conclude(
                written.created()
                        ? new Outcome.Created("created " + link.id())
                        : new Outcome.Updated("updated " + link.id()),
                link);
    }

    /** The CRM knows that the hub has the record no more. */
    void removed(Work work, Removal removal) {
        work.trail().note("answered", Map.of("removed", removal.record().id()));
        work.conclude(new Outcome.Updated(removal.record() + " was deleted, and " + connection + " knows it"), null);
    }

    void skipped(Work work, String reason) {
        work.trail().note("answered", Map.of("skipped", reason));
        work.conclude(new Outcome.Skipped(reason), null);
    }

    void held(Work work, WriteOutcome.Held held) {
        work.trail().note("answered", Map.of("held", held.reason()));
        List<Question.WhichOne.Seen> candidates = held.candidates().stream()
                .map(c -> new Question.WhichOne.Seen(c.id(), c.fields()))
                .toList();
        work.conclude(new Outcome.Held(held.reason(), new Question.WhichOne(candidates)), null);
    }

    void failed(Work work, Exception error) {
        work.trail().note("answered", Map.of("error", String.valueOf(error.getMessage())));
    }

    private Link link(WriteOutcome.Done done) {
        Write write = done.write();
        Map<String, @Nullable Object> base = new LinkedHashMap<>(write.agreed());
        Map<String, @Nullable Object> returned = done.written().returned();
        Map<String, @Nullable Object> sent = new LinkedHashMap<>(write.sent());
        write.values().forEach((field, value) -> noteForm(field, value, returned, sent));
        returned.forEach((field, value) -> {
            // In an answer about the whole record, what was not sent may be what a person wrote meanwhile: a pull's
            // matter.
            boolean isOurs = done.written().created() || write.values().containsKey(field);
            if (isOurs && base.containsKey(field)) {
                base.put(field, value);
            }
        });
        if (done.notAssociated().isPresent()) {
            base.keySet().removeIf(Link::isAssociation);
        }
        String how = done.written().created() ? "created" : write.how();
        ExternalId id =
                new ExternalId(connection, write.object(), done.written().id());
        return new Link(write.record(), id, base, sent, clock.instant(), how, null);
    }

    /**
     * A CRM may keep a text in another form: what it kept is in its answer, or is seen when the record is read next.
     */
    private static void noteForm(
            String field,
            @Nullable Object value,
            Map<String, @Nullable Object> returned,
            Map<String, @Nullable Object> sent) {
        if (!returned.containsKey(field)) {
            if (value instanceof String) {
                sent.put(field, null);
            }
        } else if (value != null && !value.toString().equals(String.valueOf(returned.get(field)))) {
            sent.put(field, value);
        }
    }
}
