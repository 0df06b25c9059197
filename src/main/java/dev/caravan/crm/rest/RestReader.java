package dev.caravan.crm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.UsualErrors;
import dev.caravan.crm.http.Walked;
import dev.caravan.crm.rest.ObjectForm.CallForm;
import dev.caravan.crm.rest.ObjectForm.ReadManyForm;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads records by their ids, many in one call where the CRM can. */
final class RestReader implements Walked.Reader {
    private final RestFields fields;
    private final RestRecords records;
    private final RestCalls calls;

    RestReader(RestFields fields, RestRecords records, RestCalls calls) {
        this.fields = fields;
        this.records = records;
        this.calls = calls;
    }

    @Override
    public List<CrmRecord> read(String name, Collection<String> ids, Collection<String> wanted) {
        ObjectForm object = fields.object(name);
        List<String> all =
                ids.stream().filter(id -> isId(object, id)).distinct().toList();
        List<CrmRecord> found = new ArrayList<>();
        ReadManyForm many = object.readMany();
        if (many == null || all.size() == 1 && object.read() != null) {
            for (String id : all) {
                JsonNode record = one(object, id);
                if (record != null) {
                    records.record(name, record, wanted).ifPresent(found::add);
                }
            }
        } else {
            for (int from = 0; from < all.size(); from += many.most()) {
                found.addAll(many(name, many, all.subList(from, Math.min(all.size(), from + many.most())), wanted));
            }
        }
        found.removeIf(CrmRecord::archived);
        return found;
    }

    /** A record as the CRM has it; null when there is none. */
    @Nullable
    JsonNode one(ObjectForm object, String id) {
        CallForm call = object.read();
        if (call == null || !isId(object, id)) {
            return null;
        }
        try {
            JsonNode body =
                    calls.send("GET", call, Map.of("id", id(object, id)), null).body();
            JsonNode record = calls.found(call.record(), body);
            return record.isObject() && !record.isEmpty() ? record : null;
        } catch (CrmException e) {
            if (UsualErrors.isNotFound(e)) {
                return null;
            }
            throw e;
        }
    }

    /** An id as it is sent. */
    static JsonNode id(ObjectForm object, String id) {
        return object.numericId() ? Templates.scalar(id) : TextNode.valueOf(id);
    }

    /** Whether the text can be an id at all. */
    static boolean isId(ObjectForm object, String id) {
        return object.numericId()
                ? id.matches("\\d{1,18}")
                : !id.isBlank() && id.length() <= 200 && id.codePoints().noneMatch(Character::isISOControl);
    }

    private List<CrmRecord> many(String name, ReadManyForm form, List<String> ids, Collection<String> wanted) {
        ObjectForm object = fields.object(name);
        // An id with the separator in it is read alone, so that it stays one id.
        if (ids.stream().anyMatch(id -> id.contains(form.separator()))) {
            return ids.stream()
                    .filter(id -> !id.contains(form.separator()))
                    .flatMap(id -> many(name, form, List.of(id), wanted).stream())
                    .toList();
        }
        ArrayNode list = Json.array();
        ids.forEach(id -> list.add(id(object, id)));
        Map<String, String> more = new LinkedHashMap<>();
        String joined = String.join(form.separator(), ids);
        if (form.ids() != null) {
            more.put(form.ids(), joined);
        }
        Map<String, JsonNode> values = Map.of("ids", form.list().body() == null ? TextNode.valueOf(joined) : list);
        Set<String> asked = ids.stream().collect(Collectors.toSet());
        List<CrmRecord> found = new ArrayList<>();
        String cursor = null;
        do {
            RestCalls.Page page = calls.page(form.list(), values, more, cursor);
            page.records()
                    .forEach(each -> records.record(name, each, wanted)
                            .filter(record -> asked.contains(record.id()))
                            .ifPresent(found::add));
            cursor = found.size() < ids.size() ? page.next() : null;
        } while (cursor != null);
        return found;
    }
}
