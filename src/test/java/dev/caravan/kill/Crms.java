package dev.caravan.kill;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The CRMs: a process that is never killed, so that what it holds is what really happened. */
final class Crms implements AutoCloseable {
    private static final String MAIN = "dev.caravan.sandbox.SandboxApplication";
    private static final Pattern LINE = Pattern.compile("^([a-z]+)\\s+(http://\\S+)", Pattern.MULTILINE);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION = Sender.version(1).length();

    private final JavaProcess process;
    private final Map<String, String> urls;
    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * One record of a CRM.
     *
     * @param natural what tells people and companies apart in the real world: e-mail or domain
     * @param version the field that says which of the sender's versions it holds
     */
    record Row(String id, String natural, String version) {}

    /**
     * Where a CRM keeps what the audit asks for.
     *
     * @param natural where the natural key stands in a record, as a JSON pointer
     * @param version where the version stands, in the record or in the one that it hangs on
     * @param on the kind of record that it hangs on; null for itself
     * @param reference the field that leads there
     */
    private record Place(
            String object,
            String natural,
            String version,
            @Nullable String on,
            String reference) {
        Place(String object, String natural, String version) {
            this(object, natural, version, null, "");
        }

        String versioned() {
            return on == null ? object : on;
        }
    }

    private static final Map<String, Map<String, Place>> PLACES = Map.of(
            "hubspot",
            places(new Place("companies", "/domain", "/name"), new Place("contacts", "/email", "/firstname")),
            "salesforce",
            places(new Place("Account", "/Website", "/Name"), new Place("Contact", "/Email", "/FirstName")),
            "pipedrive",
            places(new Place("organizations", "/website", "/name"), new Place("persons", "/emails/0/value", "/name")),
            "activecampaign",
            places(new Place("accounts", "/accountUrl", "/name"), new Place("contacts", "/email", "/firstName")),
            "dynamics",
            places(
                    new Place("accounts", "/websiteurl", "/name"),
                    new Place("contacts", "/emailaddress1", "/firstname")),
            "zoho",
            places(new Place("Accounts", "/Website", "/Account_Name"), new Place("Contacts", "/Email", "/First_Name")),
            "tribe",
            places(
                    new Place("Relation_Organization", "/Website", "/Name"),
                    new Place(
                            "Relationship_Person_Contact_Standard",
                            "/EmailAddress",
                            "/FirstName",
                            "Relation_Person",
                            "Person")),
            "custom",
            places(
                    new Place("companies", "/web.domain", "/name"),
                    new Place("people", "/contact.email", "/name.first")));

    private static Map<String, Place> places(Place company, Place contact) {
        return Map.of("company", company, "contact", contact);
    }

    private Crms(JavaProcess process, Map<String, String> urls) {
        this.process = process;
        this.urls = urls;
    }

    static Crms start(PackagedJar jar, Path folder, List<String> vendors, long seed) {
        List<String> arguments =
                List.of("--vendors", String.join(",", vendors), "--port-base", "0", "--seed", Long.toString(seed));
        JavaProcess process = JavaProcess.start(folder.resolve("sandbox.log"), jar.command(MAIN, 1_024, arguments));
        await("the sandboxes to start")
                .atMost(Duration.ofSeconds(60))
                .until(() -> urls(process.printed()).size() == vendors.size());
        return new Crms(process, urls(process.printed()));
    }

    private static Map<String, String> urls(String printed) {
        Map<String, String> urls = new TreeMap<>();
        for (Matcher m = LINE.matcher(printed); m.find(); ) {
            if (PLACES.containsKey(m.group(1))) {
                urls.put(m.group(1), m.group(2));
            }
        }
        return urls;
    }

    /** Names of the CRMs. */
    List<String> names() {
        return List.copyOf(urls.keySet());
    }

    String url(String crm) {
        return String.valueOf(urls.get(crm));
    }

    /** Replaces the faults of all CRMs. */
    void faults(ObjectNode faults) throws IOException, InterruptedException {
        for (String crm : names()) {
            HttpRequest put = HttpRequest.newBuilder(URI.create(url(crm) + "/_sandbox/faults"))
                    .PUT(HttpRequest.BodyPublishers.ofString(faults.toString()))
                    .build();
            HttpResponse<String> answer = http.send(put, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("the faults were not taken: " + answer.body());
            }
        }
    }

    /** How often each kind of fault struck a CRM. */
    Map<String, Long> injected(String crm) throws IOException, InterruptedException {
        Map<String, Long> counts = new TreeMap<>();
        get(crm, "/_sandbox/faults")
                .path("injected")
                .fields()
                .forEachRemaining(e -> counts.put(e.getKey(), e.getValue().asLong()));
        return counts;
    }

    /** How often each kind of fault struck, by CRM. */
    Map<String, Map<String, Long>> struck() throws IOException, InterruptedException {
        Map<String, Map<String, Long>> struck = new TreeMap<>();
        for (String crm : names()) {
            struck.put(crm, injected(crm));
        }
        return struck;
    }

    /** Calls of one operation that a CRM got, as {@code GET /crm/v3/objects/contacts}. */
    long calls(String crm, String operation) throws IOException, InterruptedException {
        return get(crm, "/_sandbox/calls").path("operations").path(operation).asLong();
    }

    /** All living records of a type. */
    List<Row> rows(String crm, String type) throws IOException, InterruptedException {
        Place place = place(crm, type);
        Map<String, JsonNode> on = place.on() == null ? Map.of() : living(crm, place.on());
        List<Row> rows = new ArrayList<>();
        living(crm, place.object()).forEach((id, values) -> {
            JsonNode versioned = place.on() == null
                    ? values
                    : on.getOrDefault(values.path(place.reference()).asText(), MissingNode.getInstance());
            rows.add(new Row(
                    id,
                    bare(values.at(place.natural()).asText("")),
                    version(type, versioned.at(place.version()).asText(""))));
        });
        return rows;
    }

    private Map<String, JsonNode> living(String crm, String object) throws IOException, InterruptedException {
        Map<String, JsonNode> living = new LinkedHashMap<>();
        for (JsonNode record : get(crm, "/_sandbox/records/" + object)) {
            if (!record.path("archived").asBoolean()) {
                living.put(record.path("id").asText(), record.has("properties") ? record.path("properties") : record);
            }
        }
        return living;
    }

    /** The version alone, of CRMs that hold a person's whole name. */
    private static String version(String type, String held) {
        return type.equals("contact") && held.length() > VERSION ? held.substring(0, VERSION) : held;
    }

    /** A domain, of CRMs that hold web addresses. */
    private static String bare(String natural) {
        return natural.replaceFirst("^https?://(www\\.)?", "").replaceFirst("/$", "");
    }

    /** Every commit of a type in its order, as id of the record and value of the version field. */
    List<Map.Entry<String, String>> commits(String crm, String type) throws IOException, InterruptedException {
        Place place = place(crm, type);
        List<Map.Entry<String, String>> commits = new ArrayList<>();
        for (JsonNode change : get(crm, "/_sandbox/journal")) {
            JsonNode value = change.path("values").at(place.version());
            if (change.path("object").asText().equals(place.versioned()) && value.isTextual()) {
                commits.add(Map.entry(change.path("id").asText(), value.asText()));
            }
        }
        return commits;
    }

    private static Place place(String crm, String type) {
        return Objects.requireNonNull(Objects.requireNonNull(PLACES.get(crm)).get(type));
    }

    /** Changes something as a person or a tester does, by the sandbox's own interface. */
    JsonNode change(String crm, String method, String path, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url(crm) + "/_sandbox" + path))
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(path + ": " + answer.body());
        }
        return JSON.readTree(answer.body().isBlank() ? "{}" : answer.body());
    }

    private JsonNode get(String crm, String path) throws IOException, InterruptedException {
        HttpRequest get = HttpRequest.newBuilder(URI.create(url(crm) + path)).build();
        HttpResponse<byte[]> answer = http.send(get, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(path + ": " + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        process.close();
    }
}
