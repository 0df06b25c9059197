package dev.caravan.crm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.http.Walk;
import dev.caravan.crm.rest.ObjectForm.ChangesForm;
import dev.caravan.problem.ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists of records, whole, narrowed down, or by what changed. */
final class RestLists implements Walk {
    private final RestFields fields;
    private final RestRecords records;
    private final RestCalls calls;
    private final RestReader reader;
    private final Clock clock;

    RestLists(RestFields fields, RestRecords records, RestCalls calls, RestReader reader, Clock clock) {
        this.clock = clock;
        this.fields = fields;
        this.records = records;
        this.calls = calls;
        this.reader = reader;
    }

    @Override
    public SearchPage page(String name, @Nullable Instant since, Collection<String> wanted, @Nullable String cursor) {
        ObjectForm object = fields.object(name);
        ListForm usual = usual(name);
        ChangesForm changes = object.changes();
        if (since == null) {
            return page(name, usual, wanted, Map.of(), Map.of(), cursor);
        }
        if (changes == null) {
            SearchPage all = page(name, usual, wanted, Map.of(), Map.of(), cursor);
            return new SearchPage(
                    all.records().stream()
                            .filter(record -> !record.modifiedAt().orElse(since).isBefore(since))
                            .toList(),
                    all.next());
        }
        JsonNode time = Templates.scalar(Times.text(since, changes.format(), object.zone()));
        Map<String, JsonNode> values = Map.of("since", time.isNumber() ? time : TextNode.valueOf(time.asText()));
        Map<String, String> more = new LinkedHashMap<>(changes.query());
        if (changes.parameter() != null) {
            more.put(changes.parameter(), Templates.text(changes.value(), values));
        }
        Instant asked = clock.instant();
        SearchPage page = page(name, Objects.requireNonNullElse(changes.list(), usual), wanted, values, more, cursor);
        // A CRM that does not say when a record changed would otherwise tell the same changes for ever.
        return object.modified() != null
                ? page
                : new SearchPage(
                        page.records().stream().map(record -> at(record, asked)).toList(), page.next());
    }

    /** @throws CrmException when the description has no list of that object */
    ListForm usual(String name) {
        ListForm list = fields.object(name).list();
        if (list == null) {
            throw new CrmException(
                    calls.name(name),
                    new CrmError.Rejected("the description has no 'list' of them", ErrorCode.CRM_REJECTED),
                    null);
        }
        return list;
    }

    private static CrmRecord at(CrmRecord record, Instant asked) {
        return new CrmRecord(record.object(), record.id(), record.fields(), Optional.of(asked), record.archived());
    }

    /** One page of any list of an object's records. */
    SearchPage page(
            String name,
            ListForm list,
            Collection<String> wanted,
            Map<String, JsonNode> values,
            Map<String, String> more,
            @Nullable String cursor) {
        Map<String, String> parameters = new LinkedHashMap<>(more);
        named(name, list, wanted, parameters);
        RestCalls.Page page = calls.page(list, values, parameters, cursor);
        List<CrmRecord> found = new ArrayList<>();
        page.records().forEach(each -> records.record(name, each, wanted).ifPresent(found::add));
        return new SearchPage(whole(name, list, found, wanted), Optional.ofNullable(page.next()));
    }

    /** Every record of a list. */
    List<CrmRecord> all(
            String name,
            ListForm list,
            Collection<String> wanted,
            Map<String, JsonNode> values,
            Map<String, String> more) {
        List<CrmRecord> all = new ArrayList<>();
        String cursor = null;
        do {
            SearchPage page = page(name, list, wanted, values, more, cursor);
            all.addAll(page.records());
            cursor = page.next().orElse(null);
        } while (cursor != null);
        return all;
    }

    private List<CrmRecord> whole(String name, ListForm list, List<CrmRecord> found, Collection<String> wanted) {
        if (!list.partial() || found.isEmpty()) {
            return found;
        }
        List<CrmRecord> whole =
                new ArrayList<>(found.stream().filter(CrmRecord::archived).toList());
        Set<String> ids = new LinkedHashSet<>();
        found.stream().filter(record -> !record.archived()).forEach(record -> ids.add(record.id()));
        whole.addAll(reader.read(name, ids, wanted));
        return whole;
    }

    /** Names the wanted fields, with what a record cannot do without. */
    private void named(String name, ListForm list, Collection<String> wanted, Map<String, String> parameters) {
        ListForm.FieldsForm form = list.fields();
        if (form == null) {
            return;
        }
        ObjectForm object = fields.object(name);
        Set<String> names = new LinkedHashSet<>(form.always());
        names.add(object.id().top());
        if (object.modified() != null) {
            names.add(object.modified().top());
        }
        if (object.deleted() != null) {
            names.add(object.deleted().top());
        }
        wanted.forEach(field -> fields.find(name, field)
                .ifPresent(known -> names.add(known.read().top())));
        names.remove("");
        if (names.size() <= form.most()) {
            parameters.put(form.parameter(), String.join(form.separator(), names));
        }
    }
}
