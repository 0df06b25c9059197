package dev.caravan.crm.batch;

import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.StoredAsSent;
import dev.caravan.crm.Write;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks for records whose creation ended without an answer, once the CRM's search must show them. */
final class LookFirst implements BatchCall<LookFirst.Question, Found> {
    private final CrmCalls calls;
    private final String object;
    private final LinkedRecords links;

    LookFirst(CrmCalls calls, String object, LinkedRecords links) {
        this.calls = calls;
        this.object = object;
        this.links = links;
    }

    /** Whether the CRM has this write's record, which was about to be created at that time. */
    record Question(PendingWrite pending, Instant since) {}

    @Override
    public void call(List<Question> batch, Lane lane, Answers<Found> answers) throws Exception {
        Map<String, List<Integer>> byField = new LinkedHashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            Question question = batch.get(i);
            Write write = question.pending().write();
            Optional<CrmException> tooEarly = tooEarly(write, question.since());
            String field = field(write);
            if (tooEarly.isPresent()) {
                answers.answer(i, new Answer.Failed<>(tooEarly.get()));
            } else if (field == null) {
                answers.answer(
                        i,
                        new Answer.Done<>(new Found.Unclear(
                                "an earlier try to create it ended without an answer, and it has no value to look for",
                                List.of())));
            } else {
                byField.computeIfAbsent(field, f -> new ArrayList<>()).add(i);
            }
        }
        for (Map.Entry<String, List<Integer>> asked : byField.entrySet()) {
            List<Write> writes = asked.getValue().stream()
                    .map(i -> batch.get(i).pending().write())
                    .toList();
            CrmCalls.About about = new CrmCalls.About(lane, object, "look", writes.size(), capacity(calls));
            List<CrmRecord> candidates = calls.call(about, () -> candidates(writes, asked.getKey()));
            for (int i : asked.getValue()) {
                answers.answer(i, new Answer.Done<>(found(batch.get(i).pending().write(), candidates)));
            }
        }
    }

    /** Most questions of one call; each asks for three spellings at most. */
    static int capacity(CrmCalls calls) {
        return Math.max(1, calls.crm().limits().lookupBatch() / 3);
    }

    private Found found(Write write, List<CrmRecord> candidates) {
        Map<String, CrmRecord> byId = new LinkedHashMap<>();
        candidates.stream()
                .filter(c -> isSame(write, c) && isFree(write, c.id()))
                .forEach(c -> byId.putIfAbsent(c.id(), c));
        List<CrmRecord> ours = List.copyOf(byId.values());
        if (ours.isEmpty()) {
            return new Found.None();
        }
        return ours.size() == 1
                ? new Found.One(ours.get(0).id())
                : new Found.Unclear(
                        "an earlier try to create it ended without an answer, and " + ours.size() + " records of "
                                + calls.name() + " " + object + " could be it",
                        ours);
    }

    /** The call may have reached the CRM as late as its time-out, and from then on the search lags. */
    private Optional<CrmException> tooEarly(Write write, Instant since) {
        Crm crm = calls.crm();
        Duration late =
                calls.connection().settings().callTimeout().plus(crm.limits().searchLag());
        Instant visible = since.plus(late);
        if (!calls.clock().instant().isBefore(visible)) {
            return Optional.empty();
        }
        String detail =
                "an earlier try to create it ended without an answer; the CRM is searched for it after " + visible;
        return Optional.of(
                new CrmException(calls.what(object, write.record().id()), new CrmError.Transient(detail, false), null));
    }

    private List<CrmRecord> candidates(List<Write> writes, String field) {
        Set<String> values = new LinkedHashSet<>();
        Set<String> fields = new TreeSet<>();
        for (Write write : writes) {
            values.addAll(
                    spellings(Objects.requireNonNull(write.values().get(field)).toString()));
            fields.addAll(write.values().keySet());
        }
        return calls.crm().lookup(object, field, values, fields);
    }

    /** CRMs take away the blanks around a text, and some of those in it. */
    private static List<String> spellings(String value) {
        String stripped = value.strip();
        return Stream.of(value, stripped, stripped.replaceAll("\\s+", " "))
                .distinct()
                .toList();
    }

    private @Nullable String field(Write write) {
        String name = calls.crm().nameField(object);
        if (isSearchable(write.values().get(name))) {
            return name;
        }
        return write.values().entrySet().stream()
                .filter(e -> isSearchable(e.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private static boolean isSearchable(@Nullable Object value) {
        return value instanceof String text && !text.isBlank();
    }

    private static boolean isSame(Write write, CrmRecord candidate) {
        return !candidate.archived() && StoredAsSent.all(write.values(), candidate.fields());
    }

    /** A CRM record that another hub record is linked with is not the one that was about to be created. */
    private boolean isFree(Write write, String id) {
        Optional<dev.caravan.hub.RecordKey> owner = links.recordOf(new ExternalId(calls.name(), object, id));
        return owner.isEmpty() || owner.get().equals(write.record());
    }
}
