package dev.caravan.bench;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanApplication;
import dev.caravan.demo.DemoCrms;
import dev.caravan.demo.LeastCalls;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Counts the calls that new companies and contacts cost in empty CRMs. */
final class ApiCalls {
    /** What every connection asks once, however much is pushed: fields, labels, users, log-in. */
    private static final Set<String> ONCE = Set.of(
            "describe",
            "propert",
            "schema",
            "label",
            "token",
            "oauth",
            "limits",
            "account-info",
            "userinfo",
            "fields",
            "meta",
            "definitions",
            "whoami",
            "/users",
            "/me");

    /** Dataverse's lists of fields come in batches, as look-ups and writes do; one per object that is pushed. */
    private static final Map<String, Long> ONCE_IN_BATCHES = Map.of("dynamics", 9L);

    /** Rates far above what is needed: the number of calls is counted here, not their pace. */
    private static final Map<String, String> NO_RATES = Map.of(
            "hubspot", "calls-per-10s=100000",
            "salesforce", "calls-per-second=100000",
            "pipedrive", "calls-per-2s=100000",
            "activecampaign", "calls-per-second=10000",
            "tribe", "calls-per-minute=1000000");

    private ApiCalls() {}

    /**
     * The calls of one CRM.
     *
     * @param counted lookups, writes and associations
     * @param operations how often each operation was called, those that are left out too
     */
    record Spent(long counted, long least, Map<String, Long> operations) {
        double ratio() {
            return (double) counted / least;
        }
    }

    /** Pushes that many to the CRMs of those names; by name of the CRM, what it cost. */
    static Map<String, Spent> of(int companies, int contacts, Path folder, String... names)
            throws IOException, InterruptedException {
        try (Sandboxes crms = Sandboxes.start(SandboxOptions.onFreePorts(names))) {
            List<String> arguments = Servers.arguments(0, folder.resolve("data"), Path.of("routes"));
            arguments.removeIf(a -> a.startsWith("--logging.level.caravan.settled="));
            arguments.add("--logging.level.caravan.settled=WARN");
            Map<String, String> urls = new TreeMap<>();
            crms.all().forEach((name, crm) -> urls.put(name, crm.baseUrl()));
            Map<String, Object> properties = DemoCrms.connections(urls);
            for (String name : names) {
                String[] rate = NO_RATES.getOrDefault(name, "").split("=");
                if (rate.length == 2) {
                    properties.put("caravan.connections." + name + ".options." + rate[0], rate[1]);
                }
            }
            properties.forEach((name, value) -> arguments.add("--" + name + "=" + value));
            try (ConfigurableApplicationContext caravan =
                    SpringApplication.run(CaravanApplication.class, arguments.toArray(String[]::new))) {
                String port = String.valueOf(caravan.getEnvironment().getProperty("local.server.port"));
                push(port, "company", companyLines(companies));
                push(port, "contact", contactLines(contacts, companies));
                ChangeMarkStore marks = caravan.getBean(ChangeMarkStore.class);
                await("every mark to be settled").atMost(Duration.ofMinutes(5)).until(() -> marks.count() == 0);
                Map<String, Map<String, Long>> created = Map.of(
                        "company", Map.of("created", (long) companies), "contact", Map.of("created", (long) contacts));
                Map<String, Spent> spent = new TreeMap<>();
                for (String crm : crms.all().keySet()) {
                    Map<String, Long> operations = operations(crms.vendor(crm).baseUrl());
                    long counted = counted(operations) - ONCE_IN_BATCHES.getOrDefault(crm, 0L);
                    spent.put(crm, new Spent(counted, LeastCalls.of(crm, created), operations));
                }
                return spent;
            }
        }
    }

    private static long counted(Map<String, Long> operations) {
        return operations.entrySet().stream()
                .filter(o -> ONCE.stream().noneMatch(o.getKey().toLowerCase(java.util.Locale.ROOT)::contains))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static List<String> companyLines(int count) {
        return LongStream.range(0, count)
                .mapToObj(n -> "{\"id\":\"co-" + n + "\",\"name\":\"Pinecrest Tooling " + n
                        + "\",\"domain\":\"pinecrest-" + n + ".example\"}")
                .toList();
    }

    private static List<String> contactLines(int count, int companies) {
        People people = new People("ct");
        return LongStream.range(0, count)
                .mapToObj(n -> people.line(n, "co-" + n % companies))
                .toList();
    }

    private static void push(String port, String type, List<String> lines) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/records/" + type))
                .header("Authorization", Servers.AUTHORIZATION)
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", lines)))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("not accepted: " + answer.statusCode() + " " + answer.body());
        }
    }

    private static Map<String, Long> operations(String url) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + "/_sandbox/calls")).build();
        JsonNode calls = new ObjectMapper()
                .readTree(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofByteArray())
                        .body());
        Map<String, Long> operations = new TreeMap<>();
        calls.path("operations")
                .fields()
                .forEachRemaining(o -> operations.put(o.getKey(), o.getValue().asLong()));
        return operations;
    }

    /** The figures as lines of text. */
    static List<String> lines(Map<String, Spent> spent) {
        List<String> lines = new ArrayList<>();
        spent.forEach((crm, s) -> lines.add(String.format(
                java.util.Locale.ROOT,
                "  %-14s %4d calls, least possible %4d, ratio %.2f   %s",
                crm,
                s.counted(),
                s.least(),
                s.ratio(),
                s.operations().entrySet().stream()
                        .map(o -> o.getKey() + " " + o.getValue())
                        .collect(Collectors.joining(", ")))));
        return lines;
    }
}
