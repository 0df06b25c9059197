package dev.caravan.crm.activecampaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.activecampaign.ActiveCampaignField.Shape;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.Query;
import dev.caravan.crm.http.SchemaCache;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filters;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The fields of objects, kept until somebody asks anew: the standard ones, which ActiveCampaign does not describe, and
 * the custom ones. A custom field goes by {@code cf_} and its label, because its id is another in each account; by
 * {@code cf_} and its id too. (ActiveCampaign docs, "Custom fields": three separate sets.)
 */
final class ActiveCampaignFields {
    private static final String CUSTOM = "cf_";
    private static final int PAGE = 100;

    private final JsonApi api;
    private final boolean emailNeeded;
    private final SchemaCache cache = new SchemaCache(this::describe);
    private final Map<String, Map<String, ActiveCampaignField>> known = new ConcurrentHashMap<>();
    private final Map<String, String> pipelineOf = new ConcurrentHashMap<>();

    ActiveCampaignFields(JsonApi api, boolean emailNeeded) {
        this.api = api;
        this.emailNeeded = emailNeeded;
    }

    /** Asks ActiveCampaign for the fields of an object. */
    ObjectSchema ask(String object) {
        return cache.ask(object);
    }

    /** A field by Caravan's name for it, or by {@code cf_} and its id; empty when there is none. */
    Optional<ActiveCampaignField> find(ActiveCampaignObjects object, String name) {
        cache.get(object.path());
        Map<String, ActiveCampaignField> fields = known.getOrDefault(object.path(), Map.of());
        ActiveCampaignField found = fields.get(name);
        return found != null
                ? Optional.of(found)
                : fields.values().stream()
                        .filter(each -> each.isCustom() && name.equals(CUSTOM + each.key()))
                        .findFirst();
    }

    /** The pipeline of a stage, by ids; empty for a stage that is not known. */
    Optional<String> pipelineOf(String stage) {
        cache.get(ActiveCampaignObjects.DEALS.path());
        return Optional.ofNullable(pipelineOf.get(stage));
    }

    /** A condition by Caravan's names, as {@link SchemaCache#fitted} makes it. */
    Condition fitted(ActiveCampaignObjects object, Condition condition) {
        Condition named = Filters.rename(
                condition,
                name -> find(object, name).map(ActiveCampaignField::name).orElse(name));
        return cache.fitted(object.path(), named);
    }

    private ObjectSchema describe(String name) {
        ActiveCampaignObjects object = ActiveCampaignObjects.of(name);
        Map<String, ActiveCampaignField> fields = new LinkedHashMap<>();
        standard(object).forEach(field -> fields.put(field.name(), field));
        List<Custom> custom = custom(object);
        Map<String, Integer> labels = new HashMap<>();
        custom.forEach(each -> labels.merge(each.slug(), 1, Integer::sum));
        for (Custom each : custom) {
            // Two fields with one label go by their ids.
            String own = labels.getOrDefault(each.slug(), 1) == 1 ? each.slug() : CUSTOM + each.id();
            fields.put(own, each.field(own));
        }
        known.put(name, fields);
        return ObjectSchema.of(
                name, fields.values().stream().map(ActiveCampaignField::schema).toList());
    }

    /** (ActiveCampaign docs, "Contacts", "Accounts" and "Deals": there is no call that describes these.) */
    private List<ActiveCampaignField> standard(ActiveCampaignObjects object) {
        return switch (object) {
            case ACCOUNTS ->
                List.of(
                        field("name", "Name", Type.TEXT, Shape.PLAIN, Need.UNIQUE),
                        field("accountUrl", "Website", Type.URL, Shape.PLAIN, Need.NONE),
                        field("owner", "Owner", Type.REFERENCE, Shape.PLAIN, Need.NONE),
                        field("createdTimestamp", "Created", Type.DATETIME, Shape.PLAIN, Need.READ_ONLY),
                        field("updatedTimestamp", "Updated", Type.DATETIME, Shape.PLAIN, Need.READ_ONLY));
            case CONTACTS ->
                List.of(
                        field("email", "E-mail", Type.EMAIL, Shape.PLAIN, emailNeeded ? Need.UNIQUE : Need.NONE),
                        field("firstName", "First name", Type.TEXT, Shape.PLAIN, Need.NONE),
                        field("lastName", "Last name", Type.TEXT, Shape.PLAIN, Need.NONE),
                        field("phone", "Phone", Type.PHONE, Shape.PLAIN, Need.NONE),
                        field("account", "Account", Type.REFERENCE, Shape.LINK, Need.NONE),
                        field("jobTitle", "Job title at the account", Type.TEXT, Shape.LINK, Need.NONE),
                        field("cdate", "Created", Type.DATETIME, Shape.PLAIN, Need.READ_ONLY),
                        field("udate", "Updated", Type.DATETIME, Shape.PLAIN, Need.READ_ONLY));
            case DEALS -> deals();
            case NOTES ->
                List.of(
                        field("note", "Text", Type.TEXT, Shape.PLAIN, Need.REQUIRED),
                        reference("contact", "Contact", HangsOn.CONTACT),
                        reference("account", "Account", HangsOn.ACCOUNT),
                        reference("deal", "Deal", HangsOn.DEAL),
                        field("cdate", "Created", Type.DATETIME, Shape.PLAIN, Need.READ_ONLY),
                        field("mdate", "Updated", Type.DATETIME, Shape.PLAIN, Need.READ_ONLY));
            case TASKS -> tasks();
        };
    }

    private List<ActiveCampaignField> tasks() {
        Map<String, String> types = new LinkedHashMap<>();
        JsonNode answer = api.get(ActiveCampaignObjects.BASE + "/dealTasktypes", new Query().add("limit", PAGE));
        for (JsonNode type : answer.path("dealTasktypes")) {
            types.putIfAbsent(Json.textOrEmpty(type, "title"), Json.textOrEmpty(type, "id"));
        }
        Map<String, String> status = new LinkedHashMap<>();
        status.put("open", "0");
        status.put("done", "1");
        return List.of(
                field("title", "Title", Type.TEXT, Shape.PLAIN, Need.NONE),
                field("note", "Description", Type.TEXT, Shape.PLAIN, Need.NONE),
                field("duedate", "Due", Type.DATETIME, Shape.PLAIN, Need.REQUIRED),
                field("edate", "End", Type.DATETIME, Shape.PLAIN, Need.NONE),
                choice("dealTasktype", "Type", types, Need.REQUIRED),
                choice("status", "Status", status, Need.NONE),
                field("assignee", "Assignee", Type.REFERENCE, Shape.PLAIN, Need.NONE),
                reference("contact", "Contact", HangsOn.CONTACT),
                reference("deal", "Deal", HangsOn.DEAL),
                field("cdate", "Created", Type.DATETIME, Shape.PLAIN, Need.READ_ONLY),
                field("udate", "Updated", Type.DATETIME, Shape.PLAIN, Need.READ_ONLY));
    }

    private List<ActiveCampaignField> deals() {
        JsonNode answer = api.get(ActiveCampaignObjects.BASE + "/dealGroups", new Query().add("limit", PAGE));
        Map<String, String> pipelines = new LinkedHashMap<>();
        for (JsonNode group : answer.path("dealGroups")) {
            pipelines.putIfAbsent(Json.textOrEmpty(group, "title"), Json.textOrEmpty(group, "id"));
        }
        Map<String, Integer> titles = new HashMap<>();
        answer.path("dealStages").forEach(stage -> titles.merge(Json.textOrEmpty(stage, "title"), 1, Integer::sum));
        Map<String, String> stages = new LinkedHashMap<>();
        for (JsonNode stage : answer.path("dealStages")) {
            String id = Json.textOrEmpty(stage, "id");
            String title = Json.textOrEmpty(stage, "title");
            String group = Json.textOrEmpty(stage, "group");
            pipelineOf.put(id, group);
            String own = titles.getOrDefault(title, 1) == 1 ? title : name(pipelines, group) + " / " + title;
            stages.put(stages.containsKey(own) ? id : own, id);
        }
        Map<String, String> status = new LinkedHashMap<>();
        status.put("open", "0");
        status.put("won", "1");
        status.put("lost", "2");
        return List.of(
                field("title", "Title", Type.TEXT, Shape.PLAIN, Need.REQUIRED),
                field("description", "Description", Type.TEXT, Shape.PLAIN, Need.NONE),
                field("account", "Account", Type.REFERENCE, Shape.PLAIN, Need.NONE),
                field("contact", "Contact", Type.REFERENCE, Shape.PLAIN, Need.NONE),
                field("value", "Value", Type.NUMBER, Shape.CENTS, Need.NONE),
                field("currency", "Currency", Type.TEXT, Shape.SMALL, Need.NONE),
                choice("group", "Pipeline", pipelines, Need.NONE),
                choice("stage", "Stage", stages, Need.NONE),
                field("owner", "Owner", Type.REFERENCE, Shape.PLAIN, Need.NONE),
                field("percent", "Probability", Type.INTEGER, Shape.PLAIN, Need.NONE),
                choice("status", "Status", status, Need.NONE),
                field("cdate", "Created", Type.DATETIME, Shape.PLAIN, Need.READ_ONLY),
                field("mdate", "Updated", Type.DATETIME, Shape.PLAIN, Need.READ_ONLY));
    }

    /** What a standard field is to writes. */
    private enum Need {
        NONE,
        REQUIRED,
        /** Required, and no two records have the same. */
        UNIQUE,
        READ_ONLY
    }

    private static ActiveCampaignField field(String name, String label, Type type, Shape shape, Need need) {
        boolean needed = need == Need.REQUIRED || need == Need.UNIQUE;
        FieldSchema schema = new FieldSchema(
                name, label, type, need == Need.READ_ONLY, needed, 0, List.of(), false, need == Need.UNIQUE);
        return new ActiveCampaignField(schema, name, shape, Map.of());
    }

    /** @param kind of the record that a note or task hangs on */
    private static ActiveCampaignField reference(String name, String label, String kind) {
        FieldSchema schema = new FieldSchema(name, label, Type.REFERENCE, false, false, 0, List.of(), false, false);
        return new ActiveCampaignField(schema, kind, Shape.HANGS_ON, Map.of());
    }

    private static ActiveCampaignField choice(String name, String label, Map<String, String> wire, Need need) {
        boolean needed = need == Need.REQUIRED;
        FieldSchema schema = new FieldSchema(name, label, Type.OPTION, false, needed, 0, choices(wire), true, false);
        return new ActiveCampaignField(schema, name, Shape.PLAIN, wire);
    }

    private static List<FieldSchema.Option> choices(Map<String, String> wire) {
        return wire.keySet().stream()
                .map(each -> new FieldSchema.Option(each, each))
                .toList();
    }

    private static String name(Map<String, String> ids, String id) {
        return ids.entrySet().stream()
                .filter(each -> each.getValue().equals(id))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(id);
    }

    private List<Custom> custom(ActiveCampaignObjects object) {
        if (!object.hasCustomFields()) {
            return List.of();
        }
        Map<String, Custom> all = new LinkedHashMap<>();
        int before;
        int found;
        do {
            before = all.size();
            Query query = new Query().add("limit", PAGE).add("offset", before == 0 ? null : before);
            JsonNode answer = api.get(object.customFields(), query);
            JsonNode page = answer.path(object.customFieldsKey());
            for (JsonNode each : page) {
                boolean ofContact = object == ActiveCampaignObjects.CONTACTS;
                Custom custom = ofContact ? ofContact(each, answer.path("fieldOptions")) : ofOther(each);
                all.put(custom.id(), custom);
            }
            found = page.size();
            // A server that knows no offset gives the same page again.
        } while (found == PAGE && all.size() > before);
        return List.copyOf(all.values());
    }

    private static Custom ofContact(JsonNode json, JsonNode options) {
        String id = Json.textOrEmpty(json, "id");
        List<String> values = new ArrayList<>();
        for (JsonNode option : options) {
            if (Json.textOrEmpty(option, "field").equals(id)) {
                values.add(Json.textOrEmpty(option, "value"));
            }
        }
        return new Custom(id, Json.textOrEmpty(json, "title"), Json.textOrEmpty(json, "type"), values);
    }

    private static Custom ofOther(JsonNode json) {
        List<String> values = new ArrayList<>();
        json.path("fieldOptions").forEach(each -> values.add(each.asText()));
        return new Custom(
                Json.textOrEmpty(json, "id"),
                Json.textOrEmpty(json, "fieldLabel"),
                Json.textOrEmpty(json, "fieldType"),
                values);
    }

    /** A custom field as it is described. */
    private record Custom(String id, String label, String word, List<String> options) {
        String slug() {
            String plain = Normalizer.normalize(label, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
            return CUSTOM
                    + plain.toLowerCase(Locale.ROOT)
                            .replaceAll("[^a-z0-9]+", "_")
                            .replaceAll("^_|_$", "");
        }

        ActiveCampaignField field(String name) {
            Map<String, String> wire = new LinkedHashMap<>();
            boolean choice = type() == Type.OPTION || type() == Type.OPTIONS;
            if (choice) {
                options.forEach(option -> wire.put(option, option));
            }
            FieldSchema schema = new FieldSchema(
                    name, label.isBlank() ? name : label, type(), false, false, 0, choices(wire), choice, false);
            Shape shape = word.equals("currency") ? Shape.CUSTOM_CENTS : Shape.CUSTOM;
            return new ActiveCampaignField(schema, id, shape, wire);
        }

        private Type type() {
            return switch (word) {
                case "date" -> Type.DATE;
                case "datetime" -> Type.DATETIME;
                case "dropdown", "radio" -> Type.OPTION;
                case "listbox", "checkbox", "multiselect" -> Type.OPTIONS;
                case "number", "currency" -> Type.NUMBER;
                default -> Type.TEXT;
            };
        }
    }
}
