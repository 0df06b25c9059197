package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Change;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Routes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Calls for the definitions of properties. */
final class Properties {
    private static final int MOST = 100;
    private static final Set<String> TYPES =
            Set.of("string", "number", "date", "datetime", "enumeration", "bool", "phone_number");
    private static final Set<String> FIELD_TYPES = Set.of(
            "text",
            "textarea",
            "number",
            "select",
            "radio",
            "checkbox",
            "booleancheckbox",
            "date",
            "phonenumber",
            "html",
            "file",
            "calculation_equation");

    private final Data data;

    Properties(Data data) {
        this.data = data;
    }

    void routes(Routes routes, String base) {
        routes.add("GET", base + "/{type!}", this::list)
                .add("POST", base + "/{type!}", this::create)
                .add("GET", base + "/{type!}/{name}", this::read)
                .add("PATCH", base + "/{type!}/{name}", this::update)
                .add("DELETE", base + "/{type!}/{name}", this::archive)
                .add("POST", base + "/{type!}/batch/read", this::batchRead)
                .add("POST", base + "/{type!}/batch/create", this::batchCreate)
                .add("POST", base + "/{type!}/batch/archive", this::batchArchive);
    }

    private Answer list(Request request) {
        boolean archived = Api.flag(request, "archived");
        ObjectNode body = Json.object();
        ArrayNode results = body.putArray("results");
        data.schema().list(type(request)).stream()
                .filter(property -> property.archived().isPresent() == archived)
                .forEach(property -> results.add(property.json()));
        return Answer.json(200, body);
    }

    private Answer read(Request request) {
        boolean archived = Api.flag(request, "archived");
        String name = request.path("name");
        Property property = data.schema()
                .findAny(type(request), name)
                .filter(found -> found.archived().isPresent() == archived)
                .orElseThrow(() -> missing(name));
        return Answer.json(200, property.json());
    }

    private Answer create(Request request) {
        return Answer.json(201, create(request, Api.object(request)).json());
    }

    private Property create(Request request, JsonNode body) {
        ObjectType type = type(request);
        Set<String> absent = new LinkedHashSet<>();
        for (String key : List.of("name", "label", "type", "fieldType", "groupName")) {
            if (body.path(key).asText("").isEmpty()) {
                absent.add(key);
            }
        }
        if (!absent.isEmpty()) {
            throw Problem.invalid("Some required fields were not set: " + absent)
                    .context("fields", absent);
        }
        String name = body.path("name").asText();
        if (!name.matches("[a-z][a-z0-9_]{0,99}")) {
            throw Problem.invalid("Invalid property name '" + name
                    + "': use lower-case letters, digits and underscores, starting with a letter");
        }
        if (data.schema().find(type, name).isPresent()) {
            throw Problem.of(409, "OBJECT_ALREADY_EXISTS", "A property named '" + name + "' already exists.");
        }
        oneOf("type", body.path("type").asText(), TYPES);
        oneOf("fieldType", body.path("fieldType").asText(), FIELD_TYPES);
        boolean unique = body.path("hasUniqueValue").asBoolean(false);
        if (unique) {
            checkUniqueCount(type);
        }
        Instant now = data.now();
        Property property = from(type, name, body, Optional.empty(), now);
        data.schema().put(type, property);
        tell(request, name);
        return property;
    }

    private Answer update(Request request) {
        ObjectType type = type(request);
        Property before = found(type, request.path("name"));
        Property after = from(type, before.name(), Api.object(request), Optional.of(before), data.now());
        if (!before.own()
                && (!after.type().equals(before.type()) || !after.fieldType().equals(before.fieldType()))) {
            throw Problem.invalid("Property '" + before.name() + "' is defined by HubSpot; its type cannot be changed");
        }
        data.schema().put(type, after);
        tell(request, before.name());
        return Answer.json(200, after.json());
    }

    private Answer archive(Request request) {
        archive(request, request.path("name"));
        return Answer.empty(204);
    }

    private void archive(Request request, String name) {
        ObjectType type = type(request);
        Property property = found(type, name);
        if (!property.own()) {
            throw Problem.invalid("Property '" + name + "' is defined by HubSpot and cannot be archived");
        }
        data.schema().put(type, property.archivedAt(data.now()));
        tell(request, name);
    }

    private Answer batchRead(Request request) {
        boolean archived = Api.object(request).path("archived").asBoolean(false);
        Instant started = data.now();
        ArrayNode results = Json.array();
        ArrayNode errors = Json.array();
        for (JsonNode input : Api.inputs(request, MOST)) {
            String name = input.path("name").asText();
            data.schema()
                    .findAny(type(request), name)
                    .filter(found -> found.archived().isPresent() == archived)
                    .ifPresentOrElse(
                            found -> results.add(found.json()),
                            () -> errors.add(missing(name).row()));
        }
        return Answer.json(errors.isEmpty() ? 200 : 207, Api.batch(results, errors, started, data.now()));
    }

    private Answer batchCreate(Request request) {
        Instant started = data.now();
        ArrayNode results = Json.array();
        ArrayNode errors = Json.array();
        for (JsonNode input : Api.inputs(request, MOST)) {
            try {
                results.add(create(request, input).json());
            } catch (Problem problem) {
                errors.add(problem.context("name", List.of(input.path("name").asText()))
                        .row());
            }
        }
        return Answer.json(errors.isEmpty() ? 201 : 207, Api.batch(results, errors, started, data.now()));
    }

    private Answer batchArchive(Request request) {
        for (JsonNode input : Api.inputs(request, MOST)) {
            if (data.schema().find(type(request), input.path("name").asText()).isPresent()) {
                archive(request, input.path("name").asText());
            }
        }
        return Answer.empty(204);
    }

    private Property from(ObjectType type, String name, JsonNode body, Optional<Property> before, Instant now) {
        String group = text(body, "groupName", before.map(Property::group).orElse(""));
        if (!data.schema().groups(type).containsKey(group)) {
            throw Problem.invalid("Property group '" + group + "' does not exist");
        }
        String kind = text(body, "type", before.map(Property::type).orElse(""));
        List<Property.Option> options = body.has("options")
                ? options(body.path("options"))
                : before.map(Property::options).orElse(List.of());
        if (kind.equals("bool") && options.isEmpty()) {
            options = List.of(
                    new Property.Option("Yes", "true", 0, false, ""), new Property.Option("No", "false", 1, false, ""));
        }
        return new Property(
                name,
                text(body, "label", before.map(Property::label).orElse(name)),
                kind,
                text(body, "fieldType", before.map(Property::fieldType).orElse("")),
                group,
                text(body, "description", before.map(Property::description).orElse("")),
                options,
                body.path("externalOptions")
                        .asBoolean(before.map(Property::external).orElse(false)),
                before.map(Property::readOnly).orElse(false),
                before.map(Property::unique).orElse(body.path("hasUniqueValue").asBoolean(false)),
                before.map(Property::own).orElse(true),
                body.path("hidden").asBoolean(before.map(Property::hidden).orElse(false)),
                body.path("formField").asBoolean(before.map(Property::formField).orElse(false)),
                body.path("displayOrder")
                        .asInt(before.map(Property::displayOrder).orElse(-1)),
                before.map(Property::created).orElse(now),
                now,
                Optional.empty());
    }

    private static List<Property.Option> options(JsonNode written) {
        List<Property.Option> options = new ArrayList<>();
        Set<String> values = new LinkedHashSet<>();
        for (JsonNode option : written) {
            String value = option.path("value").asText("");
            if (value.isEmpty() || !values.add(value)) {
                throw Problem.invalid("Invalid options: every option needs a value of its own");
            }
            options.add(new Property.Option(
                    option.path("label").asText(value),
                    value,
                    option.path("displayOrder").asInt(options.size()),
                    option.path("hidden").asBoolean(false),
                    option.path("description").asText("")));
        }
        return options;
    }

    private void checkUniqueCount(ObjectType type) {
        long there = data.schema().list(type).stream()
                .filter(property -> property.unique() && property.archived().isEmpty())
                .count();
        if (there >= Schema.MOST_UNIQUE) {
            throw Problem.invalid("At most " + Schema.MOST_UNIQUE + " unique properties are allowed per object");
        }
    }

    private Property found(ObjectType type, String name) {
        return data.schema().find(type, name).orElseThrow(() -> missing(name));
    }

    private void tell(Request request, String name) {
        data.context()
                .journal()
                .add(request, Change.Kind.CONFIGURED, type(request).name(), name, Map.of("what", "property"));
    }

    private static void oneOf(String key, String value, Set<String> allowed) {
        if (!allowed.contains(value)) {
            throw Problem.invalid("Invalid " + key + " '" + value + "': must be one of "
                    + allowed.stream().sorted().toList());
        }
    }

    private static String text(JsonNode body, String key, String otherwise) {
        return body.path(key).isTextual() ? body.path(key).asText() : otherwise;
    }

    private static Problem missing(String name) {
        return Problem.notFound("Property '" + name + "' does not exist").context("propertyName", List.of(name));
    }

    private static ObjectType type(Request request) {
        return ObjectType.named(request.path("type"));
    }
}
