package dev.caravan.demo;

import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The CRMs that the demo can show, each as its sandbox is connected to: the one place to add one. */
public final class DemoCrms {
    /** Shown when nobody asks for others. */
    public static final List<String> USUAL = List.of("hubspot", "salesforce");

    private static final Map<String, DemoCrm> ALL = table(
            new DemoCrm("hubspot", token(), "caravan_id", new LeastCalls.Batches(100, 100, 1_000)),
            new DemoCrm("salesforce", client(), "Caravan_Id__c", new LeastCalls.Batches(1_000, 200, 0)),
            // The largest plan's limits, so that the demo does not take all day.
            new DemoCrm(
                    "pipedrive",
                    with(token(), "options.calls-per-2s", "480", "options.tokens-per-day", "1000000"),
                    "",
                    new LeastCalls.Batches(500, 1, 0)),
            // A contact's link with its account is a call of its own. At five calls a second the demo would take long.
            new DemoCrm(
                    "activecampaign",
                    with(token(), "options.calls-per-second", "200"),
                    "",
                    new LeastCalls.Batches(100, 1, 1)),
            new DemoCrm(
                    "dynamics",
                    with(client(), "auth.token-url", "$url/sandbox-tenant/oauth2/v2.0/token"),
                    "caravan_externalid",
                    new LeastCalls.Batches(1_000, 100, 0)),
            new DemoCrm(
                    "zoho",
                    with(
                            client(),
                            "auth.token-url",
                            "$url/oauth/v2/token",
                            "options.organization",
                            "700001",
                            "options.credits-per-day",
                            "1000000"),
                    "Caravan_Id",
                    new LeastCalls.Batches(1_000, 100, 0)),
            new DemoCrm(
                    "tribe",
                    with(client(), "auth.token-url", "$url/oauth2/token", "options.calls-per-minute", "60000"),
                    "",
                    new LeastCalls.Batches(40, 1, 0)));

    private DemoCrms() {}

    /**
     * One CRM of the demo.
     *
     * @param settings below the connection, beside type and address; {@code $url} stands for the sandbox's address
     * @param uniqueField of every object; empty for none
     * @param batches how many records one call of its API takes
     */
    record DemoCrm(String vendor, Map<String, String> settings, String uniqueField, LeastCalls.Batches batches) {}

    /**
     * The CRMs that a wish names.
     *
     * @param wish {@code on} for the usual ones, or their names with commas
     * @throws InvalidInputException when it names one that the demo does not have
     */
    public static List<String> chosen(String wish) {
        if (wish.isBlank() || wish.equals("on")) {
            return USUAL;
        }
        List<String> names = Arrays.stream(wish.split(",")).map(String::strip).toList();
        for (String name : names) {
            if (!ALL.containsKey(name)) {
                throw new InvalidInputException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "caravan.demo is '" + wish + "'. Write on, off, or names of CRMs with commas. "
                                + NearestName.hint(name, new TreeSet<>(ALL.keySet())));
            }
        }
        return names;
    }

    /** The settings of a connection to each sandbox, by vendor and address; the names of the properties are whole. */
    public static Map<String, Object> connections(Map<String, String> urls) {
        Map<String, Object> properties = new LinkedHashMap<>();
        urls.forEach((vendor, url) -> {
            String prefix = "caravan.connections." + vendor + ".";
            properties.put(prefix + "type", vendor);
            properties.put(prefix + "base-url", url);
            DemoCrm crm = ALL.get(vendor);
            if (crm == null) {
                return;
            }
            crm.settings().forEach((name, value) -> properties.put(prefix + name, value.replace("$url", url)));
            if (!crm.uniqueField().isEmpty()) {
                for (String type : List.of("company", "contact", "lead", "deal")) {
                    properties.put(prefix + "unique-fields." + type, crm.uniqueField());
                }
            }
        });
        return properties;
    }

    /** How many records one call of a vendor's API takes; empty for a vendor that the demo does not have. */
    static Optional<LeastCalls.Batches> batches(String vendor) {
        return Optional.ofNullable(ALL.get(vendor)).map(DemoCrm::batches);
    }

    private static Map<String, String> token() {
        return Map.of("auth.kind", "token", "auth.token", "sandbox");
    }

    private static Map<String, String> client() {
        return Map.of(
                "auth.kind",
                "client-credentials",
                "auth.client-id",
                "sandbox-client",
                "auth.client-secret",
                "sandbox-secret");
    }

    private static Map<String, String> with(Map<String, String> settings, String... more) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private static Map<String, DemoCrm> table(DemoCrm... crms) {
        return Arrays.stream(crms)
                .collect(Collectors.toMap(DemoCrm::vendor, crm -> crm, (a, b) -> a, LinkedHashMap::new));
    }
}
