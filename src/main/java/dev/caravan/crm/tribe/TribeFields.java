package dev.caravan.crm.tribe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.http.HttpCall;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.Query;
import dev.caravan.crm.http.SchemaCache;
import dev.caravan.crm.tribe.EdmModel.Property;
import dev.caravan.crm.tribe.TribeField.Choice;
import dev.caravan.crm.tribe.TribeField.Shape;
import dev.caravan.filter.Condition;
import dev.caravan.problem.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fields of sets as TribeCRM describes them, kept until somebody asks anew. A field of the person behind a contact
 * goes by {@code Person.LastName}, one of an address by {@code VisitingAddress.City}; a custom field by {@code cf_} and
 * its label, because its API name is a GUID that differs per environment.
 */
final class TribeFields {
    private static final int MOST_CHOICES = 100;
    private static final Set<String> READ_ONLY = Set.of(
            TribeObjects.ID,
            TribeObjects.TYPE,
            TribeObjects.NAME,
            TribeObjects.CREATED,
            TribeObjects.CHANGED,
            "SortIndex",
            "Number");
    /** (TribeCRM docs, "Fields": required.) */
    private static final Set<String> NEEDED = Set.of("Relation_Organization/Name", "Relation_Person/LastName");

    private final JsonApi api;
    private final TribeSettings settings;
    private final SchemaCache cache = new SchemaCache(this::describe);
    private final Map<String, Map<String, TribeField>> known = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> dated = new ConcurrentHashMap<>();

    TribeFields(JsonApi api, TribeSettings settings) {
        this.api = api;
        this.settings = settings;
    }

    /** Asks TribeCRM for the fields of a set. */
    ObjectSchema ask(String set) {
        return cache.ask(set);
    }

    /**
     * A condition with each value in the type of its field.
     *
     * @throws dev.caravan.problem.InvalidInputException when it names a field that there is not
     */
    Condition fitted(String set, Condition condition) {
        return cache.fitted(set, condition);
    }

    /** The fields of a set; those that are documented, where the login may not see the description. */
    Map<String, TribeField> of(String set) {
        cache.get(set);
        if (!known.containsKey(set)) {
            EdmModel.standard().properties(set).ifPresent(properties -> keep(set, EdmModel.standard(), properties));
        }
        return known.getOrDefault(set, Map.of());
    }

    /** A field by Caravan's name for it or by its API name; empty when there is none. */
    Optional<TribeField> find(String set, String name) {
        Map<String, TribeField> fields = of(set);
        TribeField found = fields.get(name.replace('/', '.'));
        return found != null
                ? Optional.of(found)
                : fields.values().stream()
                        .filter(each -> each.part() == null && each.property().equals(name))
                        .findFirst();
    }

    /** References behind which a change is one of the record: the person of a contact, the addresses of a company. */
    Set<String> datedParts(String set) {
        of(set);
        return dated.getOrDefault(set, Set.of());
    }

    boolean has(String set, String name) {
        return find(set, name).isPresent();
    }

    private ObjectSchema describe(String set) {
        EdmModel model = model();
        Map<String, Property> properties = model.properties(set)
                .orElseThrow(() -> new CrmException(
                        api.name(set),
                        new CrmError.Rejected("TribeCRM has no such entity type", ErrorCode.NOT_FOUND),
                        null));
        // References that are documented are there, whether the description names them or not.
        EdmModel.standard().properties(set).orElse(Map.of()).values().stream()
                .filter(Property::isReference)
                .forEach(each -> properties.putIfAbsent(each.name(), each));
        keep(set, model, properties);
        return ObjectSchema.of(
                set,
                known.getOrDefault(set, Map.of()).values().stream()
                        .map(TribeField::schema)
                        .toList());
    }

    private void keep(String set, EdmModel model, Map<String, Property> properties) {
        Describing work = new Describing(set, model);
        Map<String, TribeField> fields = work.fields(properties);
        dated.put(set, work.dated(properties.values()));
        known.put(set, fields);
    }

    /** What TribeCRM describes; what it documents, where it describes nothing. */
    private EdmModel model() {
        HttpCall call = new HttpCall(
                "GET",
                TribeObjects.ODATA + "$metadata",
                null,
                Map.of("Accept", "application/xml"),
                null,
                CallKind.GENERAL);
        try {
            return EdmModel.read(api.name("$metadata"), api.answer(call).body());
        } catch (CrmException e) {
            if (e.error() instanceof CrmError.Rejected) {
                return EdmModel.standard();
            }
            throw e;
        }
    }

    /** The choices of a list; none where the login may not see it. */
    private List<Choice> choicesOf(String set) {
        try {
            return choices(set);
        } catch (CrmException e) {
            boolean isHidden = e.error() instanceof CrmError.Rejected
                    || e.error() instanceof CrmError.Unauthorized refused
                            && refused.code() == ErrorCode.INSUFFICIENT_ACCESS;
            if (isHidden) {
                return List.of();
            }
            throw e;
        }
    }

    private List<Choice> choices(String set) {
        List<Choice> choices = new ArrayList<>();
        int skip = 0;
        JsonNode page;
        do {
            Query query = new Query().add("$orderby", "ID").add("$top", MOST_CHOICES);
            page = api.get(TribeObjects.all(set), skip == 0 ? query : query.add("$skip", skip))
                    .path("value");
            page.forEach(each -> choice(each).ifPresent(choices::add));
            skip += MOST_CHOICES;
        } while (page.size() >= MOST_CHOICES);
        return choices;
    }

    private static Optional<Choice> choice(JsonNode json) {
        String id = Json.textOrEmpty(json, TribeObjects.ID);
        for (String key : List.of("Code", TribeObjects.NAME, "Name")) {
            String word = Json.text(json, key);
            if (word != null && !word.isBlank() && !id.isEmpty()) {
                String label = Json.text(json, TribeObjects.NAME);
                String other = Json.text(json, "Name");
                return Optional.of(new Choice(
                        id, word, Objects.requireNonNullElse(label, Objects.requireNonNullElse(other, word)), key));
            }
        }
        return Optional.empty();
    }

    /** The work on one set. */
    private final class Describing {
        private final String set;
        private final EdmModel model;
        private final Map<String, List<Choice>> lists = new HashMap<>();
        private final Map<String, TribeField> fields = new LinkedHashMap<>();

        Describing(String set, EdmModel model) {
            this.set = set;
            this.model = model;
        }

        Map<String, TribeField> fields(Map<String, Property> properties) {
            properties.values().forEach(each -> add(set, null, each, properties));
            for (Property each : properties.values()) {
                if (isPart(each)) {
                    String target = model.setOf(each.type());
                    Map<String, Property> inner = described(target);
                    inner.values().stream()
                            .filter(own -> !READ_ONLY.contains(own.name()))
                            .forEach(own -> add(target, each.name(), own, inner));
                }
            }
            if (TribeObjects.isActivity(set) && properties.containsKey(TribeObjects.ROLE)) {
                put(TribeObjects.ROLE_COMPANY, null, properties.get(TribeObjects.ROLE), Shape.ROLE_COMPANY);
            }
            return fields;
        }

        Set<String> dated(Collection<Property> properties) {
            return properties.stream()
                    .filter(this::isPart)
                    .filter(each -> each.name().equals(TribeObjects.PERSON) || isDatedAddress(each))
                    .map(Property::name)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }

        /** An address is asked for its times only where it is described to have some. */
        private boolean isDatedAddress(Property each) {
            return model != EdmModel.standard()
                    && each.name().endsWith("Address")
                    && model.properties(model.setOf(each.type()))
                            .filter(address -> address.containsKey(TribeObjects.CHANGED))
                            .isPresent();
        }

        private Map<String, Property> described(String target) {
            return model.properties(target)
                    .or(() -> EdmModel.standard().properties(target))
                    .orElse(Map.of());
        }

        /** Whether fields of the record behind a reference count as the record's own. */
        private boolean isPart(Property each) {
            boolean isOfRole = TribeObjects.isRole(set)
                    && (each.name().equals(TribeObjects.PERSON) || each.name().equals(TribeObjects.ORGANIZATION));
            return each.isReference()
                    && !each.isMany()
                    && (isOfRole || each.name().endsWith("Address"));
        }

        private void add(String of, @Nullable String part, Property each, Map<String, Property> siblings) {
            if (each.isMany()) {
                return;
            }
            String own = name(each, siblings);
            String name = part == null ? own : part + "." + own;
            if (!each.isReference()) {
                put(name, part, each, Shape.PLAIN);
            } else if (model.setOf(each.type()).startsWith("Datastore_")) {
                put(name, part, each, Shape.CHOICE);
            } else if (part == null && !each.name().endsWith("Address")) {
                put(name, null, each, Shape.LINK);
            }
            TribeField made = fields.get(name);
            if (made != null && isMadeWith(part) && NEEDED.contains(of + "/" + each.name())) {
                fields.put(name, required(made));
            }
        }

        private void put(String name, @Nullable String part, @Nullable Property of, Shape shape) {
            if (of == null || fields.containsKey(name)) {
                return;
            }
            List<Choice> choices = shape == Shape.CHOICE
                    ? lists.computeIfAbsent(model.setOf(of.type()), TribeFields.this::choicesOf)
                    : List.of();
            FieldSchema.Type type = type(of, shape);
            FieldSchema schema = new FieldSchema(
                    name,
                    of.label().isEmpty() ? EdmNames.label(name) : of.label(),
                    type,
                    of.isComputed() || READ_ONLY.contains(of.name()) || type == FieldSchema.Type.OTHER,
                    shape == Shape.PLAIN && !of.isNullable() && !READ_ONLY.contains(of.name()) && isMadeWith(part),
                    of.longest(),
                    choices.stream()
                            .map(each -> new FieldSchema.Option(each.word(), each.label()))
                            .toList(),
                    shape == Shape.CHOICE,
                    false,
                    shape != Shape.ROLE_COMPANY && type != FieldSchema.Type.OTHER);
            String fallback = isOwnEmail(part, of) ? TribeObjects.PERSON + "/" + of.name() : null;
            fields.put(name, new TribeField(schema, part, of.name(), shape, of.type(), choices, fallback));
        }

        /** (TribeCRM docs, "Relationships": a role has an e-mail address of its own, beside the person's.) */
        private boolean isOwnEmail(@Nullable String part, Property of) {
            return part == null
                    && set.startsWith(TribeObjects.ROLES + "_" + TribeObjects.PERSON)
                    && of.name().equals("EmailAddress")
                    && described(TribeObjects.PEOPLE).containsKey(of.name());
        }

        /** Whether a new record always has that part new: a company and an address may be there already, or none. */
        private boolean isMadeWith(@Nullable String part) {
            return part == null || part.equals(TribeObjects.PERSON);
        }

        private FieldSchema.Type type(Property of, Shape shape) {
            return switch (shape) {
                case CHOICE -> FieldSchema.Type.OPTION;
                case LINK, ROLE_COMPANY -> FieldSchema.Type.REFERENCE;
                case PLAIN -> settings.days().contains(of.name()) ? FieldSchema.Type.DATE : EdmNames.plain(of);
            };
        }

        /** A custom field's label makes its name, unless two have the same. */
        private String name(Property each, Map<String, Property> siblings) {
            for (Map.Entry<String, String> given : settings.custom().entrySet()) {
                if (given.getValue().equals(each.name())) {
                    return given.getKey();
                }
            }
            if (!EdmNames.isCustom(each) || EdmNames.slug(each).equals(EdmNames.CUSTOM)) {
                return each.name();
            }
            long same = siblings.values().stream()
                    .filter(EdmNames::isCustom)
                    .filter(other -> EdmNames.slug(other).equals(EdmNames.slug(each)))
                    .count();
            return same == 1 ? EdmNames.slug(each) : each.name();
        }
    }

    private static TribeField required(TribeField field) {
        FieldSchema s = field.schema();
        FieldSchema schema = new FieldSchema(
                s.name(),
                s.label(),
                s.type(),
                s.readOnly(),
                true,
                s.maxLength(),
                s.options(),
                s.restricted(),
                s.unique(),
                s.searchable());
        return new TribeField(
                schema, field.part(), field.property(), field.shape(), field.edm(), field.choices(), field.fallback());
    }
}
