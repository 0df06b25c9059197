package dev.caravan.crm.tribe;

import dev.caravan.crm.CallKind;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Limits;
import dev.caravan.crm.http.HttpCalls;
import dev.caravan.crm.http.Options;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the settings of a connection say to this driver. The values of {@link #OPEN} are the choices where TribeCRM's
 * documentation leaves a thing open; each is an option of the connection.
 *
 * @param overlap how late a change may show in lists, and how far clocks may differ
 * @param longestUrl most characters of a query
 * @param exactEquality whether texts are compared by {@code eq} instead of by functions that take no regard of case
 * @param putsUpdates whether updates are PUT; else POST with the id in the body
 * @param ownOrganization id of the own organisation's relation; empty to ask
 * @param adoptsContacts whether a contact without a company is made one of the own organisation
 * @param newRole set in which a company gets a role when a deal of it is written and it has none; empty for none
 * @param activityContact field of tasks, calls and meetings that holds the contact
 * @param days fields with a time that stand for a day
 * @param custom name in mappings to API name, for custom fields of which the API tells no label
 * @param uniqueFields object to the field that creates go by
 */
record TribeSettings(
        Limits limits,
        Duration overlap,
        int longestUrl,
        boolean exactEquality,
        boolean putsUpdates,
        String ownOrganization,
        boolean adoptsContacts,
        String newRole,
        String activityContact,
        Set<String> days,
        Map<String, String> custom,
        Map<String, String> uniqueFields) {
    private static final int BATCH = 50;
    private static final int LOOKUPS = 200;

    /** What is not documented, and what is done about it unless the connection says otherwise. */
    private static final Map<String, String> OPEN = Map.of(
            // Clients send "read write offline" or "read write".
            "scope", "read write offline",
            // An older client named the organisation in the token call.
            "organization-id", "",
            // eq may or may not take regard of case; contains, startswith and endswith take none.
            "text-equality", "functions",
            // PUT of what changed, and POST with the id, are both seen to work.
            "update", "put",
            // The parent of roles is asked for, unless it is given.
            "own-organization", "",
            // Whether a contact role may do without a company is not said.
            "contacts-without-company", "own-organization",
            // A deal hangs on a role of its company; which one a company without any should get is not said.
            "deal-role", TribeObjects.LEADS,
            // Of meetings the field of the contact is documented, of tasks and calls it is not.
            "activity-contact", TribeObjects.CONTACT,
            // A time at midnight UTC stands for a day.
            "day-fields", "ExpectedCloseDate",
            // Custom fields go by GUIDs; whether the description holds their labels is not said.
            "custom-fields", "");

    private static final Set<String> KNOWN = known();

    static TribeSettings of(ConnectionName connection, ConnectionSettings settings) {
        Options options = Options.of(connection, settings);
        options.mustBeAmong(KNOWN);
        Limits limits = new Limits(
                1,
                BATCH,
                LOOKUPS,
                0,
                List.of(new Limits.Rate(
                        CallKind.GENERAL, options.number("calls-per-minute", 1_000, 1_000_000), Duration.ofMinutes(1))),
                options.time("search-lag", Duration.ofSeconds(5)));
        String role = open(options, "deal-role");
        return new TribeSettings(
                limits,
                options.time("poll-overlap", Duration.ofMinutes(1)),
                (int) options.number("url-length", 6_000, 100_000),
                options.word("text-equality", usual("text-equality"), List.of("functions", "eq"))
                        .equals("eq"),
                options.word("update", usual("update"), List.of("put", "post")).equals("put"),
                guid(connection, options),
                options.word(
                                "contacts-without-company",
                                usual("contacts-without-company"),
                                List.of("own-organization", "refuse"))
                        .equals("own-organization"),
                role.equals("none") ? "" : role,
                options.word(
                        "activity-contact",
                        usual("activity-contact"),
                        List.of(TribeObjects.CONTACT, TribeObjects.ROLE)),
                words(open(options, "day-fields")),
                pairs(connection, open(options, "custom-fields")),
                Options.uniqueFields(settings, TribeObjects::of));
    }

    /** The scope of a token call of the client alone, and the organisation that it names; empty for none. */
    static Map<String, String> loginForm(ConnectionName connection, ConnectionSettings settings) {
        Options options = Options.of(connection, settings);
        Map<String, String> form = new LinkedHashMap<>();
        if (settings.auth().kind().equals("client-credentials")) {
            form.put("scope", scope(connection, settings));
        }
        form.put("organization_id", open(options, "organization-id"));
        form.values().removeIf(String::isEmpty);
        return form;
    }

    /** What a login asks for, with blanks between. */
    static String scope(ConnectionName connection, ConnectionSettings settings) {
        return open(Options.of(connection, settings), "scope");
    }

    private static String open(Options options, String name) {
        return options.text(name, usual(name));
    }

    private static String usual(String name) {
        return OPEN.getOrDefault(name, "");
    }

    private static Set<String> words(String text) {
        Set<String> words = new LinkedHashSet<>();
        Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .forEach(words::add);
        return Set.copyOf(words);
    }

    /** {@code cf_tier=_117ecf60__d492__...}, with commas between. */
    private static Map<String, String> pairs(ConnectionName connection, String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : words(text)) {
            int equals = pair.indexOf('=');
            if (equals < 1 || equals == pair.length() - 1) {
                throw wrong(
                        connection, "custom-fields", "names like cf_tier=_117ecf60__d492__..., with commas between");
            }
            pairs.put(
                    pair.substring(0, equals).strip(),
                    pair.substring(equals + 1).strip());
        }
        return Map.copyOf(pairs);
    }

    private static String guid(ConnectionName connection, Options options) {
        String id = open(options, "own-organization");
        if (!id.isEmpty() && !TribeObjects.isId(id)) {
            throw wrong(connection, "own-organization", "the ID of its Relation, a GUID");
        }
        return id;
    }

    private static InvalidInputException wrong(ConnectionName connection, String option, String right) {
        return new InvalidInputException(
                ErrorCode.CONFIGURATION_INVALID,
                "caravan.connections." + connection + ".options." + option + " is wrong. Write " + right);
    }

    private static Set<String> known() {
        Set<String> known = new LinkedHashSet<>(OPEN.keySet());
        known.addAll(
                List.of("calls-per-minute", "search-lag", "poll-overlap", "url-length", HttpCalls.PRIVATE_NETWORK));
        return Set.copyOf(known);
    }
}
