package dev.caravan.crm.batch;

import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.StoredAsSent;
import dev.caravan.crm.Write;
import dev.caravan.filter.Condition;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks for a record whose creation ended without an answer, once the CRM's search must show it. */
final class LookFirst implements BatchCall<LookFirst.Question, Found> {
    private static final int MOST_PAGES = 10;

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
        for (int i = 0; i < batch.size(); i++) {
            answers.answer(i, new Answer.Done<>(look(batch.get(i), lane)));
        }
    }

    private Found look(Question question, Lane lane) throws Exception {
        Write write = question.pending().write();
        mustBeVisible(write, question.since());
        String field = field(write);
        if (field == null) {
            return new Found.Unclear(
                    "an earlier try to create it ended without an answer, and it has no value to look for");
        }
        CrmCalls.About about = new CrmCalls.About(lane, object, "look", 1, 1);
        Map<String, CrmRecord> candidates = calls.call(about, () -> candidates(write, field));
        List<String> ours = candidates.values().stream()
                .filter(c -> isSame(write, c))
                .map(CrmRecord::id)
                .filter(id -> isFree(write, id))
                .toList();
        if (ours.isEmpty()) {
            return new Found.None();
        }
        return ours.size() == 1
                ? new Found.One(ours.get(0))
                : new Found.Unclear("an earlier try to create it ended without an answer, and " + ours.size()
                        + " records of " + calls.name() + " " + object + " could be it");
    }

    /** The call may have reached the CRM as late as its time-out, and from then on the search lags. */
    private void mustBeVisible(Write write, Instant since) {
        Crm crm = calls.crm();
        Duration late =
                calls.connection().settings().callTimeout().plus(crm.limits().searchLag());
        Instant visible = since.plus(late);
        if (calls.clock().instant().isBefore(visible)) {
            throw new CrmException(
                    calls.what(object, write.record().id()),
                    new CrmError.Transient(
                            "an earlier try to create it ended without an answer; the CRM is searched for it after "
                                    + visible,
                            false),
                    null);
        }
    }

    private Map<String, CrmRecord> candidates(Write write, String field) {
        Crm crm = calls.crm();
        List<String> spellings = spellings(
                java.util.Objects.requireNonNull(write.values().get(field)).toString());
        Set<String> fields = new TreeSet<>(write.values().keySet());
        Map<String, CrmRecord> found = new LinkedHashMap<>();
        crm.lookup(object, field, spellings, fields).forEach(r -> found.put(r.id(), r));
        Condition condition = new Condition.In(field, List.copyOf(spellings));
        String cursor = null;
        for (int page = 0; page < MOST_PAGES && (page == 0 || cursor != null); page++) {
            SearchPage next = crm.search(object, condition, fields, cursor);
            next.records().forEach(r -> found.put(r.id(), r));
            cursor = next.next().orElse(null);
        }
        return found;
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
        return !candidate.archived()
                && write.values().entrySet().stream()
                        .allMatch(e -> StoredAsSent.same(
                                e.getValue(), candidate.fields().get(e.getKey())));
    }

    /** A CRM record that another hub record is linked with is not the one that was about to be created. */
    private boolean isFree(Write write, String id) {
        Optional<dev.caravan.hub.RecordKey> owner = links.recordOf(new ExternalId(calls.name(), object, id));
        return owner.isEmpty() || owner.get().equals(write.record());
    }
}
