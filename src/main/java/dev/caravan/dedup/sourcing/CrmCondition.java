package dev.caravan.dedup.sourcing;

import dev.caravan.crm.ObjectSchema;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filter;
import dev.caravan.filter.Filters;
import dev.caravan.hub.HubRecord;
import dev.caravan.mapping.MappedField;
import dev.caravan.mapping.Mapping;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A condition that somebody wrote for all CRMs, in the names and values of one. A name is a hub field that the mapping
 * maps, else a field of the CRM, whose case and underscores do not matter.
 */
final class CrmCondition {
    private final Map<String, MappedField> mapped = new HashMap<>();
    private final Map<String, String> written = new HashMap<>();
    private final Function<String, String> unknown;
    private final Supplier<ObjectSchema> schema;
    private final Condition condition;
    private final Filter filter;

    /**
     * @param schema the CRM's description of the object, asked for only when a name is not mapped
     * @param unknown the CRM's name for one that neither the mapping nor the schema knows; throws when there is none
     */
    CrmCondition(Condition asked, Mapping mapping, Supplier<ObjectSchema> schema, Function<String, String> unknown) {
        this.schema = schema;
        this.unknown = unknown;
        for (MappedField field : mapping.fields()) {
            mapped.putIfAbsent(field.field(), field);
        }
        this.condition = translated(asked);
        this.filter = Filters.compile(condition);
    }

    /** In the CRM's terms. */
    Condition condition() {
        return condition;
    }

    /** Whether a record of the hub meets it as it would stand in the CRM. */
    boolean holds(HubRecord record) {
        return filter.test(crmField -> {
            String name = written.getOrDefault(crmField, crmField);
            Object value = record.value(name);
            return value == null ? null : inCrm(name, value);
        });
    }

    private Condition translated(Condition part) {
        if (part instanceof Condition.And and) {
            return new Condition.And(all(and.parts()));
        }
        if (part instanceof Condition.Or or) {
            return new Condition.Or(all(or.parts()));
        }
        if (part instanceof Condition.Not not) {
            return new Condition.Not(translated(not.part()));
        }
        if (part instanceof Condition.Compare c) {
            return new Condition.Compare(name(c.field()), c.operator(), inCrm(c.field(), c.value()));
        }
        if (part instanceof Condition.In in) {
            return new Condition.In(
                    name(in.field()),
                    in.values().stream().map(v -> inCrm(in.field(), v)).toList());
        }
        return Filters.rename(part, this::name);
    }

    private List<Condition> all(List<Condition> parts) {
        return parts.stream().map(this::translated).toList();
    }

    private String name(String name) {
        MappedField field = mapped.get(name);
        String crmName = field == null ? ofCrm(name) : field.to();
        written.putIfAbsent(crmName, hubName(name, crmName));
        return crmName;
    }

    /** A CRM's name stands for the hub field that is mapped to it. */
    private String hubName(String name, String crmName) {
        if (mapped.containsKey(name)) {
            return name;
        }
        return mapped.values().stream()
                .filter(f -> f.to().equals(crmName))
                .map(MappedField::field)
                .findFirst()
                .orElse(name);
    }

    private String ofCrm(String name) {
        ObjectSchema known = schema.get();
        return spelled(name, known).orElseGet(() -> unknown.apply(name));
    }

    /** The one field of an object that a name stands for, whatever its case and underscores. */
    static Optional<String> spelled(String name, ObjectSchema schema) {
        if (schema.field(name).isPresent()) {
            return Optional.of(name);
        }
        List<String> alike = schema.fields().keySet().stream()
                .filter(field -> plain(field).equals(plain(name)))
                .toList();
        return alike.size() == 1 ? Optional.of(alike.get(0)) : Optional.empty();
    }

    private static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    private Object inCrm(String name, Object value) {
        MappedField field = mapped.get(name);
        @Nullable Object other = field == null ? null : field.values().get(value.toString());
        if (other == null) {
            return value;
        }
        return other instanceof Number number ? new BigDecimal(number.toString()) : other;
    }
}
