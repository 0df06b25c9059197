package dev.caravan.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.Association;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.http.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Associations in batches (HubSpot docs, "Associations v4"). Additional ones get the unlabelled type, which leaves the
 * labels that exist alone; primary ones get the primary type, and HubSpot makes the former primary one an ordinary one.
 */
final class HubSpotAssociations {
    private final HubSpotApi api;
    private final HubSpotSettings settings;

    HubSpotAssociations(HubSpotApi api, HubSpotSettings settings) {
        this.api = api;
        this.settings = settings;
    }

    /** One result per association; all must be between the same two objects. */
    List<WriteResult> associate(List<Association> associations) {
        Map<Association, WriteResult> results = new LinkedHashMap<>();
        Map<Boolean, List<Association>> byPrimary =
                associations.stream().distinct().collect(Collectors.groupingBy(HubSpotAssociations::isPrimary));
        for (List<Association> alike : byPrimary.values()) {
            for (List<Association> part : Batches.of(settings.limits().associateBatch(), alike)) {
                make(part, results);
            }
        }
        List<Association> alone = associations.stream()
                .distinct()
                .filter(each -> each.to().kind() == AssociateTo.Kind.PRIMARY_REMOVING_OTHERS)
                .filter(each -> results.get(each) instanceof WriteResult.Written)
                .toList();
        for (List<Association> part : Batches.of(settings.limits().associateBatch(), alone)) {
            removeOthers(part, results);
        }
        return associations.stream()
                .map(each -> Objects.requireNonNull(results.get(each)))
                .toList();
    }

    private void make(List<Association> part, Map<Association, WriteResult> results) {
        String from = part.get(0).object();
        String to = part.get(0).to().object();
        var types = AssociationTypes.of(from, to);
        boolean labelled = isPrimary(part.get(0)) && types.isPresent();
        ObjectNode body = Json.object();
        ArrayNode inputs = body.putArray("inputs");
        for (Association each : part) {
            ObjectNode input = inputs.addObject();
            input.putObject("from").put("id", each.id());
            input.putObject("to").put("id", each.to().id());
            if (labelled) {
                types.ifPresent(t -> input.set("types", t.list(true)));
            }
        }
        try {
            String operation = labelled ? "create" : "associate/default";
            unfold(api.post(settings.paths().associations(from, to, operation), body), part, results);
        } catch (CrmException e) {
            refuse(part, results, e);
        }
    }

    private void unfold(JsonNode answer, List<Association> part, Map<Association, WriteResult> results) {
        boolean hasErrors = !answer.path("errors").isEmpty();
        Set<String> made = new HashSet<>();
        answer.path("results").forEach(result -> made.add(pair(result)));
        List<Association> open = new ArrayList<>();
        for (Association each : part) {
            if (!hasErrors || made.contains(pair(each.id(), each.to().id()))) {
                results.put(each, new WriteResult.Written(each.id(), true, Map.of()));
            } else {
                open.add(each);
            }
        }
        List<JsonNode> errors = new ArrayList<>();
        answer.path("errors").forEach(errors::add);
        for (Association each : open) {
            JsonNode own = errors.stream()
                    .filter(error -> isAbout(error, each))
                    .findFirst()
                    .orElse(errors.get(0));
            results.put(each, new WriteResult.Refused(HubSpotErrors.ofOne(own)));
        }
    }

    private void refuse(List<Association> part, Map<Association, WriteResult> results, CrmException e) {
        CrmError error = e.error();
        if (error instanceof CrmError.Rejected rejected && part.size() > 1) {
            throw new CrmException(
                    api.name("associate " + part.get(0).object()),
                    new CrmError.BatchRejected(rejected.detail(), rejected.code()),
                    e);
        }
        if (!(error instanceof CrmError.Rejected)) {
            // Making one that exists is no error, so the caller may repeat those that were made.
            throw e;
        }
        part.forEach(each -> results.put(each, new WriteResult.Refused(error)));
    }

    /** After the new ones are there, so that no record is ever without any. */
    private void removeOthers(List<Association> part, Map<Association, WriteResult> results) {
        String from = part.get(0).object();
        String to = part.get(0).to().object();
        Map<String, Set<String>> wanted = new LinkedHashMap<>();
        part.forEach(each -> wanted.computeIfAbsent(each.id(), id -> new HashSet<>())
                .add(each.to().id()));
        try {
            Map<String, List<String>> others = others(from, to, wanted);
            if (others.isEmpty()) {
                return;
            }
            ObjectNode body = Json.object();
            ArrayNode inputs = body.putArray("inputs");
            others.forEach((id, removed) -> {
                ObjectNode input = inputs.addObject();
                input.putObject("from").put("id", id);
                ArrayNode list = input.putArray("to");
                removed.forEach(each -> list.addObject().put("id", each));
            });
            JsonNode answer = api.post(settings.paths().associations(from, to, "archive"), body);
            Batches.failUnlessMissing(api.name("associations of " + from), answer);
        } catch (CrmException e) {
            part.forEach(each -> results.put(each, new WriteResult.Refused(e.error())));
        }
    }

    private Map<String, List<String>> others(String from, String to, Map<String, Set<String>> wanted) {
        Map<String, List<String>> others = new LinkedHashMap<>();
        ObjectNode body = Batches.inputs(wanted.keySet());
        while (!body.path("inputs").isEmpty()) {
            JsonNode answer = api.post(settings.paths().associations(from, to, "read"), body);
            Batches.failUnlessMissing(api.name("associations of " + from), answer);
            body = Json.object();
            ArrayNode more = body.putArray("inputs");
            for (JsonNode result : answer.path("results")) {
                String id = Objects.requireNonNullElse(Json.text(result.path("from"), "id"), "");
                Set<String> keep = wanted.getOrDefault(id, Set.of());
                result.path("to").forEach(other -> {
                    String otherId = Objects.requireNonNullElse(Json.text(other, "toObjectId"), "");
                    if (!keep.isEmpty() && !keep.contains(otherId)) {
                        others.computeIfAbsent(id, i -> new ArrayList<>()).add(otherId);
                    }
                });
                String after = Json.text(result.path("paging").path("next"), "after");
                if (after != null) {
                    more.addObject().put("id", id).put("after", after);
                }
            }
        }
        return others;
    }

    private static boolean isPrimary(Association association) {
        return association.to().kind() != AssociateTo.Kind.ADDITIONAL;
    }

    /** A result names its pair in one of two ways, in numbers or in text. */
    private static String pair(JsonNode result) {
        String from = first(Json.text(result, "fromObjectId"), Json.text(result.path("from"), "id"));
        String to = first(Json.text(result, "toObjectId"), Json.text(result.path("to"), "id"));
        return pair(from, to);
    }

    private static boolean isAbout(JsonNode error, Association association) {
        Set<String> named = new HashSet<>();
        error.path("context").forEach(list -> list.forEach(each -> named.add(each.asText())));
        return named.contains(association.to().id()) || named.contains(association.id());
    }

    private static String first(@Nullable String one, @Nullable String other) {
        return one != null ? one : Objects.requireNonNullElse(other, "");
    }

    private static String pair(String from, String to) {
        return from + ">" + to;
    }
}
