package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of associations between objects (HubSpot docs, "Association type id values"). Guarded by the lock of
 * {@link Data}.
 */
final class AssociationTypes {
    /** from, to, id there, id back, label there, label back; an empty label is the unlabelled type. */
    private static final String STANDARD = """
            contact company 1 2 Primary Primary
            contact company 279 280 - -
            company company 450 450 - -
            company company 13 14 Child_Company Parent_Company
            contact contact 449 449 - -
            deal deal 451 451 - -
            deal contact 3 4 - -
            deal company 5 6 Primary Primary
            deal company 341 342 - -
            lead contact 578 577 Primary Primary
            lead contact 608 607 - -
            lead company 610 609 - -
            lead deal 584 583 - -
            note contact 202 201 - -
            note company 190 189 - -
            note deal 214 213 - -
            task contact 204 203 - -
            task company 192 191 - -
            task deal 216 215 - -
            call contact 194 193 - -
            call company 182 181 - -
            call deal 206 205 - -
            email contact 198 197 - -
            email company 186 185 - -
            email deal 210 209 - -
            meeting contact 200 199 - -
            meeting company 188 187 - -
            meeting deal 212 211 - -
            lead call 596 595 - -
            lead email 598 597 - -
            lead meeting 600 599 - -
            lead note 854 853 - -
            lead task 646 645 - -
            """;

    private final List<AssociationType> types = new ArrayList<>();
    private int lastOwn = 100;

    AssociationTypes() {
        STANDARD.lines().forEach(line -> {
            String[] parts = line.split(" ");
            ObjectType from = ObjectType.named(parts[0]);
            ObjectType to = ObjectType.named(parts[1]);
            int there = Integer.parseInt(parts[2]);
            int back = Integer.parseInt(parts[3]);
            String label = label(parts[4]);
            types.add(
                    new AssociationType(from, to, AssociationType.HUBSPOT, there, label, name(from, to, label), back));
            if (there != back) {
                String inverse = label(parts[5]);
                types.add(new AssociationType(
                        to, from, AssociationType.HUBSPOT, back, inverse, name(to, from, inverse), there));
            }
        });
    }

    /** All kinds from one object to another. */
    List<AssociationType> between(ObjectType from, ObjectType to) {
        return types.stream()
                .filter(type -> type.from() == from && type.to() == to)
                .toList();
    }

    /** Every kind. */
    List<AssociationType> all() {
        return List.copyOf(types);
    }

    /** The unlabelled kind; empty if the two cannot be associated. */
    Optional<AssociationType> unlabelled(ObjectType from, ObjectType to) {
        return between(from, to).stream().filter(AssociationType::isUnlabelled).findFirst();
    }

    /** A kind by its id. */
    Optional<AssociationType> find(ObjectType from, ObjectType to, String category, int id) {
        return between(from, to).stream()
                .filter(type -> type.id() == id && type.category().equals(category))
                .findFirst();
    }

    /**
     * A kind that is known to exist.
     *
     * @throws IllegalArgumentException if it does not
     */
    AssociationType known(ObjectType from, ObjectType to, String category, int id) {
        return find(from, to, category, id)
                .orElseThrow(() -> new IllegalArgumentException("there is no association type " + category + " " + id
                        + " from " + from.name() + " to " + to.name()));
    }

    /** The account's own kinds, which are all that can change. */
    ObjectNode save() {
        ObjectNode saved = Json.object().put("last", lastOwn);
        ArrayNode own = saved.putArray("own");
        types.stream()
                .filter(type -> !type.category().equals(AssociationType.HUBSPOT))
                .forEach(type -> own.addObject()
                        .put("from", type.from().name())
                        .put("to", type.to().name())
                        .put("category", type.category())
                        .put("id", type.id())
                        .put("label", type.label())
                        .put("name", type.name())
                        .put("inverse", type.inverse()));
        return saved;
    }

    /** Takes in what {@link #save} gave. */
    void load(JsonNode saved) {
        lastOwn = saved.required("last").intValue();
        saved.required("own")
                .forEach(own -> types.add(new AssociationType(
                        ObjectType.known(own.required("from").asText()),
                        ObjectType.known(own.required("to").asText()),
                        own.required("category").asText(),
                        own.required("id").intValue(),
                        own.required("label").textValue(),
                        own.required("name").asText(),
                        own.required("inverse").intValue())));
    }

    /** The other direction of a kind. */
    AssociationType inverse(AssociationType type) {
        return find(type.to(), type.from(), type.category(), type.inverse()).orElse(type);
    }

    /** Adds a label of the account's own; it has the same id in both directions unless the two labels differ. */
    List<AssociationType> add(
            ObjectType from, ObjectType to, String name, String label, @Nullable String inverseLabel) {
        int there = ++lastOwn;
        boolean same = from == to && inverseLabel == null;
        int back = same ? there : ++lastOwn;
        AssociationType forth = new AssociationType(from, to, "USER_DEFINED", there, label, name, back);
        types.add(forth);
        if (same) {
            return List.of(forth);
        }
        String other = inverseLabel == null ? label : inverseLabel;
        AssociationType inverse = new AssociationType(to, from, "USER_DEFINED", back, other, name, there);
        types.add(inverse);
        return List.of(forth, inverse);
    }

    /** Takes a kind and its other direction away. */
    void remove(AssociationType type) {
        AssociationType inverse = inverse(type);
        types.remove(type);
        types.remove(inverse);
    }

    AssociationType rename(AssociationType type, String label) {
        AssociationType renamed = new AssociationType(
                type.from(), type.to(), type.category(), type.id(), label, type.name(), type.inverse());
        types.replaceAll(each -> each == type ? renamed : each);
        return renamed;
    }

    private static @Nullable String label(String word) {
        return word.equals("-") ? null : word.replace('_', ' ');
    }

    private String name(ObjectType from, ObjectType to, @Nullable String label) {
        if ("Child Company".equals(label)) {
            return "parent_to_child_company";
        }
        if ("Parent Company".equals(label)) {
            return "child_to_parent_company";
        }
        String plain = from.word() + "_to_" + to.word();
        boolean taken = types.stream().anyMatch(type -> type.name().equals(plain));
        // Where a primary kind exists it has the plain name (recorded answers: contact_to_company and
        // contact_to_company_unlabeled).
        return label == null && (taken || from == to) ? plain + "_unlabeled" : plain;
    }
}
