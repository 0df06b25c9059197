package dev.caravan.crm.http;

import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.SearchPage;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filter;
import dev.caravan.filter.Filters;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Which records hold which values in the fields that are looked up, kept in memory: for CRMs in which a search takes
 * one value at a time, costs much, or shows new records late. It is built by one walk through the object and brought up
 * to date, by what changed since, before each answer. An answer may name records that changed meanwhile: the caller
 * reads them. Safe for several threads.
 */
public final class FieldIndex {
    private final Walk walk;
    private final Duration overlap;
    private final int most;
    private final Map<String, Index> objects = new ConcurrentHashMap<>();

    /**
     * An index of nothing so far.
     *
     * @param overlap how far an update goes back, for what shows late
     * @param most records of an object that are kept; an object with more has no index
     */
    public FieldIndex(Walk walk, Duration overlap, int most) {
        this.walk = walk;
        this.overlap = overlap;
        this.most = most;
    }

    /** Ids of records of which the field equals one of the values, whatever its case; empty when there is no index. */
    public Optional<Set<String>> equal(String object, String field, Collection<String> values) {
        return index(object, Set.of(field)).map(index -> index.equal(field, values));
    }

    /**
     * Ids of all records that meet the condition, and perhaps of more; empty when the index cannot narrow it down: then
     * only a walk can.
     */
    public Optional<Set<String>> narrowed(String object, Condition condition) {
        Set<String> fields = new TreeSet<>();
        return reach(condition, fields) ? index(object, fields).flatMap(i -> i.narrowed(condition)) : Optional.empty();
    }

    private Optional<Index> index(String object, Set<String> fields) {
        Index index = objects.computeIfAbsent(object, Index::new);
        index.update(fields);
        return index.isTooLarge ? Optional.empty() : Optional.of(index);
    }

    /** Whether values of text fields decide; collects those fields. */
    private static boolean reach(Condition condition, Set<String> fields) {
        if (condition instanceof Condition.And and) {
            Set<String> own = new TreeSet<>();
            boolean any = false;
            for (Condition part : and.parts()) {
                any |= reach(part, own);
            }
            fields.addAll(own);
            return any;
        }
        if (condition instanceof Condition.Or or) {
            return !or.parts().isEmpty() && or.parts().stream().allMatch(part -> reach(part, fields));
        }
        if (condition instanceof Condition.Compare c
                && c.operator() == Condition.Operator.EQUAL
                && c.value() instanceof String) {
            return fields.add(c.field()) || true;
        }
        if (condition instanceof Condition.In in && in.values().stream().allMatch(String.class::isInstance)) {
            return fields.add(in.field()) || true;
        }
        return condition instanceof Condition.Like like && (fields.add(like.field()) || true);
    }

    private static String key(@Nullable Object value) {
        return value == null ? "" : value.toString().strip().toLowerCase(Locale.ROOT);
    }

    private final class Index {
        private final String object;
        private final AtomicLong updates = new AtomicLong();
        private final Set<String> fields = new TreeSet<>();
        private final Map<String, Map<String, Set<String>>> holders = new HashMap<>();
        private final Map<String, Map<String, String>> held = new HashMap<>();
        private @Nullable Instant newest;
        private volatile boolean isTooLarge;

        Index(String object) {
            this.object = object;
        }

        /** An update that began after this was called is as good as an own one. */
        void update(Set<String> wanted) {
            long begun = updates.get();
            synchronized (this) {
                if (isTooLarge || fields.containsAll(wanted) && newest != null && updates.get() > begun + 1) {
                    return;
                }
                updates.incrementAndGet();
                if (!fields.containsAll(wanted)) {
                    fields.addAll(wanted);
                    newest = null;
                }
                walk(newest == null ? null : newest.minus(overlap));
                updates.incrementAndGet();
            }
        }

        private void walk(@Nullable Instant since) {
            Instant latest = newest == null ? Instant.EPOCH : newest;
            if (since == null) {
                held.clear();
                holders.clear();
            }
            String cursor = null;
            do {
                SearchPage page = FieldIndex.this.walk.page(object, since, List.copyOf(fields), cursor);
                for (CrmRecord record : page.records()) {
                    take(record);
                    Instant at = record.modifiedAt().orElse(latest);
                    latest = at.isAfter(latest) ? at : latest;
                }
                cursor = page.next().orElse(null);
                if (held.size() > most) {
                    isTooLarge = true;
                    held.clear();
                    holders.clear();
                    return;
                }
            } while (cursor != null);
            newest = latest;
        }

        private void take(CrmRecord record) {
            Map<String, String> before = held.remove(record.id());
            if (before != null) {
                before.forEach((field, key) -> holders.getOrDefault(field, Map.of())
                        .getOrDefault(key, Set.of())
                        .remove(record.id()));
            }
            if (record.archived()) {
                return;
            }
            Map<String, String> now = new HashMap<>();
            for (String field : fields) {
                String key = key(record.fields().get(field));
                if (!key.isEmpty()) {
                    now.put(field, key);
                    holders.computeIfAbsent(field, f -> new HashMap<>())
                            .computeIfAbsent(key, k -> new LinkedHashSet<>(1))
                            .add(record.id());
                }
            }
            held.put(record.id(), now);
        }

        synchronized Set<String> equal(String field, Collection<?> values) {
            Map<String, Set<String>> keys = holders.getOrDefault(field, Map.of());
            Set<String> ids = new LinkedHashSet<>();
            values.forEach(value -> ids.addAll(keys.getOrDefault(key(value), Set.of())));
            return ids;
        }

        synchronized Optional<Set<String>> narrowed(Condition condition) {
            if (condition instanceof Condition.And and) {
                return and.parts().stream()
                        .map(this::narrowed)
                        .flatMap(Optional::stream)
                        .min((a, b) -> Integer.compare(a.size(), b.size()));
            }
            if (condition instanceof Condition.Or or) {
                Set<String> all = new LinkedHashSet<>();
                for (Condition part : or.parts()) {
                    Optional<Set<String>> ids = narrowed(part);
                    if (ids.isEmpty()) {
                        return ids;
                    }
                    all.addAll(ids.get());
                }
                return Optional.of(all);
            }
            if (condition instanceof Condition.Compare c && c.operator() == Condition.Operator.EQUAL) {
                return c.value() instanceof String
                        ? Optional.of(equal(c.field(), List.of(c.value())))
                        : Optional.empty();
            }
            if (condition instanceof Condition.In in) {
                return in.values().stream().allMatch(String.class::isInstance)
                        ? Optional.of(equal(in.field(), in.values()))
                        : Optional.empty();
            }
            return condition instanceof Condition.Like like ? Optional.of(fitting(like)) : Optional.empty();
        }

        private Set<String> fitting(Condition.Like like) {
            Filter filter = Filters.compile(like);
            Set<String> ids = new LinkedHashSet<>();
            holders.getOrDefault(like.field(), Map.of()).forEach((key, of) -> {
                if (filter.test(field -> key)) {
                    ids.addAll(of);
                }
            });
            return ids;
        }
    }
}
