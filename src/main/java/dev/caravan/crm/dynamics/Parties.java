package dev.caravan.crm.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.Write;
import dev.caravan.crm.http.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The people of activities, each with a part in it: who sends an e-mail, who gets it, who comes to an appointment. They
 * are records of their own, made along with the activity. An address that one user or contact has is bound to that; any
 * other stands as it is. (Dataverse docs, "ActivityParty table": the numbers of the parts; {@code addressused} is the
 * address that counts.)
 */
final class Parties {
    static final String KIND = "PartyList";
    static final String TABLE = "activityparty";
    private static final String PART = "participationtypemask";
    private static final String ADDRESS = "addressused";
    private static final int SENDER = 1;
    private static final int RECIPIENT = 2;
    private static final int ATTENDEE = 5;
    private static final Map<String, Integer> PARTS = Map.of(
            "from", SENDER,
            "to", RECIPIENT,
            "cc", 3,
            "bcc", 4,
            "requiredattendees", ATTENDEE,
            "optionalattendees", 6,
            "organizer", 7);
    private static final Set<String> SINGLE = Set.of("from", "organizer");
    private static final String USER = "systemuser";
    private static final String CONTACT = "contact";
    private static final int TOGETHER = 50;

    private final Reads reads;

    Parties(Reads reads) {
        this.reads = reads;
    }

    /** Who has which address: address in lower case to the records with it, each as its table and id. */
    record Known(Map<String, List<String>> holders) {}

    static boolean isPart(String column) {
        return PARTS.containsKey(column);
    }

    /** The navigation property that leads from an activity to its parties. */
    static String collection(DynamicsTable table) {
        return table.logicalName() + "_activity_parties";
    }

    static String expansion(DynamicsField field) {
        return field.navigation(TABLE).orElseThrow() + "($select=" + PART + "," + ADDRESS + ")";
    }

    /** The addresses in one part: a text where there is one at most, else a list; null for none. */
    static @Nullable Object read(DynamicsField field, JsonNode record) {
        List<String> addresses = new ArrayList<>();
        for (JsonNode party : record.path(field.navigation(TABLE).orElseThrow())) {
            String address = Json.text(party, ADDRESS);
            if (party.path(PART).asInt() == PARTS.getOrDefault(field.name(), 0)
                    && address != null
                    && !address.isBlank()) {
                addresses.add(address);
            }
        }
        if (addresses.isEmpty()) {
            return null;
        }
        return SINGLE.contains(field.name()) ? addresses.get(0) : addresses;
    }

    /** Asks once for all writes whose addresses these are; asks nothing when none is a create with parties. */
    Known known(DynamicsFields fields, String set, List<Write> writes) {
        Set<String> addresses = new LinkedHashSet<>();
        for (Write write : writes) {
            if (write.isCreate()) {
                write.values()
                        .forEach((name, value) -> fields.find(set, name)
                                .filter(DynamicsField::isParties)
                                .ifPresent(field -> addresses.addAll(addresses(value))));
            }
        }
        List<String> all = List.copyOf(addresses);
        List<Reads.Question> questions = new ArrayList<>();
        for (int from = 0; from < all.size(); from += TOGETHER) {
            List<String> some = all.subList(from, Math.min(all.size(), from + TOGETHER));
            questions.add(question("contacts", "contactid", "emailaddress1", "statecode eq 0", some));
            questions.add(question("systemusers", "systemuserid", "internalemailaddress", "isdisabled eq false", some));
        }
        Map<String, List<String>> holders = new LinkedHashMap<>();
        List<JsonNode> answers = questions.isEmpty() ? List.of() : reads.all(questions);
        for (int i = 0; i < answers.size(); i++) {
            boolean isContact = i % 2 == 0;
            for (JsonNode each : answers.get(i).path("value")) {
                String id = Json.textOrEmpty(each, isContact ? "contactid" : "systemuserid");
                String address = Json.textOrEmpty(each, isContact ? "emailaddress1" : "internalemailaddress");
                holders.computeIfAbsent(address.toLowerCase(Locale.ROOT), a -> new ArrayList<>())
                        .add((isContact ? CONTACT : USER) + ":" + id);
            }
        }
        return new Known(holders);
    }

    /** Puts the parties of a new activity into its body, with the contact that it is linked with. */
    void put(
            ObjectNode body,
            DynamicsTable table,
            Write write,
            Map<DynamicsField, @Nullable Object> parts,
            Known known) {
        Optional<String> contact = write.associations().stream()
                .filter(to -> to.object().equals(DynamicsTables.CONTACT.table().set()))
                .map(AssociateTo::id)
                .findFirst();
        ArrayNode parties = Json.array();
        parts.forEach((field, value) -> addresses(value).forEach(address -> {
            ObjectNode party = parties.addObject()
                    .put(PART, PARTS.getOrDefault(field.name(), 0))
                    .put(ADDRESS, address);
            holder(known.holders().getOrDefault(address.toLowerCase(Locale.ROOT), List.of()), contact)
                    .ifPresent(holder -> bind(party, holder));
        }));
        if (parts.isEmpty() && contact.isPresent()) {
            part(table, body)
                    .ifPresent(part -> bind(parties.addObject().put(PART, part), CONTACT + ":" + contact.get()));
        }
        if (!parties.isEmpty()) {
            body.set(collection(table), parties);
        }
    }

    /** A user of that address goes first, then the contact in question, then the only one who has it. */
    private static Optional<String> holder(List<String> holders, Optional<String> contact) {
        Optional<String> user =
                holders.stream().filter(each -> each.startsWith(USER)).findFirst();
        Optional<String> linked = contact.map(id -> CONTACT + ":" + id).filter(holders::contains);
        Optional<String> only = holders.size() == 1 ? Optional.of(holders.get(0)) : Optional.empty();
        return user.or(() -> linked).or(() -> only);
    }

    private static void bind(ObjectNode party, String holder) {
        int colon = holder.indexOf(':');
        String table = holder.substring(0, colon);
        party.put(
                "partyid_" + table + "@odata.bind",
                "/" + DynamicsTables.usualSet(table) + "(" + holder.substring(colon + 1) + ")");
    }

    /** The part of the contact in an activity that names nobody: the other end of a call, a guest of a meeting. */
    private static Optional<Integer> part(DynamicsTable table, ObjectNode body) {
        return switch (table.logicalName()) {
            case "appointment" -> Optional.of(ATTENDEE);
            case "phonecall", "email" -> Optional.of(body.path("directioncode").asBoolean(true) ? RECIPIENT : SENDER);
            default -> Optional.empty();
        };
    }

    private static List<String> addresses(@Nullable Object value) {
        List<String> all = value instanceof Collection<?> many
                ? many.stream().map(String::valueOf).toList()
                : value == null ? List.of() : Arrays.asList(value.toString().split("[,;]"));
        return all.stream().map(String::strip).filter(each -> !each.isEmpty()).toList();
    }

    private static Reads.Question question(String set, String id, String column, String state, List<String> addresses) {
        String test = addresses.stream()
                .map(address -> column + " eq " + ODataFilter.quoted(address))
                .collect(Collectors.joining(" or ", state + " and (", ")"));
        return new Reads.Question(
                set,
                new ODataQuery()
                        .select(List.of(id, column))
                        .add("$filter", test)
                        .text());
    }
}
