package dev.caravan.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.caravan.crm.AssociateTo;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.MatchRules.OnAmbiguous;
import dev.caravan.mapping.MatchRules.Rule;
import dev.caravan.problem.NearestName;
import dev.caravan.yaml.YamlTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Builds a mapping from a file's data and notes what the schema cannot tell. Whatever does not fit the schema is passed
 * over in silence.
 */
final class MappingReader {
    private static final Set<RecordType> PEOPLE = Set.of(RecordType.CONTACT, RecordType.LEAD);

    private final ReadFile file;
    private final FieldReader fieldReader;

    MappingReader(ReadFile file) {
        this.file = file;
        this.fieldReader = new FieldReader(file);
    }

    Mapping read(JsonNode root) {
        List<MappedField> fields = fieldReader.fields(root.path("fields"), "/fields");
        List<FixedField> fixed = fieldReader.fixed(root.path("fixed"), "/fixed");
        OwnerRule owner = owner(root.path("owner"));
        onceEach(fields, fixed, owner);
        return new Mapping(
                file.name(),
                record(root),
                root.path("object").asText(),
                match(root, fields),
                push(root.path("push")),
                pull(root),
                fields,
                fixed,
                ReadFile.word(root, "others", Others.class, Others.DROP),
                triggers(root.path("triggers")),
                company(root.path("company")),
                owner,
                linkTo(root));
    }

    /** Without the key an activity goes to its contact and its company (Q8). */
    private List<RecordType> linkTo(JsonNode root) {
        RecordType record = record(root);
        if (!record.isActivity()) {
            if (root.has("linkTo")) {
                file.wrong(
                        file.tree().line("/linkTo"),
                        "'linkTo' is for activities; a " + record.word() + " is associated by 'company'.",
                        "Remove it.");
            }
            return List.of();
        }
        if (root.has("company")) {
            file.wrong(
                    file.tree().line("/company"),
                    "'company' is not for activities; they are linked by 'linkTo'.",
                    "Write linkTo: [contact, company].");
        }
        List<RecordType> types = texts(root.path("linkTo")).stream()
                .flatMap(word -> RecordType.find(word).stream())
                .distinct()
                .toList();
        return types.isEmpty() ? List.of(RecordType.CONTACT, RecordType.COMPANY) : types;
    }

    private static RecordType record(JsonNode root) {
        return RecordType.find(root.path("record").asText()).orElse(RecordType.CONTACT);
    }

    private MatchRules match(JsonNode root, List<MappedField> fields) {
        return new MatchRules(
                rules(root, fields),
                ReadFile.word(root, "onAmbiguous", OnAmbiguous.class, OnAmbiguous.HOLD),
                ReadFile.flag(root, "anyDomainExtension", false));
    }

    private List<Rule> rules(JsonNode root, List<MappedField> fields) {
        JsonNode match = root.path("match");
        List<Rule> rules = new ArrayList<>();
        if (match.isTextual()) {
            String word = match.asText();
            MatchPreset.find(word).ifPresentOrElse(preset -> rules.addAll(preset.rules()), () -> unknownPreset(word));
        } else if (match.isArray()) {
            match.forEach(rule -> {
                List<String> names = rule.isTextual() ? List.of(rule.asText()) : texts(rule);
                if (!names.isEmpty()) {
                    rules.add(new Rule(names));
                }
            });
        }
        mapped(rules, fields);
        if (record(root).isActivity()
                && rules.stream().anyMatch(r -> !r.fields().equals(List.of(MatchRules.LINK)))) {
            file.wrong(
                    file.tree().line("/match"),
                    "'match' of an activity can only be [crm_id]: two calls with the same subject are two calls.",
                    "Write match: [crm_id], or leave it out.");
        }
        return rules.isEmpty() ? List.of(new Rule(List.of(MatchRules.LINK))) : rules;
    }

    private void unknownPreset(String word) {
        List<String> known =
                Arrays.stream(MatchPreset.values()).map(MatchPreset::word).toList();
        file.wrong(
                file.tree().line("/match"),
                "there is no match preset '" + word + "'; a single field is written as [crm_id, " + word + "].",
                NearestName.hint(word, known));
    }

    /** The CRM can only be searched by a field that it has. */
    private void mapped(List<Rule> rules, List<MappedField> fields) {
        Set<String> known = new TreeSet<>();
        for (MappedField field : fields) {
            known.add(field.field());
            if (field.orElse() != null) {
                known.add(field.orElse());
            }
        }
        if (known.isEmpty()) {
            return;
        }
        for (int i = 0; i < rules.size(); i++) {
            for (String name : rules.get(i).fields()) {
                if (!name.equals(MatchRules.LINK) && !known.contains(name)) {
                    file.wrong(
                            file.tree().line("/match/" + i),
                            "'match' goes by '" + name
                                    + "', which is not mapped, so the CRM cannot be searched for it.",
                            NearestName.of(name, known)
                                    .map(near -> "Did you mean '" + near + "'?")
                                    .orElse("Map it under 'fields'."));
                }
            }
        }
    }

    /** Two sources for one CRM field would overwrite each other. */
    private void onceEach(List<MappedField> fields, List<FixedField> fixed, @Nullable OwnerRule owner) {
        Map<String, String> taken = new HashMap<>();
        for (MappedField field : fields) {
            once(taken, field.to(), "'" + field.field() + "' in line " + field.line(), field.line());
        }
        for (FixedField field : fixed) {
            once(taken, field.to(), "'fixed' in line " + field.line(), field.line());
        }
        if (owner != null) {
            int line = file.tree().line("/owner/to");
            once(taken, owner.to(), "'owner' in line " + line, line);
        }
    }

    private void once(Map<String, String> taken, String to, String source, int line) {
        String first = taken.putIfAbsent(to.toLowerCase(Locale.ROOT), source);
        if (first != null) {
            file.wrong(
                    line,
                    "the CRM field '" + to + "' is mapped twice: by " + first + " and by " + source + ".",
                    "Keep one of them.");
        }
    }

    private PushPolicy push(JsonNode push) {
        return new PushPolicy(
                ReadFile.flag(push, "create", true),
                ReadFile.flag(push, "update", true),
                file.condition(push, "when", "/push"),
                texts(push.path("stages")));
    }

    private PullPolicy pull(JsonNode root) {
        JsonNode pull = root.path("pull");
        boolean infers = ReadFile.flag(pull, "inferCompany", false);
        if (infers && !PEOPLE.contains(record(root))) {
            file.wrong(
                    file.tree().line("/pull/inferCompany"),
                    "'inferCompany' is for contacts and leads: a "
                            + record(root).word() + " has no e-mail address to go by.",
                    "Remove it.");
        }
        return new PullPolicy(
                ReadFile.flag(pull, "create", true),
                ReadFile.flag(pull, "update", true),
                pull.has("duplicates")
                        ? ReadFile.word(
                                pull, "duplicates", PullPolicy.Duplicates.class, PullPolicy.Duplicates.UPDATE_MISSING)
                        : null,
                infers);
    }

    private Map<String, Trigger> triggers(JsonNode node) {
        Map<String, Trigger> triggers = new LinkedHashMap<>();
        node.fields().forEachRemaining(entry -> {
            String pointer = YamlTree.child("/triggers", entry.getKey());
            JsonNode trigger = entry.getValue().isObject() ? entry.getValue() : MissingNode.getInstance();
            List<MappedField> fields = fieldReader.fields(trigger.path("fields"), pointer + "/fields");
            List<FixedField> fixed = fieldReader.fixed(trigger.path("fixed"), pointer + "/fixed");
            onceEach(fields, fixed, null);
            triggers.put(entry.getKey(), new Trigger(fields, fixed));
        });
        return triggers;
    }

    private @Nullable CompanyRule company(JsonNode node) {
        return !node.isObject()
                ? null
                : new CompanyRule(
                        ReadFile.word(node, "association", AssociateTo.Kind.class, AssociateTo.Kind.ADDITIONAL),
                        ReadFile.word(
                                node,
                                "requiredParent",
                                CompanyRule.RequiredParent.class,
                                CompanyRule.RequiredParent.PUSH),
                        node.has("association") ? file.tree().line("/company/association") : 0);
    }

    private static @Nullable OwnerRule owner(JsonNode node) {
        String to = ReadFile.text(node, "to");
        String user = ReadFile.text(node, "default");
        return to == null || user == null ? null : new OwnerRule(to, user);
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        if (list.isArray()) {
            list.forEach(item -> {
                if (item.isTextual()) {
                    texts.add(item.asText());
                }
            });
        }
        return texts;
    }
}
