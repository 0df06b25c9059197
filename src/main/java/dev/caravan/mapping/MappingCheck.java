package dev.caravan.mapping;

import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.mapping.Finding.Level;
import dev.caravan.problem.NearestName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Compares a mapping with the fields that the CRM says it has. */
public final class MappingCheck {
    private final Mapping mapping;
    private final ObjectSchema schema;
    private final List<Finding> findings = new ArrayList<>();

    private MappingCheck(Mapping mapping, ObjectSchema schema) {
        this.mapping = mapping;
        this.schema = schema;
    }

    /**
     * One finding or more per mapped field, in the order of the file; then one per required field that nothing is
     * mapped to.
     */
    public static List<Finding> against(Mapping mapping, ObjectSchema schema) {
        MappingCheck check = new MappingCheck(mapping, schema);
        mapping.fields().forEach(check::field);
        mapping.fixed().forEach(check::fixed);
        mapping.triggers().values().forEach(trigger -> {
            trigger.fields().forEach(check::field);
            trigger.fixed().forEach(check::fixed);
        });
        check.others();
        check.required();
        return List.copyOf(check.findings);
    }

    private void field(MappedField field) {
        int before = findings.size();
        if (writable(field.to(), field.line(), field.sync() != Sync.OFF)) {
            schema.field(field.to())
                    .ifPresent(crm -> FieldFit.of(field, crm)
                            .forEach(f -> add(f.level(), field.line(), field.to(), f.what(), f.cure())));
        }
        known(field);
        fits(before, field.to(), field.line());
    }

    /** A slip in a hub field's name is never refused, because any name may be a custom field. */
    private void known(MappedField field) {
        Set<String> usual = HubFields.of(mapping.record());
        if (field.script() != null || usual.isEmpty() || usual.contains(field.field())) {
            return;
        }
        NearestName.of(field.field(), usual)
                .ifPresent(near -> add(
                        Level.WARNING,
                        field.line(),
                        field.to(),
                        "'" + field.field() + "' is no usual field of the hub; as a custom field it is right.",
                        "Did you mean '" + near + "'?"));
    }

    private void fixed(FixedField field) {
        int before = findings.size();
        if (writable(field.to(), field.line(), true)) {
            schema.field(field.to())
                    .ifPresent(crm -> FieldFit.ofFixed(field.value(), crm)
                            .forEach(f -> add(f.level(), field.line(), field.to(), f.what(), f.cure())));
        }
        fits(before, field.to(), field.line());
    }

    private void others() {
        OwnerRule owner = mapping.owner();
        if (owner != null) {
            int before = findings.size();
            writable(owner.to(), 0, true);
            fits(before, owner.to(), 0);
        }
    }

    private void required() {
        if (!mapping.push().create()) {
            return;
        }
        Set<String> given = new HashSet<>();
        mapping.fields().stream()
                .filter(f -> f.sync() != Sync.OFF)
                .forEach(f -> given.add(f.to().toLowerCase(Locale.ROOT)));
        mapping.fixed().stream()
                .filter(f -> f.send().onCreate())
                .forEach(f -> given.add(f.to().toLowerCase(Locale.ROOT)));
        new TreeSet<>(schema.fields().keySet())
                .stream()
                        .map(name -> schema.fields().get(name))
                        .filter(f -> f != null
                                && f.requiredOnCreate()
                                && !given.contains(f.name().toLowerCase(Locale.ROOT)))
                        .forEach(f -> add(
                                Level.ERROR,
                                0,
                                f.name(),
                                "'" + f.name() + "' is required for a new record of " + schema.object()
                                        + " and nothing is mapped to it.",
                                "Map a field to it, or set push.create: false."));
    }

    private boolean writable(String to, int line, boolean isWritten) {
        FieldSchema field = schema.field(to).orElse(null);
        if (field == null && schema.takesAnyField()) {
            return true;
        }
        if (field == null) {
            add(
                    Level.ERROR,
                    line,
                    to,
                    "'" + to + "' does not exist on " + schema.object() + ".",
                    NearestName.hint(to, schema.fields().keySet()));
            return false;
        }
        if (field.readOnly() && isWritten) {
            add(Level.ERROR, line, to, "'" + to + "' is read-only in the CRM.", "Map another field, or set sync: off.");
            return false;
        }
        return true;
    }

    private void fits(int before, String to, int line) {
        if (findings.size() == before) {
            add(Level.OK, line, to, "'" + to + "' fits.", "");
        }
    }

    private void add(Level level, int line, String field, String what, String cure) {
        findings.add(new Finding(level, mapping.file(), line, field, what, cure));
    }
}
