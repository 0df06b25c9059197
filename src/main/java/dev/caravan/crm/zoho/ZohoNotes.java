package dev.caravan.crm.zoho;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.ChangePage;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.Write;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.Query;
import dev.caravan.crm.http.Walk;
import dev.caravan.crm.http.Walked;
import dev.caravan.filter.Condition;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Notes, which are not among the modules that COQL is documented for: they are listed, all of them or those of one
 * record. (Zoho's interface descriptions of notes and of related notes; "Get records through COQL query".)
 */
final class ZohoNotes implements Walk {
    /** What the description of notes names; their fields are not described as those of other modules are. */
    static final List<FieldSchema> FIELDS = List.of(
            field("Note_Title", "Note Title", Type.TEXT, false, 120),
            field("Note_Content", "Note Content", Type.TEXT, false, 65_535),
            field(ZohoModules.PARENT, "Parent", Type.REFERENCE, false, 0),
            field("Created_Time", "Created Time", Type.DATETIME, true, 0),
            field(ZohoValues.MODIFIED, "Modified Time", Type.DATETIME, true, 0));

    private static final int ROWS = 200;
    /** Of the notes of one record; behind 2,000 rows the number of a page leads no further. */
    private static final int PAGES = 10;

    /** Notes up to which look-ups by what stands in them go by an index. */
    private static final int MOST_KEPT = 100_000;
    /** What a note may hang on, in the order in which its parent is looked for. */
    private static final List<String> PARENTS = List.of("Contacts", "Accounts", "Deals", "Leads");

    private final JsonApi api;
    private final String base;
    private final ZohoFields fields;
    private final ZohoValues values;
    private final Walked walked;

    ZohoNotes(JsonApi api, ZohoSettings settings, ZohoFields fields, ZohoLists lists, Clock clock) {
        this.api = api;
        this.base = settings.base();
        this.fields = fields;
        this.values = new ZohoValues(fields);
        this.walked = new Walked(this, lists::read, clock, settings.overlap(), MOST_KEPT);
    }

    static boolean is(String module) {
        return module.equals(ZohoModules.OF_NOTES);
    }

    /** What changed comes first; a look at that ends at what is older. */
    @Override
    public SearchPage page(String module, @Nullable Instant since, Collection<String> wanted, @Nullable String cursor) {
        Query query = query(wanted)
                .add("sort_by", since == null ? "id" : ZohoValues.MODIFIED)
                .add("sort_order", since == null ? "asc" : "desc")
                .add("page_token", cursor);
        JsonNode answer = api.get(base + "/" + ZohoModules.OF_NOTES, query);
        Instant from = since == null ? null : since.truncatedTo(ChronoUnit.SECONDS);
        List<CrmRecord> found = records(answer, wanted).stream()
                .filter(note ->
                        from == null || !note.modifiedAt().orElse(Instant.MAX).isBefore(from))
                .toList();
        boolean isAtTheEnd = found.size() < answer.path("data").size();
        return new SearchPage(found, isAtTheEnd ? Optional.empty() : next(answer));
    }

    /** The notes of a record by calls of its own, which show a new one at once. */
    List<CrmRecord> lookup(String field, Collection<String> asked, Collection<String> wanted) {
        if (!field.equals(ZohoModules.PARENT)) {
            return walked.lookup(ZohoModules.OF_NOTES, field, asked, wanted)
                    .orElseGet(() -> walkedThrough(field, asked, wanted));
        }
        Set<String> all = new LinkedHashSet<>(wanted);
        all.add(field);
        return asked.stream()
                .filter(id -> id.matches("\\d{1,20}"))
                .distinct()
                .flatMap(id -> ofRecord(id, all).stream())
                .toList();
    }

    SearchPage search(Condition condition, Collection<String> wanted, @Nullable String cursor) {
        Condition fitted = fields.fitted(ZohoModules.OF_NOTES, condition);
        return walked.search(ZohoModules.OF_NOTES, fitted, wanted, cursor);
    }

    long count(Condition condition) {
        return walked.count(ZohoModules.OF_NOTES, fields.fitted(ZohoModules.OF_NOTES, condition));
    }

    /** Deletions are not among them. */
    ChangePage changes(@Nullable String cursor) {
        return walked.changes(ZohoModules.OF_NOTES, cursor);
    }

    /**
     * Names the record that a new note hangs on with its module; a note that is there stays where it is. (The same
     * description: a change has a title and a text.)
     */
    static void hangOn(ObjectNode note, Write write) {
        String id = note.path(ZohoModules.PARENT).path("id").asText("");
        note.remove(ZohoModules.PARENT);
        if (!write.isCreate()) {
            return;
        }
        write.associations().stream()
                .filter(to -> to.id().equals(id))
                .findFirst()
                .ifPresent(to -> {
                    ObjectNode parent = note.putObject(ZohoModules.PARENT);
                    parent.putObject("module").put("api_name", to.object());
                    parent.put("id", id);
                });
    }

    /** An id does not say of what module it is. */
    private List<CrmRecord> ofRecord(String id, Collection<String> wanted) {
        for (String module : PARENTS) {
            String path = base + "/" + module + "/" + id + "/" + ZohoModules.OF_NOTES;
            List<CrmRecord> found = new ArrayList<>();
            boolean more = true;
            for (int page = 1; more && page <= PAGES; page++) {
                Query query = new Query().add("fields", names(wanted)).add("page", page == 1 ? null : page);
                JsonNode answer = api.find(path, query);
                if (answer == null) {
                    break;
                }
                found.addAll(records(answer, wanted));
                more = answer.path("info").path("more_records").asBoolean(false);
            }
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private List<CrmRecord> walkedThrough(String field, Collection<String> asked, Collection<String> wanted) {
        Condition any = new Condition.In(field, new ArrayList<>(asked));
        List<CrmRecord> found = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        Set<String> all = new LinkedHashSet<>(wanted);
        all.add(field);
        do {
            SearchPage page = search(any, all, cursor.orElse(null));
            found.addAll(page.records());
            cursor = page.next();
        } while (cursor.isPresent());
        return found;
    }

    private Query query(Collection<String> wanted) {
        return new Query().add("fields", names(wanted)).add("per_page", ROWS);
    }

    private String names(Collection<String> wanted) {
        Set<String> names = new LinkedHashSet<>(fields.known(ZohoModules.OF_NOTES, wanted));
        names.add(ZohoValues.MODIFIED);
        return String.join(",", names);
    }

    private List<CrmRecord> records(JsonNode answer, Collection<String> wanted) {
        List<CrmRecord> found = new ArrayList<>();
        answer.path("data").forEach(each -> found.add(values.record(ZohoModules.OF_NOTES, each, wanted)));
        return found;
    }

    private static Optional<String> next(JsonNode answer) {
        JsonNode info = answer.path("info");
        return info.path("more_records").asBoolean(false)
                ? Optional.ofNullable(Json.text(info, "next_page_token"))
                : Optional.empty();
    }

    private static FieldSchema field(String name, String label, Type type, boolean readOnly, int longest) {
        return new FieldSchema(name, label, type, readOnly, false, longest, List.of(), false, false);
    }
}
