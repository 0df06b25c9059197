package dev.caravan.mapping;

import dev.caravan.crm.Match;
import dev.caravan.hub.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Steps for fields that a mapping does not name, made once for each name that occurs. */
final class OtherSteps {
    private final Set<String> named;
    private final Expressions expressions;
    private final Map<String, FieldStep> byName = new ConcurrentHashMap<>();

    /** @param named names of hub and CRM fields that the mapping speaks of */
    OtherSteps(Set<String> named, Expressions expressions) {
        this.named = Set.copyOf(named);
        this.expressions = expressions;
    }

    /** One step for each field that the record has, or had when it was agreed on. */
    List<FieldStep> of(Match match) {
        Set<String> names = new TreeSet<>(match.record().fields().keySet());
        Link link = match.link();
        if (link != null) {
            names.addAll(link.base().keySet());
        }
        List<FieldStep> steps = new ArrayList<>(names.size());
        for (String name : names) {
            if (!named.contains(name) && !name.startsWith("@")) {
                steps.add(byName.computeIfAbsent(name, this::step));
            }
        }
        return steps;
    }

    private FieldStep step(String name) {
        MappedField same = new MappedField(
                name,
                null,
                name,
                Sync.NEWEST,
                null,
                Map.of(),
                MappedField.ValuesElse.PASS,
                OnEmpty.CLEAR,
                Send.ALWAYS,
                List.of(),
                null,
                0);
        return new FieldStep(same, expressions, false);
    }
}
