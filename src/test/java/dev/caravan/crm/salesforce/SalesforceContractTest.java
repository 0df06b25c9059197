package dev.caravan.crm.salesforce;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.caravan.crm.salesforce.TestOrg.auth;
import static dev.caravan.crm.salesforce.TestOrg.create;
import static dev.caravan.crm.salesforce.TestOrg.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Request;
import dev.caravan.crm.Crm;
import dev.caravan.filter.Condition;
import dev.caravan.hub.RecordType;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every call that the driver makes is one that Salesforce has published, or one of a short list of exceptions with
 * their reasons.
 */
class SalesforceContractTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path PUBLISHED = Path.of("..", "shared", "vendors", "salesforce-openapi");
    private static final String ID = "003000000000001AAA";
    private static final Set<String> OF_HTTP = Set.of(
            "accept",
            "accept-charset",
            "accept-encoding",
            "authorization",
            "connection",
            "content-length",
            "content-type",
            "host",
            "user-agent",
            "transfer-encoding");

    /** One request of the published collection. */
    private record Published(
            String method, Pattern path, Set<String> queryNames, Set<String> formNames, Set<String> bodyNames) {
        boolean allows(Sent sent) {
            return method.equals(sent.method())
                    && path.matcher(sent.path()).matches()
                    && queryNames.containsAll(sent.queryNames())
                    && (!sent.path().endsWith("/token") || formNames.containsAll(sent.bodyNames()))
                    && (bodyNames.isEmpty() || bodyNames.containsAll(sent.bodyNames()));
        }
    }

    /** One request of the driver. */
    private record Sent(
            String method, String path, Set<String> queryNames, Set<String> headers, Set<String> bodyNames) {}

    @Test
    void everyCallIsPublished() throws IOException {
        assumeTrue(
                Files.isDirectory(PUBLISHED),
                "Salesforce's published requests are not beside this project: " + PUBLISHED);
        List<Published> published = published();
        Map<String, String> tolerated = tolerated();
        assertThat(published).hasSizeGreaterThan(100);

        Set<String> strange = new TreeSet<>();
        List<Sent> everything = sent();
        for (Sent sent : everything) {
            if (published.stream().noneMatch(known -> known.allows(sent))) {
                strange.add(sent.method() + " " + sent.path());
            }
            sent.headers().stream()
                    .filter(header -> !OF_HTTP.contains(header.toLowerCase(java.util.Locale.ROOT)))
                    .forEach(header -> strange.add("header " + header));
        }

        assertThat(everything).hasSizeGreaterThanOrEqualTo(16);
        assertThat(strange)
                .as("calls that are neither published nor tolerated, and the reverse")
                .isEqualTo(tolerated.keySet());
        assertThat(tolerated.values()).allSatisfy(reason -> assertThat(reason).isNotBlank());
    }

    private static List<Sent> sent() throws IOException {
        WireMockServer server =
                new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
        server.start();
        try (TestOrg org = new TestOrg(server.baseUrl())) {
            stub(server);
            for (String kind : List.of("refresh-token", "client-credentials", "password")) {
                useEverything(org.connect(auth(kind), true, Map.of("auto-assign", "false"), Duration.ofSeconds(5)));
            }
            org.connect(auth("refresh-token"), false, Map.of(), Duration.ofSeconds(5))
                    .write("Contact", List.of(create(RecordType.CONTACT, "c-1", Map.of("LastName", "Doe"))));
            return server.getAllServeEvents().stream()
                    .map(event -> sent(event.getRequest()))
                    .toList();
        } finally {
            server.stop();
        }
    }

    private static void useEverything(Crm crm) {
        Condition everything = new Condition.Everything();
        crm.whoAmI();
        crm.describe("Contact");
        crm.read("Contact", List.of(ID), List.of("Email"));
        crm.lookup("Contact", "Email", List.of("ann@example.com"), List.of("Email"));
        crm.search("Contact", everything, List.of("Email"), null);
        crm.count("Contact", everything);
        crm.users();
        String cursor = crm.changes("Contact", null).cursor();
        crm.changes("Contact", cursor);
        crm.fates("Contact", List.of("003000000000009AAA"));
        crm.lists("Contact");
        crm.listed("Contact", "00B000000000001AAA", List.of("Email"), null);
        crm.write("Contact", List.of(create(RecordType.CONTACT, "c-1", Map.of("LastName", "Doe"))));
        crm.write("Lead", List.of(update(RecordType.LEAD, ID, Map.of("LastName", "Doe"))));
        crm.delete("Contact", List.of(ID));
    }

    private static void stub(WireMockServer server) {
        String row = "{\"id\":\"" + ID + "\",\"success\":true,\"errors\":[],\"created\":true}";
        server.stubFor(any(anyUrl()).willReturn(okJson("[" + row + "]")));
        server.stubFor(
                get(anyUrl()).willReturn(okJson("{\"fields\":[],\"records\":[],\"done\":true,\"totalSize\":0}")));
        server.stubFor(get(urlPathEqualTo("/services/data/v67.0/query"))
                .willReturn(okJson("{\"records\":[],\"done\":false,\"nextRecordsUrl\":"
                        + "\"/services/data/v67.0/query/01g000000000001-2000\"}")));
        server.stubFor(post(urlEqualTo("/services/oauth2/token"))
                .willReturn(okJson("{\"access_token\":\"fresh\",\"instance_url\":\"" + server.baseUrl() + "\"}")));
    }

    private static Sent sent(Request request) {
        URI uri = URI.create(request.getUrl());
        String body = request.getBodyAsString();
        Set<String> names = new TreeSet<>();
        if (body.startsWith("{")) {
            node(body).fieldNames().forEachRemaining(names::add);
        } else if (!body.isEmpty()) {
            names.addAll(names(body));
        }
        Set<String> headers = request.getHeaders().keys().stream().collect(Collectors.toCollection(TreeSet::new));
        return new Sent(request.getMethod().value(), uri.getPath(), names(uri.getRawQuery()), headers, names);
    }

    private static Set<String> names(String pairs) {
        return pairs == null
                ? Set.of()
                : Arrays.stream(pairs.split("&"))
                        .map(pair -> pair.split("=", 2)[0])
                        .collect(Collectors.toSet());
    }

    private static List<Published> published() throws IOException {
        List<Published> published = new ArrayList<>();
        try (Stream<Path> files = Files.list(PUBLISHED)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                JSON.readTree(file.toFile()).path("requests").forEach(request -> published.add(published(request)));
            }
        }
        return published;
    }

    private static Published published(JsonNode request) {
        String url = request.path("url").asText().strip();
        String path =
                url.split("\\?", 2)[0].replaceFirst("^(\\{\\{[^}]*}})+", "").replaceFirst("/$", "");
        String pattern = Arrays.stream(path.split("(?=\\{\\{)|(?<=}})|(?=<)|(?<=>)"))
                .map(part -> part.matches("\\{\\{.*}}|<.*>") ? "[^/]+" : Pattern.quote(part))
                .collect(Collectors.joining());
        return new Published(
                request.path("method").asText(),
                Pattern.compile(pattern + "/?"),
                keys(request.path("queryParams")),
                keys(request.path("data")),
                bodyNames(request));
    }

    private static Set<String> bodyNames(JsonNode request) {
        Set<String> names = new TreeSet<>();
        String body = request.path("rawModeData").asText(request.path("data").asText(""));
        if (body.strip().startsWith("{")) {
            node(body.replaceAll("(?m)//.*$", "")).fieldNames().forEachRemaining(names::add);
        }
        return names;
    }

    private static JsonNode node(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            return JSON.createObjectNode(); // some published bodies are sketches
        }
    }

    private static Set<String> keys(JsonNode entries) {
        Set<String> keys = new TreeSet<>();
        entries.forEach(entry -> keys.add(entry.path("key").asText()));
        return keys;
    }

    private static Map<String, String> tolerated() throws IOException {
        Map<String, String> tolerated = new TreeMap<>();
        try (var file = SalesforceContractTest.class.getResourceAsStream("contract-tolerated.txt")) {
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] both = line.split(" = ", 2);
                    tolerated.put(both[0], both[1].strip());
                }
            }
        }
        return tolerated;
    }
}
