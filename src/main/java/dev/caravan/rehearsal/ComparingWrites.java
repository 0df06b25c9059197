package dev.caravan.rehearsal;

import dev.caravan.crm.Association;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.MarkKind;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets through just those writes that a plan holds, as long as the CRM has the values that the plan was made from. */
final class ComparingWrites implements WriteGuard {
    private final Expected expected;
    private final PlannedIds ids;
    private final Map<ExternalId, PlannedRecord> written = new ConcurrentHashMap<>();

    ComparingWrites(Expected expected, PlannedIds ids) {
        this.expected = expected;
        this.ids = ids;
    }

    @Override
    public List<WriteResult> write(ConnectionName connection, Crm crm, String object, List<Write> writes) {
        Map<String, CrmRecord> present = Present.read(crm, object, writes);
        Map<Integer, Write> good = new LinkedHashMap<>();
        @Nullable WriteResult[] results = new WriteResult[writes.size()];
        for (int i = 0; i < writes.size(); i++) {
            Write write = writes.get(i);
            Expected.Key key = key(connection, write);
            Optional<PlannedRecord> planned = expected.find(key).map(Expected.Item::planned);
            String why = planned.map(p -> objection(connection, p, write)).orElse("it is not in the plan");
            if (why.isEmpty() && write.id() != null && crm.canBeRead()) {
                why = moved(planned.orElseThrow(), present.get(write.id()));
            }
            if (why.isEmpty()) {
                good.put(i, write);
            } else {
                expected.object(key, why);
                results[i] = refused(why);
            }
        }
        if (!good.isEmpty()) {
            List<WriteResult> answered = crm.write(object, List.copyOf(good.values()));
            int next = 0;
            for (Map.Entry<Integer, Write> each : good.entrySet()) {
                WriteResult result = answered.get(next++);
                results[each.getKey()] = result;
                note(connection, each.getValue(), result);
            }
        }
        List<WriteResult> all = new ArrayList<>(results.length);
        for (@Nullable WriteResult result : results) {
            all.add(Objects.requireNonNull(result));
        }
        return all;
    }

    private void note(ConnectionName connection, Write write, WriteResult result) {
        if (result instanceof WriteResult.Written done) {
            expected.find(key(connection, write))
                    .ifPresent(
                            item -> written.put(new ExternalId(connection, write.object(), done.id()), item.planned()));
        }
    }

    /** Why the write is not what the plan says; empty when it is. */
    private String objection(ConnectionName connection, PlannedRecord planned, Write write) {
        String id = write.id();
        if (id == null && planned.externalId() != null) {
            return connection + " has no counterpart for it any more";
        }
        if (id != null && !id.equals(planned.externalId())) {
            return planned.externalId() == null
                    ? connection + " has such a record by now: " + id
                    : "it would now go to " + id + " instead of " + planned.externalId();
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        planned.fields().forEach(f -> values.put(String.valueOf(f.crmField()), ids.resolve(connection, f.after())));
        List<String> others = differing(values, write.values());
        return others.isEmpty() ? "" : "other values would be sent now: " + String.join(", ", others);
    }

    /**
     * What is not as it was in the CRM, and since when.
     *
     * @param now the CRM's record; null when there is none any more
     * @return empty when all is as the plan says
     */
    static String moved(PlannedRecord planned, @Nullable CrmRecord now) {
        String connection = planned.connection();
        if (now == null) {
            return connection + " has no " + planned.object() + " " + planned.externalId() + " any more";
        }
        Map<String, @Nullable Object> before = new LinkedHashMap<>();
        planned.fields().forEach(f -> before.put(String.valueOf(f.crmField()), f.before()));
        Map<String, @Nullable Object> held = new LinkedHashMap<>();
        before.keySet().forEach(field -> held.put(field, now.fields().get(field)));
        List<String> moved = differing(before, held);
        return moved.isEmpty()
                ? ""
                : "changed in " + connection + ": " + String.join(", ", moved)
                        + now.modifiedAt().map(at -> ", at " + at).orElse("");
    }

    private static List<String> differing(
            Map<String, ? extends @Nullable Object> a, Map<String, ? extends @Nullable Object> b) {
        TreeSet<String> names = new TreeSet<>(a.keySet());
        names.addAll(b.keySet());
        return names.stream()
                .filter(n -> a.containsKey(n) != b.containsKey(n) || !PlanJson.same(a.get(n), b.get(n)))
                .toList();
    }

    @Override
    public WriteResult remove(ConnectionName connection, String object, String id, Supplier<WriteResult> call) {
        Optional<PlannedRecord> planned = RecordType.pushed().stream()
                .map(type -> new Expected.Key(new MarkKind(connection, Direction.PUSH, type), id))
                .flatMap(key -> expected.find(key).stream())
                .map(Expected.Item::planned)
                .filter(p -> p.object().equals(object))
                .findFirst();
        if (planned.map(PlannedRecord::outcome).filter(Ending.DELETED::equals).isPresent()) {
            return call.get();
        }
        String why = "deleted in the hub meanwhile";
        planned.ifPresent(p -> expected.object(Expected.Key.of(p), why));
        return refused(why);
    }

    @Override
    public List<WriteResult> associate(ConnectionName connection, Crm crm, List<Association> associations) {
        @Nullable WriteResult[] results = new WriteResult[associations.size()];
        Map<Integer, Association> good = new LinkedHashMap<>();
        for (int i = 0; i < results.length; i++) {
            Association association = associations.get(i);
            if (isPlanned(connection, association)) {
                good.put(i, association);
            } else {
                results[i] = refused("the plan does not say that it is associated with "
                        + association.to().object() + " " + association.to().id());
            }
        }
        if (!good.isEmpty()) {
            List<WriteResult> answered = crm.associate(List.copyOf(good.values()));
            int next = 0;
            for (int place : good.keySet()) {
                results[place] = answered.get(next++);
            }
        }
        List<WriteResult> all = new ArrayList<>(results.length);
        for (@Nullable WriteResult result : results) {
            all.add(Objects.requireNonNull(result));
        }
        return all;
    }

    private boolean isPlanned(ConnectionName connection, Association association) {
        PlannedRecord planned = written.get(new ExternalId(connection, association.object(), association.id()));
        return planned != null
                && planned.associations().stream()
                        .anyMatch(a -> a.object().equals(association.to().object())
                                && association.to().id().equals(ids.resolve(connection, a.after())));
    }

    /** What was written is settled, and nothing more is associated with it. */
    void forget() {
        written.clear();
    }

    /** A record of which only an association is made is not written. */
    void associates(PlannedRecord planned) {
        String id = planned.externalId();
        if (id != null) {
            written.put(new ExternalId(planned.kind().connection(), planned.object(), id), planned);
        }
    }

    private static Expected.Key key(ConnectionName connection, Write write) {
        return new Expected.Key(
                new MarkKind(connection, Direction.PUSH, write.record().type()),
                write.record().id());
    }

    private static WriteResult refused(String why) {
        return new WriteResult.Refused(new CrmError.Rejected(why, ErrorCode.PLAN_MOVED));
    }
}
