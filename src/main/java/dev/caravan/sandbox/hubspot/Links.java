package dev.caravan.sandbox.hubspot;

import dev.caravan.sandbox.Change;
import dev.caravan.sandbox.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Associations between records; every change is made in both directions. Call it while holding the monitor of
 * {@link Data}.
 */
final class Links {
    private final Data data;

    Links(Data data) {
        this.data = data;
    }

    /** Adds the unlabelled association and keeps labels that are there. */
    AssociationType linkDefault(Request request, HubSpotRecord from, HubSpotRecord to) {
        AssociationType plain = unlabelled(from.type(), to.type());
        add(from, to, plain);
        tell(request, Change.Kind.LINKED, from, to, plain);
        return plain;
    }

    /** As {@link #linkDefault}, without telling; for start data. */
    void linkQuietly(HubSpotRecord from, HubSpotRecord to) {
        add(from, to, unlabelled(from.type(), to.type()));
    }

    /**
     * Replaces the labels between two records. The unlabelled association always comes along, and a primary one is
     * taken from its former holder (HubSpot docs, "Associations": only one primary per record).
     */
    void linkLabelled(Request request, HubSpotRecord from, HubSpotRecord to, List<AssociationType> types) {
        forget(from, to);
        AssociationType plain = unlabelled(from.type(), to.type());
        List<AssociationType> all = new ArrayList<>(types);
        if (!all.contains(plain)) {
            all.add(plain);
        }
        for (AssociationType type : all) {
            if (type.isPrimary()) {
                takePrimary(from, to.type());
                takePrimary(to, from.type());
            }
            add(from, to, type);
            tell(request, Change.Kind.LINKED, from, to, type);
        }
    }

    /** Takes away everything between two records; says whether there was something. */
    boolean unlink(Request request, HubSpotRecord from, HubSpotRecord to) {
        if (!from.links(to.type()).containsKey(to.id())) {
            return false;
        }
        forget(from, to);
        tell(request, Change.Kind.UNLINKED, from, to, unlabelled(from.type(), to.type()));
        return true;
    }

    /** Takes away single types; without the unlabelled one nothing is left. */
    void unlink(Request request, HubSpotRecord from, HubSpotRecord to, List<AssociationType> types) {
        if (types.stream().anyMatch(AssociationType::isUnlabelled)) {
            unlink(request, from, to);
            return;
        }
        for (AssociationType type : types) {
            if (from.links(to.type()).getOrDefault(to.id(), Set.of()).contains(type)) {
                remove(from, to, type);
                remove(to, from, data.associationTypes().inverse(type));
                tell(request, Change.Kind.UNLINKED, from, to, type);
            }
        }
    }

    /** Takes away everything around a record, without telling. */
    void unlinkAll(HubSpotRecord record) {
        for (Map.Entry<ObjectType, TreeMap<Long, Set<AssociationType>>> links :
                new LinkedHashMap<>(record.allLinks()).entrySet()) {
            for (Long id : new ArrayList<>(links.getValue().keySet())) {
                HubSpotRecord other = data.table(links.getKey()).get(id);
                if (other != null) {
                    forget(record, other);
                }
            }
        }
    }

    /** Moves everything around the loser of a merge to the winner; the winner keeps its own primaries. */
    void move(HubSpotRecord loser, HubSpotRecord winner) {
        for (Map.Entry<ObjectType, TreeMap<Long, Set<AssociationType>>> links :
                new LinkedHashMap<>(loser.allLinks()).entrySet()) {
            for (Map.Entry<Long, Set<AssociationType>> link : new TreeMap<>(links.getValue()).entrySet()) {
                HubSpotRecord other = data.table(links.getKey()).get(link.getKey());
                if (other != null && other != winner) {
                    List<AssociationType> types = List.copyOf(link.getValue());
                    forget(loser, other);
                    types.stream()
                            .filter(type -> !type.isPrimary() || !hasPrimary(winner, other.type()))
                            .forEach(type -> add(winner, other, type));
                }
            }
        }
        unlinkAll(loser);
    }

    /** Puts another kind in the place of one on every record that has it; null takes it away. */
    void replace(AssociationType old, @Nullable AssociationType next) {
        for (HubSpotRecord record : data.table(old.from()).records().values()) {
            if (record.links(old.to()).isEmpty()) {
                continue;
            }
            record.linksToChange(old.to()).values().forEach(types -> {
                if (types.remove(old) && next != null) {
                    types.add(next);
                }
            });
        }
    }

    /**
     * The unlabelled kind between two objects.
     *
     * @throws Problem HTTP 400 if they cannot be associated
     */
    AssociationType unlabelled(ObjectType from, ObjectType to) {
        return data.associationTypes()
                .unlabelled(from, to)
                .orElseThrow(() -> Problem.invalid(
                        "No association between " + from.upper() + " and " + to.upper() + " is defined"));
    }

    private void add(HubSpotRecord from, HubSpotRecord to, AssociationType type) {
        from.linksToChange(to.type())
                .computeIfAbsent(to.id(), absent -> new LinkedHashSet<>())
                .add(type);
        to.linksToChange(from.type())
                .computeIfAbsent(from.id(), absent -> new LinkedHashSet<>())
                .add(data.associationTypes().inverse(type));
    }

    private static void forget(HubSpotRecord from, HubSpotRecord to) {
        from.linksToChange(to.type()).remove(to.id());
        to.linksToChange(from.type()).remove(from.id());
    }

    private static void remove(HubSpotRecord from, HubSpotRecord to, AssociationType type) {
        Set<AssociationType> types = from.linksToChange(to.type()).get(to.id());
        if (types != null) {
            types.remove(type);
        }
    }

    private static boolean hasPrimary(HubSpotRecord record, ObjectType to) {
        return record.links(to).values().stream().flatMap(Set::stream).anyMatch(AssociationType::isPrimary);
    }

    /** A contact has one primary company, a company has many contacts: only the smaller side is exclusive. */
    private void takePrimary(HubSpotRecord holder, ObjectType to) {
        boolean exclusive = (to == ObjectType.COMPANY && holder.type() != ObjectType.COMPANY)
                || (to == ObjectType.CONTACT && holder.type() == ObjectType.LEAD);
        if (!exclusive) {
            return;
        }
        for (Map.Entry<Long, Set<AssociationType>> link : holder.links(to).entrySet()) {
            HubSpotRecord other = data.table(to).get(link.getKey());
            for (AssociationType type : List.copyOf(link.getValue())) {
                if (type.isPrimary() && other != null) {
                    remove(holder, other, type);
                    remove(other, holder, data.associationTypes().inverse(type));
                }
            }
        }
    }

    private void tell(Request request, Change.Kind kind, HubSpotRecord from, HubSpotRecord to, AssociationType type) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("toObject", to.type().name());
        values.put("to", to.idText());
        values.put("associationTypeId", String.valueOf(type.id()));
        values.put("label", type.label() == null ? "" : type.label());
        data.context().journal().add(request, kind, from.type().name(), from.idText(), values);
    }
}
