package dev.caravan.crm;

import dev.caravan.filter.Condition;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A CRM in memory, with switchable faults. Keeps a journal of its calls. */
public final class FakeCrm implements Crm {
    private static final Instant SOME_DAY = Instant.parse("2026-01-05T08:00:00Z");

    private final Map<String, Map<String, @Nullable Object>> records =
            Collections.synchronizedMap(new LinkedHashMap<>());
    private final List<Call> journal = new CopyOnWriteArrayList<>();
    private final Set<String> poison = new HashSet<>();
    private final List<BiFunction<String, Integer, @Nullable CrmError>> faults = new CopyOnWriteArrayList<>();
    private final AtomicInteger ids = new AtomicInteger(500);
    private final Map<String, String> associationFields = new HashMap<>();
    private final List<Association> associations = new CopyOnWriteArrayList<>();
    private boolean hangsOnOne;
    private Runnable beforeCall = () -> {};
    private boolean rejectsWhole;
    private boolean losesAnswers;
    private @Nullable String upsertField;
    private @Nullable String uniqueField;
    private @Nullable Clock clock;
    private final Map<String, Instant> modified = new HashMap<>();
    private Supplier<Optional<CrmError>> associationFault = Optional::empty;
    private Limits limits = new Limits(100, 100, 100, 100, List.of(), Duration.ofSeconds(10));

    /** One call, as the CRM saw it. */
    public record Call(String operation, int size, List<String> records) {}

    public List<Call> journal() {
        return journal;
    }

    public List<Call> calls(String operation) {
        return journal.stream().filter(c -> c.operation().equals(operation)).toList();
    }

    public Map<String, Map<String, @Nullable Object>> records() {
        return records;
    }

    public List<Association> associations() {
        return associations;
    }

    public FakeCrm limits(Limits newLimits) {
        limits = newLimits;
        return this;
    }

    public FakeCrm writeBatch(int size) {
        limits = new Limits(size, 100, 100, 100, List.of(), Duration.ofSeconds(10));
        return this;
    }

    /** Runs on the caller's thread before each call; may block. */
    public FakeCrm beforeCall(Runnable run) {
        beforeCall = run;
        return this;
    }

    /** A batch with a bad record is refused as a whole, without a word on which record it is. */
    public FakeCrm rejectsWhole() {
        rejectsWhole = true;
        return this;
    }

    /** These hub ids are refused. */
    public FakeCrm poison(Collection<String> hubIds) {
        poison.addAll(hubIds);
        return this;
    }

    /**
     * Whole calls fail with what the fault returns for the operation and the number of the call; null lets them pass.
     */
    public FakeCrm fault(BiFunction<String, Integer, @Nullable CrmError> fault) {
        faults.add(fault);
        return this;
    }

    public FakeCrm heal() {
        faults.clear();
        losesAnswers = false;
        return this;
    }

    /** Writes are done, and then the connection breaks. */
    public FakeCrm losesAnswers() {
        losesAnswers = true;
        return this;
    }

    public FakeCrm upsertsOn(String field) {
        upsertField = field;
        return this;
    }

    /** A second record with the same value in that field is refused, and the CRM names the first. */
    public FakeCrm uniqueField(String field) {
        uniqueField = field;
        return this;
    }

    /** Records say by this clock when they were changed last; without one, some day. */
    public FakeCrm timedBy(Clock time) {
        clock = time;
        return this;
    }

    /** A person changes a record. */
    public void edit(String id, Map<String, @Nullable Object> values) {
        Objects.requireNonNull(records.get(id)).putAll(values);
        touch(id);
    }

    public FakeCrm associatesBy(String toObject, String field) {
        associationFields.put(toObject, field);
        return this;
    }

    /** From now on a record has one association at most. */
    public FakeCrm hangingOnOne() {
        hangsOnOne = true;
        return this;
    }

    public FakeCrm associationFault(Supplier<Optional<CrmError>> fault) {
        associationFault = fault;
        return this;
    }

    public String put(Map<String, @Nullable Object> values) {
        String id = String.valueOf(ids.incrementAndGet());
        records.put(id, new LinkedHashMap<>(values));
        touch(id);
        return id;
    }

    private void touch(String id) {
        if (clock != null) {
            modified.put(id, clock.instant());
        }
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public Optional<String> objectFor(RecordType type) {
        return type == RecordType.CONTACT ? Optional.of("contacts") : Optional.empty();
    }

    @Override
    public ObjectSchema describe(String object) {
        call("describe", List.of());
        FieldSchema email =
                new FieldSchema("email", "E-mail", FieldSchema.Type.EMAIL, false, false, 0, List.of(), false, false);
        return ObjectSchema.of(object, List.of(email));
    }

    @Override
    public List<CrmRecord> read(String object, Collection<String> wanted, Collection<String> fields) {
        call("read", List.copyOf(wanted));
        return wanted.stream()
                .filter(records::containsKey)
                .map(id -> record(object, id, fields))
                .toList();
    }

    @Override
    public List<CrmRecord> lookup(String object, String field, Collection<String> values, Collection<String> fields) {
        call("lookup", List.copyOf(values));
        return matching(object, field, values, fields);
    }

    @Override
    public SearchPage search(String object, Condition condition, Collection<String> fields, @Nullable String cursor) {
        call("search", List.of());
        if (condition instanceof Condition.Compare compare) {
            return new SearchPage(
                    matching(object, compare.field(), List.of(compare.value().toString()), fields), Optional.empty());
        }
        List<String> all = List.copyOf(records.keySet());
        int from = cursor == null ? 0 : Integer.parseInt(cursor);
        int to = Math.min(all.size(), from + 2);
        List<CrmRecord> page = all.subList(from, to).stream()
                .map(id -> record(object, id, fields))
                .toList();
        return new SearchPage(page, to < all.size() ? Optional.of(String.valueOf(to)) : Optional.empty());
    }

    @Override
    public long count(String object, Condition condition) {
        return records.size();
    }

    @Override
    public List<WriteResult> write(String object, List<Write> writes) {
        call("write", writes.stream().map(w -> w.record().id()).toList());
        boolean bad = writes.stream().anyMatch(this::isPoison);
        if (rejectsWhole && bad && writes.size() > 1) {
            throw new CrmException(
                    "fake " + object,
                    new CrmError.BatchRejected("one of them is wrong", ErrorCode.INVALID_VALUE),
                    null);
        }
        List<WriteResult> results = new ArrayList<>();
        for (Write w : writes) {
            results.add(isPoison(w) ? refused("wrong", ErrorCode.INVALID_VALUE, Optional.empty()) : write(w));
        }
        if (losesAnswers) {
            throw new CrmException("fake " + object, new CrmError.Transient("reset after the call", true), null);
        }
        return results;
    }

    @Override
    public List<WriteResult> delete(String object, List<String> gone) {
        call("delete", gone);
        return gone.stream()
                .<WriteResult>map(id -> {
                    records.remove(id);
                    return new WriteResult.Written(id, false, Map.of());
                })
                .toList();
    }

    @Override
    public List<WriteResult> associate(List<Association> all) {
        call("associate", all.stream().map(Association::id).toList());
        return all.stream()
                .map(a -> {
                    Optional<CrmError> fault = associationFault.get();
                    if (fault.isEmpty()) {
                        associations.add(a);
                    }
                    return fault.<WriteResult>map(WriteResult.Refused::new)
                            .orElseGet(() -> new WriteResult.Written(a.id(), false, Map.of()));
                })
                .toList();
    }

    @Override
    public Optional<String> upsertField(String object) {
        return Optional.ofNullable(upsertField);
    }

    @Override
    public Optional<String> associationField(String object, String toObject) {
        return Optional.ofNullable(associationFields.get(toObject));
    }

    @Override
    public boolean hangsOnOne(String object) {
        return hangsOnOne;
    }

    @Override
    public String nameField(String object) {
        return "lastname";
    }

    @Override
    public List<CrmUser> users() {
        return List.of();
    }

    @Override
    public String whoAmI() {
        call("whoAmI", List.of());
        return "integration@example.com";
    }

    @Override
    public Optional<String> companyField(String object) {
        return Optional.empty();
    }

    @Override
    public ChangePage changes(String object, @Nullable String cursor) {
        throw new UnsupportedOperationException("changes");
    }

    @Override
    public Map<String, Fate> fates(String object, Collection<String> ids) {
        throw new UnsupportedOperationException("fates");
    }

    @Override
    public Map<String, Map<String, Instant>> fieldTimes(
            String object, Collection<String> ids, Collection<String> fields) {
        throw new UnsupportedOperationException("fieldTimes");
    }

    @Override
    public List<SavedList> lists(String object) {
        throw new UnsupportedOperationException("lists");
    }

    @Override
    public SearchPage listed(String object, String listId, Collection<String> fields, @Nullable String cursor) {
        throw new UnsupportedOperationException("listed");
    }

    @Override
    public Optional<Webhooks> webhooks() {
        return Optional.empty();
    }

    @Override
    public void close() {}

    private void call(String operation, List<String> about) {
        journal.add(new Call(operation, about.size(), about));
        beforeCall.run();
        for (BiFunction<String, Integer, @Nullable CrmError> fault : faults) {
            CrmError error = fault.apply(operation, calls(operation).size());
            if (error != null) {
                throw new CrmException("fake " + operation, error, null);
            }
        }
    }

    private WriteResult write(Write w) {
        if (w.isCreate()) {
            Optional<String> twin = twin(w);
            if (twin.isPresent()) {
                return refused("exists already", ErrorCode.DUPLICATE_VALUE, twin);
            }
            return new WriteResult.Written(put(w.values()), true, w.values());
        }
        String id = Objects.requireNonNull(w.id());
        records.computeIfAbsent(id, i -> new LinkedHashMap<>()).putAll(w.values());
        touch(id);
        return new WriteResult.Written(id, false, Map.of());
    }

    private Optional<String> twin(Write w) {
        if (uniqueField == null) {
            return Optional.empty();
        }
        Object value = w.values().get(uniqueField);
        return records.entrySet().stream()
                .filter(e -> value != null && value.equals(e.getValue().get(uniqueField)))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private boolean isPoison(Write w) {
        return poison.contains(w.record().id());
    }

    private static WriteResult refused(String detail, ErrorCode code, Optional<String> existing) {
        return new WriteResult.Refused(new CrmError.Rejected(detail, code, existing));
    }

    private List<CrmRecord> matching(
            String object, String field, Collection<String> values, Collection<String> fields) {
        synchronized (records) {
            return records.entrySet().stream()
                    .filter(e -> values.contains(String.valueOf(e.getValue().get(field))))
                    .map(e -> record(object, e.getKey(), fields))
                    .toList();
        }
    }

    private CrmRecord record(String object, String id, Collection<String> fields) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        fields.forEach(
                f -> values.put(f, Objects.requireNonNull(records.get(id)).get(f)));
        return new CrmRecord(object, id, values, Optional.of(modified.getOrDefault(id, SOME_DAY)), false);
    }
}
