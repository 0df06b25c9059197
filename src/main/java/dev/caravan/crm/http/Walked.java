package dev.caravan.crm.http;

import dev.caravan.crm.ChangePage;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.SearchPage;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filter;
import dev.caravan.filter.Filters;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Searches, look-ups, counts and changes for a CRM that can only list its records: what a look-up needs to know is kept
 * in a {@link FieldIndex}; a condition is met here, on what a {@link Walk} brings.
 */
public final class Walked {
    /** Vendor's pages behind one page of a search that finds little: the caller gets to act now and then. */
    private static final int PAGES_AT_ONCE = 40;

    private static final int ENOUGH = 100;

    private final Walk walk;
    private final Reader reader;
    private final FieldIndex index;
    private final WalkChanges changes;

    /** Reads records by id, any number of them. */
    @FunctionalInterface
    public interface Reader {
        /** Records that are gone are absent. */
        List<CrmRecord> read(String object, Collection<String> ids, Collection<String> fields);
    }

    /**
     * Nothing is asked yet.
     *
     * @param overlap how late a change may show, and how far clocks may differ
     * @param mostKept records of an object up to which look-ups go by an index
     */
    public Walked(Walk walk, Reader reader, Clock clock, Duration overlap, int mostKept) {
        this.walk = walk;
        this.reader = reader;
        this.index = new FieldIndex(walk, overlap, mostKept);
        this.changes = new WalkChanges(walk, clock, overlap);
    }

    /**
     * As {@code Crm.lookup} wants it; empty when the object is too large for an index, so that the vendor's own search
     * has to do.
     */
    public Optional<List<CrmRecord>> lookup(
            String object, String field, Collection<String> values, Collection<String> fields) {
        List<String> full = values.stream().filter(value -> !value.isBlank()).toList();
        if (full.isEmpty()) {
            return Optional.of(List.of());
        }
        return index.equal(object, field, full)
                .map(ids -> ids.isEmpty() ? List.of() : equal(object, field, full, ids, fields));
    }

    /** As {@code Crm.search} wants it. */
    public SearchPage search(String object, Condition condition, Collection<String> fields, @Nullable String cursor) {
        Filter filter = Filters.compile(condition);
        Set<String> all = new LinkedHashSet<>(fields);
        all.addAll(Filters.fields(condition));
        Optional<Set<String>> narrowed = cursor == null ? index.narrowed(object, condition) : Optional.empty();
        if (narrowed.isPresent()) {
            List<CrmRecord> found = narrowed.get().isEmpty() ? List.of() : reader.read(object, narrowed.get(), all);
            return new SearchPage(fitting(found, filter), Optional.empty());
        }
        List<CrmRecord> found = new ArrayList<>();
        String next = cursor;
        for (int pages = 0; pages < PAGES_AT_ONCE; pages++) {
            SearchPage page = walk.page(object, null, all, next);
            found.addAll(fitting(page.records(), filter));
            next = page.next().orElse(null);
            if (next == null || found.size() >= ENOUGH) {
                break;
            }
        }
        return new SearchPage(found, Optional.ofNullable(next));
    }

    /** As {@code Crm.count} wants it; counts by going through everything that the condition may mean. */
    public long count(String object, Condition condition) {
        long count = 0;
        String cursor = null;
        do {
            SearchPage page = search(object, condition, List.of(), cursor);
            count += page.records().size();
            cursor = page.next().orElse(null);
        } while (cursor != null);
        return count;
    }

    /** As {@code Crm.changes} wants it. */
    public ChangePage changes(String object, @Nullable String cursor) {
        return changes.page(object, cursor);
    }

    private List<CrmRecord> equal(
            String object, String field, List<String> values, Set<String> ids, Collection<String> fields) {
        Set<String> asked = values.stream().map(Walked::key).collect(Collectors.toSet());
        List<String> all =
                Stream.concat(fields.stream(), Stream.of(field)).distinct().toList();
        return reader.read(object, ids, all).stream()
                .filter(record -> asked.contains(key(record.fields().get(field))))
                .toList();
    }

    private static List<CrmRecord> fitting(List<CrmRecord> records, Filter filter) {
        return records.stream()
                .filter(record -> !record.archived())
                .filter(record -> filter.test(record.fields()::get))
                .toList();
    }

    private static String key(@Nullable Object value) {
        return Objects.toString(value, "").strip().toLowerCase(Locale.ROOT);
    }
}
