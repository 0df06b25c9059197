package dev.caravan.crm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.http.SchemaCache;
import dev.caravan.problem.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The fields of objects, from the file and, where there is a call for that, from the CRM. */
final class RestFields {
    private final Description description;
    private final RestCalls calls;
    private final SchemaCache cache = new SchemaCache(this::describe);
    private final Map<String, Map<String, RestField>> known = new ConcurrentHashMap<>();

    RestFields(Description description, RestCalls calls) {
        this.description = description;
        this.calls = calls;
    }

    /** @throws CrmException with {@code NOT_FOUND} when the description has no such object */
    ObjectForm object(String name) {
        ObjectForm object = description.objects().get(name);
        if (object == null) {
            throw new CrmException(
                    calls.name(name),
                    new CrmError.Rejected(
                            "the description has "
                                    + String.join(", ", description.objects().keySet()),
                            ErrorCode.NOT_FOUND),
                    null);
        }
        return object;
    }

    /** The fields as they are now. */
    ObjectSchema ask(String object) {
        return cache.ask(object);
    }

    /** The fields as last asked for. */
    ObjectSchema schema(String object) {
        object(object);
        return cache.get(object);
    }

    /** Every field. */
    Collection<RestField> all(String object) {
        cache.get(object);
        return known.getOrDefault(object, Map.of()).values();
    }

    /** A field; empty when there is none. */
    Optional<RestField> find(String object, String name) {
        cache.get(object);
        return Optional.ofNullable(known.getOrDefault(object, Map.of()).get(name));
    }

    private ObjectSchema describe(String name) {
        ObjectForm object = object(name);
        Map<String, RestField> fields = new LinkedHashMap<>();
        DescribeForm form = object.describe();
        if (form != null) {
            for (JsonNode each : described(form)) {
                DescribedField.of(form, each).ifPresent(field -> fields.put(field.name(), field));
            }
        }
        Map<FieldPath, RestField> byPath = new LinkedHashMap<>();
        fields.values().forEach(field -> byPath.put(field.read(), field));
        object.fields().forEach((field, own) -> {
            RestField named = field(field, own);
            RestField same = byPath.get(named.read());
            if (same != null) {
                fields.remove(same.name());
            }
            fields.put(
                    field, same != null && own.type() == null && own.options().isEmpty() ? same.as(named) : named);
        });
        known.put(name, fields);
        return ObjectSchema.of(
                name, fields.values().stream().map(RestField::schema).toList());
    }

    private List<JsonNode> described(DescribeForm form) {
        try {
            return calls.all(form.list(), Map.of());
        } catch (CrmException e) {
            if (e.error() instanceof CrmError.Unauthorized unauthorized
                    && unauthorized.code() == ErrorCode.INSUFFICIENT_ACCESS) {
                // A login that may not see the fields leaves those that the file names.
                return List.of();
            }
            throw e;
        }
    }

    private static RestField field(String name, FieldForm form) {
        FieldPath read =
                Objects.requireNonNullElseGet(form.path(), () -> new FieldPath(List.of(new FieldPath.Name(name))));
        boolean byLabel = form.by().equals("label");
        Map<String, String> labels = new LinkedHashMap<>();
        List<FieldSchema.Option> options = new ArrayList<>();
        for (FieldForm.OptionForm option : form.options()) {
            options.add(new FieldSchema.Option(byLabel ? option.label() : option.value(), option.label()));
            if (byLabel) {
                labels.put(option.value(), option.label());
            }
        }
        FieldSchema schema = new FieldSchema(
                name,
                Objects.requireNonNullElse(form.label(), name),
                form.kind(),
                form.readOnly(),
                form.required(),
                form.maxLength(),
                options,
                !options.isEmpty(),
                form.unique());
        return new RestField(schema, read, Objects.requireNonNullElse(form.write(), read), form, labels);
    }
}
