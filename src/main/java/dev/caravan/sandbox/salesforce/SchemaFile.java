package dev.caravan.sandbox.salesforce;

import dev.caravan.sandbox.salesforce.Field.Trait;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code schema.txt}; its head explains the form. */
final class SchemaFile {
    private static final Pattern TYPE = Pattern.compile("(\\w+)(?:\\(([^)]*)\\))?");
    private static final List<FieldType> TEXTS =
            List.of(FieldType.PICKLIST, FieldType.MULTIPICKLIST, FieldType.COMBOBOX, FieldType.URL);

    private SchemaFile() {}

    static Schema read() {
        try (InputStream in = SchemaFile.class.getResourceAsStream("schema.txt")) {
            if (in == null) {
                throw new IllegalStateException("schema.txt of the Salesforce sandbox is missing from the jar");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("schema.txt of the Salesforce sandbox cannot be read", e);
        }
    }

    static Schema parse(String text) {
        List<ObjectType> objects = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("object ")) {
                objects.add(object(line.substring(7)));
            } else {
                objects.get(objects.size() - 1).add(field(line));
            }
        }
        objects.forEach(SchemaFile::addAuditFields);
        return new Schema(objects);
    }

    private static ObjectType object(String line) {
        String[] parts = line.split(" / ");
        String[] head = parts[0].split(" ", 3);
        Set<String> flags = parts.length > 2 ? Set.of(parts[2].split(", *")) : Set.of();
        ObjectType object = new ObjectType(head[0], head[1], head[2], parts[1], flags);
        object.add(system(
                "Id", object.label() + " ID", FieldType.ID, 18, EnumSet.of(Trait.DEFAULTED, Trait.ID_LOOKUP), null));
        return object;
    }

    private static void addAuditFields(ObjectType object) {
        Set<Trait> kept = EnumSet.of(Trait.DEFAULTED);
        object.add(system("IsDeleted", "Deleted", FieldType.BOOLEAN, 0, kept, null));
        object.add(system("CreatedDate", "Created Date", FieldType.DATETIME, 0, kept, null));
        object.add(system("CreatedById", "Created By ID", FieldType.REFERENCE, 18, kept, "CreatedBy"));
        object.add(system("LastModifiedDate", "Last Modified Date", FieldType.DATETIME, 0, kept, null));
        object.add(system("LastModifiedById", "Last Modified By ID", FieldType.REFERENCE, 18, kept, "LastModifiedBy"));
        object.add(system("SystemModstamp", "System Modstamp", FieldType.DATETIME, 0, kept, null));
    }

    private static Field system(
            String name, String label, FieldType type, int length, Set<Trait> traits, @Nullable String relationship) {
        List<String> targets = relationship == null ? List.of() : List.of("User");
        return new Field(name, label, type, length, traits, List.of(), null, targets, relationship, null);
    }

    private static Field field(String line) {
        String[] columns = line.split("\\s*\\|\\s*", -1);
        Matcher type = TYPE.matcher(columns[1]);
        if (!type.matches()) {
            throw new IllegalArgumentException("schema.txt: '" + line + "' names no type");
        }
        FieldType kind = FieldType.of(type.group(1));
        String detail = type.group(2) == null ? "" : type.group(2);
        String words = column(columns, 2);
        List<String> options = new ArrayList<>();
        String chosen = null;
        for (String option : column(columns, 3).split(";")) {
            String value = option.strip();
            if (value.endsWith("*")) {
                value = value.substring(0, value.length() - 1);
                chosen = value;
            }
            if (!value.isEmpty()) {
                options.add(value);
            }
        }
        String label = column(columns, 4).isEmpty() ? label(columns[0]) : column(columns, 4);
        String[] reference = kind == FieldType.REFERENCE ? detail.split(" ") : new String[] {"", ""};
        return new Field(
                columns[0],
                label,
                kind,
                length(kind, detail),
                traits(kind, words),
                List.copyOf(options),
                chosen,
                kind == FieldType.REFERENCE ? List.of(reference[0].split(",")) : List.of(),
                kind == FieldType.REFERENCE ? reference[1] : null,
                part(words));
    }

    private static String column(String[] columns, int index) {
        return index < columns.length ? columns[index].strip() : "";
    }

    private static int length(FieldType kind, String detail) {
        if (kind == FieldType.REFERENCE) {
            return 18;
        }
        if (detail.isEmpty()) {
            return TEXTS.contains(kind) ? 255 : 0;
        }
        return Integer.parseInt(detail);
    }

    private static @Nullable String part(String words) {
        Matcher part = Pattern.compile("part=(\\w+)").matcher(words);
        return part.find() ? part.group(1) : null;
    }

    private static Set<Trait> traits(FieldType kind, String words) {
        Set<String> given = Set.copyOf(List.of(words.split(" +")));
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        if (!given.contains("readonly")) {
            traits.add(Trait.CREATEABLE);
            if (!given.contains("createonly")) {
                traits.add(Trait.UPDATEABLE);
            }
        }
        if (!given.contains("required") && !given.contains("notnull") && kind != FieldType.BOOLEAN) {
            traits.add(Trait.NILLABLE);
        }
        if (given.contains("defaulted") || kind == FieldType.BOOLEAN) {
            traits.add(Trait.DEFAULTED);
        }
        addNamed(traits, given);
        return traits;
    }

    private static void addNamed(Set<Trait> traits, Set<String> given) {
        if (given.contains("name")) {
            traits.add(Trait.NAME);
        }
        if (given.contains("external")) {
            traits.add(Trait.EXTERNAL_ID);
            traits.add(Trait.ID_LOOKUP);
        }
        if (given.contains("unique")) {
            traits.add(Trait.UNIQUE);
        }
        if (given.contains("lookup")) {
            traits.add(Trait.ID_LOOKUP);
        }
        if (given.contains("restricted")) {
            traits.add(Trait.RESTRICTED);
        }
    }

    private static String label(String name) {
        return name.replaceAll("__c$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .replaceAll(" Id$", " ID");
    }
}
