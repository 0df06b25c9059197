package dev.caravan.crm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.UsualErrors;
import dev.caravan.crm.http.Walked;
import dev.caravan.crm.rest.ObjectForm.LookupForm;
import dev.caravan.filter.Condition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks records up by one field: by the CRM's search for it, by a parameter of the list, or by a list that is kept in
 * memory. What is found is compared again.
 */
final class RestLookups {
    private final RestFields fields;
    private final RestLists lists;
    private final Walked walked;

    RestLookups(RestFields fields, RestLists lists, Walked walked) {
        this.fields = fields;
        this.lists = lists;
        this.walked = walked;
    }

    List<CrmRecord> lookup(String object, String field, Collection<String> values, Collection<String> wanted) {
        List<String> full =
                values.stream().filter(value -> !value.isBlank()).distinct().toList();
        ObjectForm form = fields.object(object);
        if (full.isEmpty()) {
            return List.of();
        }
        Set<String> all = new LinkedHashSet<>(wanted);
        all.add(field);
        LookupForm own = form.lookupOf(field).orElse(null);
        if (own != null) {
            return fitting(searched(object, own, field, full, all), field, full);
        }
        Narrowing narrowing = narrowing(object, form);
        if (narrowing != null && narrowing.values(field) > 0) {
            return fitting(narrowed(object, form, narrowing, field, full, all), field, full);
        }
        return walked.lookup(object, field, full, all)
                .orElseGet(() -> fitting(lists.all(object, lists.usual(object), all, Map.of(), Map.of()), field, full));
    }

    /** What narrows the object's list down; null where nothing does. */
    @Nullable
    Narrowing narrowing(String object, ObjectForm form) {
        return form.list() == null || form.list().filters().isEmpty()
                ? null
                : new Narrowing(form.list(), name -> fields.find(object, name));
    }

    private List<CrmRecord> searched(
            String object, LookupForm form, String field, List<String> values, Collection<String> wanted) {
        List<CrmRecord> found = new ArrayList<>();
        // In a body a list is a list; in a parameter a value with the separator in it goes alone.
        boolean isAlone =
                form.list().body() == null && values.stream().anyMatch(value -> value.contains(form.separator()));
        int most = isAlone ? 1 : form.most();
        for (List<String> part : parts(values, most)) {
            ArrayNode list = Json.array();
            part.forEach(value -> list.add(json(object, field, value)));
            Map<String, JsonNode> places = new LinkedHashMap<>();
            places.put("field", TextNode.valueOf(wire(object, field)));
            places.put("value", list.get(0));
            places.put(
                    "values",
                    form.list().body() == null ? TextNode.valueOf(String.join(form.separator(), part)) : list);
            try {
                found.addAll(lists.all(object, form.list(), wanted, places, Map.of()));
            } catch (CrmException e) {
                if (!UsualErrors.isNotFound(e)) {
                    throw e;
                }
            }
        }
        return found;
    }

    private List<CrmRecord> narrowed(
            String object,
            ObjectForm form,
            Narrowing narrowing,
            String field,
            List<String> values,
            Collection<String> wanted) {
        List<CrmRecord> found = new ArrayList<>();
        for (List<String> part : parts(values, narrowing.values(field))) {
            Condition condition = new Condition.In(field, List.copyOf(part));
            Map<String, String> parameters = narrowing.of(condition);
            if (parameters.isEmpty() && part.size() > 1) {
                for (String value : part) {
                    found.addAll(narrowed(object, form, narrowing, field, List.of(value), wanted));
                }
                continue;
            }
            found.addAll(lists.all(object, lists.usual(object), wanted, Map.of(), parameters));
        }
        return found;
    }

    private JsonNode json(String object, String field, String value) {
        return fields.find(object, field).map(known -> known.json(value)).orElseGet(() -> TextNode.valueOf(value));
    }

    /** The CRM's own name of a field. */
    private String wire(String object, String field) {
        return fields.find(object, field)
                .map(known -> known.read().steps())
                .filter(steps -> !steps.isEmpty())
                .map(steps -> steps.get(steps.size() - 1))
                .filter(FieldPath.Name.class::isInstance)
                .map(step -> ((FieldPath.Name) step).name())
                .orElse(field);
    }

    private static List<CrmRecord> fitting(List<CrmRecord> found, String field, List<String> values) {
        Set<String> asked = values.stream().map(RestLookups::key).collect(Collectors.toSet());
        Map<String, CrmRecord> fitting = new LinkedHashMap<>();
        for (CrmRecord record : found) {
            if (!record.archived() && asked.contains(key(record.fields().get(field)))) {
                fitting.putIfAbsent(record.id(), record);
            }
        }
        return List.copyOf(fitting.values());
    }

    private static String key(@Nullable Object value) {
        return Objects.toString(value, "").strip().toLowerCase(Locale.ROOT);
    }

    private static <T> List<List<T>> parts(List<T> all, int most) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += most) {
            parts.add(all.subList(from, Math.min(all.size(), from + most)));
        }
        return parts;
    }
}
