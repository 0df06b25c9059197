package dev.caravan.dedup;

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
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.SavedList;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.Webhooks;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.filter.Condition;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A CRM in memory that compares texts without regard to case, and remembers what it was asked. */
public final class FakeCrm implements Crm {
    /** One call: {@code lookup}, {@code search}, {@code read} or {@code describe}, with what it asked for. */
    public record Call(String kind, String field, List<String> values) {}

    public final List<Call> calls = new CopyOnWriteArrayList<>();
    public int lookupBatch = 100;
    public int pageSize = 100;
    public @Nullable String poison;
    public @Nullable CrmException failure;
    public @Nullable String createdField;
    private final List<CrmRecord> records = new CopyOnWriteArrayList<>();

    public void has(String object, String id, Object... pairs) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put((String) pairs[i], pairs[i + 1]);
        }
        records.add(new CrmRecord(object, id, fields, Optional.empty(), false));
    }

    public void forget(String id) {
        records.removeIf(r -> r.id().equals(id));
    }

    /** The same records, handed out in the opposite order from now on. */
    public void turnAround() {
        List<CrmRecord> turned = new ArrayList<>(records);
        Collections.reverse(turned);
        records.clear();
        records.addAll(turned);
    }

    public long count(String kind) {
        return calls.stream().filter(c -> c.kind().equals(kind)).count();
    }

    @Override
    public List<CrmRecord> lookup(String object, String field, Collection<String> values, Collection<String> fields) {
        calls.add(new Call("lookup", field, List.copyOf(values)));
        if (values.size() > lookupBatch) {
            throw new AssertionError(values.size() + " values in one lookup");
        }
        fail();
        if (poison != null && values.contains(poison)) {
            throw new CrmException("fake", new CrmError.Rejected("malformed", ErrorCode.INVALID_VALUE), null);
        }
        List<String> wanted =
                values.stream().map(v -> v.toLowerCase(Locale.ROOT)).toList();
        return records.stream()
                .filter(r -> r.object().equals(object))
                .filter(r ->
                        wanted.contains(String.valueOf(r.fields().get(field)).toLowerCase(Locale.ROOT)))
                .map(r -> cut(r, fields))
                .toList();
    }

    @Override
    public SearchPage search(String object, Condition condition, Collection<String> fields, @Nullable String cursor) {
        calls.add(new Call("search", condition.toString(), List.of()));
        fail();
        List<CrmRecord> found = records.stream()
                .filter(r -> r.object().equals(object) && meets(r, condition))
                .map(r -> cut(r, fields))
                .toList();
        int from = cursor == null ? 0 : Integer.parseInt(cursor);
        int to = Math.min(found.size(), from + pageSize);
        return new SearchPage(
                found.subList(from, to), to < found.size() ? Optional.of(String.valueOf(to)) : Optional.empty());
    }

    @Override
    public List<CrmRecord> read(String object, Collection<String> ids, Collection<String> fields) {
        calls.add(new Call("read", "id", List.copyOf(ids)));
        fail();
        return records.stream()
                .filter(r -> r.object().equals(object) && ids.contains(r.id()))
                .map(r -> cut(r, fields))
                .toList();
    }

    @Override
    public ObjectSchema describe(String object) {
        calls.add(new Call("describe", object, List.of()));
        fail();
        List<FieldSchema> fields = new ArrayList<>();
        for (String name : createdField == null ? List.of("email") : List.of("email", createdField)) {
            fields.add(new FieldSchema(name, name, FieldSchema.Type.TEXT, true, false, 0, List.of(), false, false));
        }
        return ObjectSchema.of(object, fields);
    }

    @Override
    public Limits limits() {
        return new Limits(100, 100, lookupBatch, 100, List.of(), Duration.ZERO);
    }

    private void fail() {
        if (failure != null) {
            throw failure;
        }
    }

    private static boolean meets(CrmRecord record, Condition condition) {
        if (condition instanceof Condition.Or or) {
            return or.parts().stream().anyMatch(part -> meets(record, part));
        }
        Condition.Like like = (Condition.Like) condition;
        String regex = Pattern.quote(like.pattern().toLowerCase(Locale.ROOT)).replace("%", "\\E.*\\Q");
        return String.valueOf(record.fields().get(like.field()))
                .toLowerCase(Locale.ROOT)
                .matches(regex);
    }

    private static CrmRecord cut(CrmRecord record, Collection<String> fields) {
        Map<String, @Nullable Object> asked = new LinkedHashMap<>();
        fields.forEach(f -> asked.put(f, record.fields().get(f)));
        return new CrmRecord(record.object(), record.id(), asked, record.modifiedAt(), record.archived());
    }

    @Override
    public Optional<String> objectFor(RecordType type) {
        return Optional.empty();
    }

    @Override
    public long count(String object, Condition condition) {
        throw new AssertionError("matching counts nothing");
    }

    @Override
    public List<WriteResult> write(String object, List<Write> writes) {
        throw new AssertionError("matching writes nothing");
    }

    @Override
    public List<WriteResult> delete(String object, List<String> ids) {
        throw new AssertionError("matching deletes nothing");
    }

    @Override
    public List<WriteResult> associate(List<Association> associations) {
        throw new AssertionError("matching associates nothing");
    }

    @Override
    public Optional<String> upsertField(String object) {
        return Optional.empty();
    }

    @Override
    public Optional<String> associationField(String object, String toObject) {
        return Optional.empty();
    }

    @Override
    public String nameField(String object) {
        return "name";
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
}
