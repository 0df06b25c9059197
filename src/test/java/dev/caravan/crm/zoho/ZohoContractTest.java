package dev.caravan.crm.zoho;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.http.QueryParameter;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.Crm;
import dev.caravan.crm.Write;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every request that the driver makes is one that Zoho's interface descriptions know. */
class ZohoContractTest {
    /** Beside the checkout, or beside the folder of a worktree. */
    private static final Path DESCRIPTIONS = Stream.of("../shared", "../../shared")
            .map(shared -> Path.of(shared, "vendors/zoho-openapi"))
            .filter(Files::isDirectory)
            .findFirst()
            .orElse(Path.of("zoho-openapi"));

    private static final List<String> AREAS =
            List.of("record", "coql", "fields", "custom-views", "users", "notes", "related-notes");

    /** What differs from the descriptions on purpose: message of the validator, and why. */
    private static final Map<String, String> TOLERATED = Map.of(
            "Query parameter 'include' is required on path '/settings/fields' but not found in request.",
            "include asks for more than the fields, and Zoho's own examples leave it out",
            "No API path found that matches request '/oauth/v2/token'.",
            "logins are documented, but are not among the descriptions");

    @RegisterExtension
    static final WireMockExtension PROXY =
            WireMockExtension.newInstance().options(options().dynamicPort()).build();

    @Test
    void everyRequestFitsTheDescriptions() throws IOException {
        assumeTrue(Files.isDirectory(DESCRIPTIONS), "no interface descriptions at " + DESCRIPTIONS.toAbsolutePath());
        List<OpenApiInteractionValidator> validators = validators();
        try (TestAccount account = new TestAccount()) {
            PROXY.stubFor(any(anyUrl()).willReturn(aResponse().proxiedFrom(account.url())));
            account.client.post("/_sandbox/records/custom_views", "[{\"name\":\"All\",\"module\":\"Contacts\"}]");
            useEverything(account);
        }
        Set<String> mistakes = new TreeSet<>();
        Set<String> operations = new TreeSet<>();
        PROXY.getAllServeEvents().forEach(event -> {
            LoggedRequest request = event.getRequest();
            operations.add(request.getMethod() + " " + request.getUrl().replaceAll("\\?.*", ""));
            mistakes(validators, request).forEach(mistake -> mistakes.add(request.getUrl() + ": " + mistake));
        });
        assertThat(mistakes).isEmpty();
        assertThat(operations)
                .contains(
                        "POST /oauth/v2/token",
                        "GET /crm/v8/users",
                        "GET /crm/v8/settings/fields",
                        "GET /crm/v8/settings/custom_views",
                        "POST /crm/v8/coql",
                        "GET /crm/v8/Contacts",
                        "POST /crm/v8/Contacts",
                        "PUT /crm/v8/Contacts",
                        "DELETE /crm/v8/Contacts",
                        "GET /crm/v8/Contacts/deleted",
                        "POST /crm/v8/Accounts/upsert",
                        "GET /crm/v8/Notes",
                        "POST /crm/v8/Notes",
                        "PUT /crm/v8/Notes",
                        "DELETE /crm/v8/Notes");
        assertThat(operations).anyMatch(operation -> operation.matches("GET /crm/v8/Contacts/\\d+/Notes"));
    }

    @Test
    void aRequestThatDoesNotFitIsFound() throws IOException {
        assumeTrue(Files.isDirectory(DESCRIPTIONS), "no interface descriptions at " + DESCRIPTIONS.toAbsolutePath());
        List<OpenApiInteractionValidator> validators = validators();
        assertThat(best(validators, post("/crm/v8/Contacts", "{\"data\":[{\"Last_Name\":\"Vink\"}]}")))
                .isEmpty();
        assertThat(best(validators, post("/crm/v8/Contacts", "{\"records\":[]}")))
                .isNotEmpty();
        assertThat(best(validators, post("/crm/v8/coql", "{\"query\":\"x\"}"))).isNotEmpty();
        SimpleRequest odd = SimpleRequest.Builder.get("/crm/v8/Contacts")
                .withQueryParam("odd", "1")
                .build();
        assertThat(best(validators, odd)).isNotEmpty();
    }

    private static void useEverything(TestAccount account) {
        try (Crm crm = account.open(
                PROXY.baseUrl(),
                TestAccount.login(PROXY.baseUrl(), "refresh-token", "sandbox-refresh"),
                Map.of("automations", "skip"),
                Map.of("company", "Caravan_Id"))) {
            crm.whoAmI();
            crm.users();
            crm.describe("Contacts");
            String company = TestAccount.create(crm, "Accounts", "Account_Name", "Vink", "Employees", 5L);
            List<String> ids = new ArrayList<>();
            crm.write(
                            "Contacts",
                            IntStream.range(0, 60)
                                    .mapToObj(i -> TestAccount.write(
                                            "Contacts", null, "Last_Name", "Vink " + i, "Account_Name", company))
                                    .toList())
                    .forEach(result -> ids.add(((dev.caravan.crm.WriteResult.Written) result).id()));
            crm.write("Contacts", List.of(TestAccount.write("Contacts", ids.get(0), "Title", null)));
            crm.read("Contacts", ids, crm.describe("Contacts").fields().keySet());
            crm.lookup("Contacts", "Email", List.of("a@vink.example"), List.of("Last_Name"));
            crm.search("Contacts", Filters.parse("Last_Name LIKE 'v%' AND NOT Title = 'x'"), List.of("Email"), "id:1");
            crm.count("Contacts", new Condition.Everything());
            String since =
                    "{\"since\":\"" + Instant.now().minusSeconds(60) + "\",\"newest\":\"" + Instant.now() + "\"}";
            String cursor = crm.changes("Contacts", since).cursor();
            crm.changes("Contacts", cursor);
            crm.listed("Contacts", crm.lists("Contacts").get(0).id(), List.of("Email"), null);
            notes(crm, ids.get(0));
            crm.delete("Contacts", ids);
        }
    }

    private static void notes(Crm crm, String contact) {
        Write note = TestAccount.write("Notes", null, "Note_Content", "Text", "Parent_Id", contact);
        AssociateTo parent = new AssociateTo("Contacts", contact, AssociateTo.Kind.PRIMARY);
        Write hung = new Write(note.record(), "Notes", null, note.values(), List.of(parent), note.values(), "created");
        String id = TestAccount.written(crm.write("Notes", List.of(hung))).id();
        crm.write("Notes", List.of(TestAccount.write("Notes", id, "Note_Title", "Title")));
        crm.read("Notes", List.of(id), crm.describe("Notes").fields().keySet());
        crm.lookup("Notes", "Parent_Id", List.of(contact), List.of("Note_Title"));
        crm.lookup("Notes", "Note_Title", List.of("Title"), List.of());
        crm.search("Notes", Filters.parse("Note_Content LIKE 't%'"), List.of("Parent_Id"), null);
        crm.count("Notes", new Condition.Everything());
        crm.changes("Notes", crm.changes("Notes", null).cursor());
        crm.delete("Notes", List.of(id));
    }

    private static List<OpenApiInteractionValidator> validators() throws IOException {
        LevelResolver levels = LevelResolver.create()
                .withLevel("validation.request.parameter.query.unexpected", ValidationReport.Level.ERROR)
                .build();
        ObjectMapper mapper = new ObjectMapper();
        List<OpenApiInteractionValidator> validators = new ArrayList<>();
        for (String area : AREAS) {
            Path file = DESCRIPTIONS.resolve("zoho-crm-" + area + "-openapi.json");
            ObjectNode description = (ObjectNode) mapper.readTree(file.toFile());
            description.put("openapi", "3.0.3");
            description.putArray("servers").addObject().put("url", "/crm/v8");
            old(description);
            validators.add(OpenApiInteractionValidator.createForInlineApiSpecification(description.toString())
                    .withLevelResolver(levels)
                    .build());
        }
        return validators;
    }

    /** The validator knows version 3.0, in which a type is one word, and a schema a map. */
    private static void old(JsonNode node) {
        if (node instanceof ObjectNode object
                && !object.path("unevaluatedProperties").isObject()) {
            object.remove("unevaluatedProperties");
        }
        if (node.path("properties") instanceof ObjectNode properties) {
            properties.properties().stream()
                    .filter(each -> each.getValue().isBoolean())
                    .forEach(each -> each.setValue(properties.objectNode()));
        }
        if (node instanceof ObjectNode object && object.path("type") instanceof ArrayNode types) {
            for (JsonNode type : types) {
                if (type.asText().equals("null")) {
                    object.put("nullable", true);
                } else {
                    object.put("type", type.asText());
                }
            }
        }
        node.forEach(ZohoContractTest::old);
    }

    private static List<String> mistakes(List<OpenApiInteractionValidator> validators, LoggedRequest request) {
        SimpleRequest.Builder built = new SimpleRequest.Builder(
                request.getMethod().getName(), request.getUrl().replaceAll("\\?.*", ""));
        for (QueryParameter parameter : request.getQueryParams().values()) {
            built.withQueryParam(parameter.key(), parameter.values());
        }
        if (request.containsHeader("Content-Type")) {
            built.withContentType(request.getHeader("Content-Type")).withBody(request.getBodyAsString());
        }
        built.withAccept(request.getHeader("Accept")).withAuthorization(request.getHeader("Authorization"));
        return best(validators, built.build());
    }

    /** The mistakes by the description that fits best: each knows only a part of the paths. */
    private static List<String> best(List<OpenApiInteractionValidator> validators, SimpleRequest request) {
        return validators.stream()
                .map(validator -> validator.validateRequest(request))
                .map(ZohoContractTest::errors)
                .map(errors -> errors.stream()
                        .filter(error -> !TOLERATED.containsKey(error))
                        .toList())
                .min(Comparator.comparingInt((List<String> errors) ->
                        errors.stream().anyMatch(e -> e.startsWith("No API path found")) ? 1000 : errors.size()))
                .orElseThrow();
    }

    private static List<String> errors(ValidationReport report) {
        return report.getMessages().stream()
                .filter(message -> message.getLevel() == ValidationReport.Level.ERROR)
                .map(ValidationReport.Message::getMessage)
                .toList();
    }

    private static SimpleRequest post(String path, String body) {
        return SimpleRequest.Builder.post(path)
                .withContentType("application/json")
                .withAuthorization("Zoho-oauthtoken x")
                .withBody(body)
                .build();
    }
}
