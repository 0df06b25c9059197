package dev.caravan.mapping;

import dev.caravan.crm.AssociateTo;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Mistake;
import dev.caravan.problem.NearestName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One mapping file as a value.
 *
 * @param file path as a person knows it: {@code mappings/hubspot/contact.yaml}, or
 *     {@code defaults/hubspot/contact.yaml} for a built-in one
 * @param object the CRM's own kind of thing
 * @param others what happens to hub fields that are not named
 * @param company null when the record is not associated with a company
 * @param linkTo what an activity is linked with, the one that it cannot go without first; empty for other records
 */
public record Mapping(
        String file,
        RecordType record,
        String object,
        MatchRules match,
        PushPolicy push,
        PullPolicy pull,
        List<MappedField> fields,
        List<FixedField> fixed,
        Others others,
        Map<String, Trigger> triggers,
        @Nullable CompanyRule company,
        @Nullable OwnerRule owner,
        List<RecordType> linkTo) {
    public Mapping {
        linkTo = List.copyOf(linkTo);
        fields = List.copyOf(fields);
        fixed = List.copyOf(fixed);
        triggers = Collections.unmodifiableMap(new LinkedHashMap<>(triggers));
    }

    /** What is right and yet to be thought over, such as a setting that can lose data (R182). */
    public List<Mistake> warnings() {
        return company != null && company.association() == AssociateTo.Kind.PRIMARY_REMOVING_OTHERS
                ? List.of(new Mistake(
                        file,
                        company.line(),
                        "'primary-removing-others' deletes the associations with all earlier companies in the CRM,"
                                + " and with them what they tell of the past.",
                        "Write primary, unless that is what you want."))
                : List.of();
    }

    /** Whether nothing is mapped, so that nothing is pushed or pulled (R160). */
    public boolean isEmpty() {
        return fields.isEmpty() && fixed.isEmpty() && others == Others.DROP;
    }

    /** The CRM fields that are mapped, fixed ones included, in the order of the file. */
    public Set<String> crmFields() {
        Set<String> names = new LinkedHashSet<>();
        fields.forEach(f -> names.add(f.to()));
        fixed.forEach(f -> names.add(f.to()));
        return names;
    }

    /** The CRM field that a hub field goes to, or null. */
    public @Nullable String crmField(String hubField) {
        return crmFieldsByHubField().get(hubField);
    }

    /**
     * Hub field to CRM field, in the order of the file; a hub field that only stands in for another one comes after the
     * others.
     */
    public Map<String, String> crmFieldsByHubField() {
        Map<String, String> names = new LinkedHashMap<>();
        fields.forEach(f -> names.putIfAbsent(f.field(), f.to()));
        for (MappedField field : fields) {
            if (field.orElse() != null) {
                names.putIfAbsent(field.orElse(), field.to());
            }
        }
        return names;
    }

    /**
     * The mapping as it is when an event pushes the record.
     *
     * @throws InvalidInputException when the file has no such trigger
     */
    public Mapping withTrigger(String name) {
        Trigger trigger = triggers.get(name);
        if (trigger == null) {
            throw new InvalidInputException(
                    ErrorCode.MAPPING_INVALID,
                    file + " has no trigger '" + name + "'. " + NearestName.hint(name, triggers.keySet()));
        }
        Set<String> replaced = new LinkedHashSet<>();
        trigger.fields().forEach(f -> replaced.add(f.to()));
        trigger.fixed().forEach(f -> replaced.add(f.to()));
        List<MappedField> allFields = new ArrayList<>(fields);
        allFields.removeIf(f -> replaced.contains(f.to()));
        allFields.addAll(trigger.fields());
        List<FixedField> allFixed = new ArrayList<>(fixed);
        allFixed.removeIf(f -> replaced.contains(f.to()));
        allFixed.addAll(trigger.fixed());
        return new Mapping(
                file, record, object, match, push, pull, allFields, allFixed, others, triggers, company, owner, linkTo);
    }
}
