package dev.caravan.pull;

import dev.caravan.crm.Association;
import dev.caravan.crm.ChangePage;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.CrmUser;
import dev.caravan.crm.Fate;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.Limits;
import dev.caravan.crm.Notice;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.SavedList;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.Webhooks;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filter;
import dev.caravan.filter.Filters;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Lane;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A CRM in memory that can be paged through, tells what changed, and has lists. One that is asked, too. */
final class PagedCrm implements Crm, AskedCrm {
    /** Number of the call's operation, such as {@code search#3}, to what goes wrong in it. */
    final Map<String, CrmError> faults = new LinkedHashMap<>();

    /** Operations in the order of their calls, a page with its cursor: {@code search <null>}. */
    final List<String> calls = new ArrayList<>();

    final List<Lane> lanes = new ArrayList<>();
    final List<SavedList> lists = new ArrayList<>();
    final Map<String, Set<String>> members = new TreeMap<>();
    int pageSize = 10;
    Runnable beforeAnswer = () -> {};
    private final Map<String, CrmRecord> records = new TreeMap<>();
    private final List<Notice> changes = new ArrayList<>();
    private final ConnectionName name;
    private boolean forgetsChanges;

    PagedCrm(String name) {
        this.name = new ConnectionName(name);
    }

    /** Ids sort in the order of their numbers. */
    static String id(int number) {
        return String.format("%07d", number);
    }

    PagedCrm put(int number, Instant modified, Object... fields) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            values.put(String.valueOf(fields[i]), fields[i + 1]);
        }
        records.put(id(number), new CrmRecord("contacts", id(number), values, Optional.of(modified), false));
        changes.add(new Notice("contacts", id(number), "changed", Optional.of(modified), ""));
        return this;
    }

    PagedCrm fill(int count, Instant modified) {
        for (int i = 1; i <= count; i++) {
            put(i, modified, "email", "p" + i + "@example.org", "lifecyclestage", i % 2 == 0 ? "customer" : "lead");
        }
        return this;
    }

    void remove(int number) {
        records.remove(id(number));
    }

    void list(String id, String listName, int... numbers) {
        lists.add(new SavedList("contacts", id, listName, OptionalLong.of(numbers.length)));
        Set<String> in = members.computeIfAbsent(id, i -> new TreeSet<>());
        for (int number : numbers) {
            in.add(id(number));
        }
    }

    /** From now on the cursors that were given out say nothing any more. */
    void forgetChanges() {
        forgetsChanges = true;
    }

    long called(String operation) {
        return calls.stream().filter(c -> c.split(" ")[0].equals(operation)).count();
    }

    @Override
    public ConnectionName connection() {
        return name;
    }

    @Override
    public String driver() {
        return "hubspot";
    }

    @Override
    public <T> T ask(String object, String operation, Lane lane, Function<Crm, T> question) {
        lanes.add(lane);
        return question.apply(this);
    }

    @Override
    public ObjectSchema describe(String object) {
        call("describe", "");
        List<FieldSchema> fields = new ArrayList<>();
        for (String field : List.of("email", "firstname", "lastname", "jobtitle", "lifecyclestage")) {
            fields.add(new FieldSchema(field, field, FieldSchema.Type.TEXT, false, false, 0, List.of(), false, false));
        }
        return ObjectSchema.of(object, fields);
    }

    @Override
    public SearchPage search(String object, Condition condition, Collection<String> fields, @Nullable String cursor) {
        call("search", String.valueOf(cursor));
        Filter filter = Filters.compile(condition);
        return page(r -> filter.test(f -> r.fields().get(f)), fields, cursor);
    }

    @Override
    public SearchPage listed(String object, String listId, Collection<String> fields, @Nullable String cursor) {
        call("listed", String.valueOf(cursor));
        Set<String> in = Objects.requireNonNull(members.get(listId));
        return page(r -> in.contains(r.id()), fields, cursor);
    }

    /** By id, so that whatever changes meanwhile, nothing that is there all the while is passed over. */
    private SearchPage page(Function<CrmRecord, Boolean> wanted, Collection<String> fields, @Nullable String cursor) {
        List<CrmRecord> left = records.values().stream()
                .filter(r -> cursor == null || r.id().compareTo(cursor) > 0)
                .filter(wanted::apply)
                .toList();
        List<CrmRecord> page = left.subList(0, Math.min(pageSize, left.size())).stream()
                .map(r -> only(r, fields))
                .toList();
        boolean isLast = page.size() == left.size();
        return new SearchPage(
                page,
                isLast
                        ? Optional.empty()
                        : Optional.of(page.get(page.size() - 1).id()));
    }

    private static CrmRecord only(CrmRecord record, Collection<String> fields) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        fields.forEach(f -> values.put(f, record.fields().get(f)));
        return new CrmRecord(record.object(), record.id(), values, record.modifiedAt(), false);
    }

    @Override
    public long count(String object, Condition condition) {
        call("count", "");
        Filter filter = Filters.compile(condition);
        return records.values().stream()
                .filter(r -> filter.test(f -> r.fields().get(f)))
                .count();
    }

    @Override
    public Optional<String> companyField(String object) {
        return Optional.of("associatedcompanyid");
    }

    @Override
    public ChangePage changes(String object, @Nullable String cursor) {
        call("changes", String.valueOf(cursor));
        if (cursor == null) {
            forgetsChanges = false;
            return new ChangePage(List.of(), String.valueOf(changes.size()), false);
        }
        if (forgetsChanges) {
            throw new CrmException(
                    "fake contacts", new CrmError.Rejected("no such place", ErrorCode.CURSOR_EXPIRED), null);
        }
        int from = Integer.parseInt(cursor);
        int to = Math.min(changes.size(), from + pageSize);
        return new ChangePage(changes.subList(from, to), String.valueOf(to), to < changes.size());
    }

    @Override
    public List<SavedList> lists(String object) {
        call("lists", "");
        return List.copyOf(lists);
    }

    private void call(String operation, String what) {
        calls.add((operation + " " + what).strip());
        CrmError fault = faults.remove(operation + "#" + called(operation));
        if (fault != null) {
            throw new CrmException("fake " + operation, fault, null);
        }
        beforeAnswer.run();
    }

    @Override
    public Limits limits() {
        return new Limits(100, 100, 100, 100, List.of(), Duration.ofSeconds(10));
    }

    @Override
    public Optional<String> objectFor(RecordType type) {
        throw new UnsupportedOperationException("objectFor");
    }

    @Override
    public List<CrmRecord> read(String object, Collection<String> ids, Collection<String> fields) {
        throw new UnsupportedOperationException("read");
    }

    @Override
    public List<CrmRecord> lookup(String object, String field, Collection<String> values, Collection<String> fields) {
        throw new UnsupportedOperationException("lookup");
    }

    @Override
    public List<WriteResult> write(String object, List<Write> writes) {
        throw new UnsupportedOperationException("write");
    }

    @Override
    public List<WriteResult> delete(String object, List<String> ids) {
        throw new UnsupportedOperationException("delete");
    }

    @Override
    public List<WriteResult> associate(List<Association> associations) {
        throw new UnsupportedOperationException("associate");
    }

    @Override
    public Optional<String> upsertField(String object) {
        return Optional.of("caravan_id");
    }

    @Override
    public Optional<String> associationField(String object, String toObject) {
        throw new UnsupportedOperationException("associationField");
    }

    @Override
    public String nameField(String object) {
        throw new UnsupportedOperationException("nameField");
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
    public Optional<Webhooks> webhooks() {
        return Optional.empty();
    }

    @Override
    public List<CrmUser> users() {
        return List.of();
    }

    @Override
    public String whoAmI() {
        return "fake";
    }

    @Override
    public void close() {}
}
