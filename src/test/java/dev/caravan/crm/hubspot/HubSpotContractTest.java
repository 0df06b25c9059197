package dev.caravan.crm.hubspot;

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
import com.github.tomakehurst.wiremock.http.QueryParameter;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.Association;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.WriteResult;
import dev.caravan.filter.Condition;
import dev.caravan.problem.Secret;
import dev.caravan.sandbox.SandboxClient;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every request that the driver makes is one that HubSpot's interface descriptions know. */
class HubSpotContractTest {
    private static final Path DESCRIPTIONS = Path.of("../shared/vendors/hubspot-openapi");

    /** What differs from the descriptions on purpose: message of the validator, and why. */
    private static final Map<String, String> TOLERATED = Map.of(
            "[Path '/sorts/0'] Instance type (object) does not match any allowed primitive type (allowed: [\"string\"])",
            "sorts are objects in HubSpot's search guide and on the wire; the client library sends them as such too",
            "No API path found that matches request '/account-info/v3/details'.",
            "account facts are documented, but are not among the descriptions");

    @RegisterExtension
    static final WireMockExtension PROXY =
            WireMockExtension.newInstance().options(options().dynamicPort()).build();

    @Test
    void everyRequestFitsTheDescriptions() throws IOException {
        assumeTrue(Files.isDirectory(DESCRIPTIONS), "no interface descriptions at " + DESCRIPTIONS.toAbsolutePath());
        List<OpenApiInteractionValidator> validators = validators();
        try (Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("hubspot"));
                TestAccount account = new TestAccount()) {
            PROXY.stubFor(any(anyUrl())
                    .willReturn(
                            aResponse().proxiedFrom(sandboxes.vendor("hubspot").baseUrl())));
            String list = new SandboxClient(sandboxes.vendor("hubspot").baseUrl(), "sandbox")
                    .post("/crm/v3/lists", "{\"name\":\"VIPs\",\"objectTypeId\":\"0-1\",\"processingType\":\"MANUAL\"}")
                    .at("/list/listId");
            useEverything(account, list);
        }
        List<LoggedRequest> requests = PROXY.getAllServeEvents().stream()
                .map(event -> event.getRequest())
                .toList();
        Set<String> mistakes = new TreeSet<>();
        Set<String> operations = new TreeSet<>();
        for (LoggedRequest request : requests) {
            operations.add(request.getMethod() + " " + request.getUrl().replaceAll("\\?.*", ""));
            mistakes(validators, request).forEach(mistake -> mistakes.add(request.getUrl() + ": " + mistake));
        }
        assertThat(mistakes).isEmpty();
        assertThat(operations)
                .contains(
                        "GET /crm/v3/owners",
                        "POST /crm/v3/lists/search",
                        "GET /crm/v3/properties/contacts",
                        "POST /crm/v3/objects/companies/batch/update",
                        "POST /crm/v3/objects/companies/batch/upsert",
                        "POST /crm/v3/objects/contacts/batch/archive",
                        "POST /crm/v3/objects/contacts/batch/create",
                        "POST /crm/v3/objects/contacts/batch/read",
                        "POST /crm/v3/objects/contacts/search",
                        "POST /crm/v3/objects/leads/batch/create",
                        "POST /crm/v4/associations/contacts/companies/batch/archive",
                        "POST /crm/v4/associations/contacts/companies/batch/associate/default",
                        "POST /crm/v4/associations/contacts/companies/batch/create",
                        "POST /crm/v4/associations/contacts/companies/batch/read",
                        "POST /oauth/v1/token");
    }

    @Test
    void aRequestThatDoesNotFitIsFound() throws IOException {
        assumeTrue(Files.isDirectory(DESCRIPTIONS), "no interface descriptions at " + DESCRIPTIONS.toAbsolutePath());
        List<OpenApiInteractionValidator> validators = validators();
        String path = "/crm/v3/objects/contacts/batch/read";
        assertThat(best(validators, post(path, "{\"inputs\":[{\"id\":\"1\"}]}")))
                .isNotEmpty();
        String good = "{\"inputs\":[{\"id\":\"1\"}],\"properties\":[],\"propertiesWithHistory\":[]}";
        assertThat(best(validators, post(path, good))).isEmpty();
        assertThat(best(validators, post(path, good.replace("\"inputs\"", "\"odd\":1,\"inputs\""))))
                .isNotEmpty();
        SimpleRequest odd = SimpleRequest.Builder.get("/crm/v3/owners")
                .withQueryParam("odd", "1")
                .build();
        assertThat(best(validators, odd)).isNotEmpty();
    }

    private static void useEverything(TestAccount account, String list) {
        ConnectionSettings.Auth auth = new ConnectionSettings.Auth(
                "refresh-token",
                null,
                "sandbox-client",
                new Secret("sandbox-secret"),
                new Secret("sandbox-refresh"),
                null,
                null,
                null);
        try (Crm crm = account.open(TestAccount.settings(
                PROXY.baseUrl(), auth, Map.of("company", "caravan_id", "lead", "caravan_id"), Map.of()))) {
            crm.whoAmI();
            crm.users();
            crm.describe("contacts");
            String contact = id(crm.write(
                            "contacts",
                            List.of(TestAccount.create(
                                    "contacts",
                                    "hub-1",
                                    TestAccount.values("email", "ann@example.com", "jobtitle", null))))
                    .get(0));
            List<WriteResult> companies = crm.write(
                    "companies",
                    List.of(
                            TestAccount.create(
                                    "companies", "hub-a", TestAccount.values("name", "Acme", "numberofemployees", 5L)),
                            TestAccount.create(
                                    "companies", "hub-b", TestAccount.values("name", "Bolt", "is_public", true))));
            crm.write(
                    "companies",
                    List.of(TestAccount.update("companies", id(companies.get(0)), TestAccount.values("phone", null))));
            associate(crm, contact, id(companies.get(0)), AssociateTo.Kind.ADDITIONAL);
            associate(crm, contact, id(companies.get(0)), AssociateTo.Kind.PRIMARY);
            associate(crm, contact, id(companies.get(1)), AssociateTo.Kind.PRIMARY_REMOVING_OTHERS);
            crm.write(
                    "leads",
                    List.of(TestAccount.create(
                            "leads",
                            "hub-lead",
                            TestAccount.values("hs_lead_name", "Ann"),
                            new AssociateTo("contacts", contact, AssociateTo.Kind.PRIMARY))));
            crm.read("contacts", List.of(contact), List.of("email"));
            crm.lookup("contacts", "email", List.of("ann@example.com"), List.of());
            crm.lookup("contacts", "lastname", List.of("Example"), List.of());
            Condition condition = new Condition.Or(List.of(
                    new Condition.Compare("email", Condition.Operator.NOT_EQUAL, "x"),
                    new Condition.In("jobtitle", List.of("CFO", "CEO")),
                    new Condition.IsNull("phone")));
            crm.search("contacts", condition, List.of("email"), null);
            crm.search("contacts", condition, List.of("email"), "id:1");
            crm.count("contacts", condition);
            String cursor = crm.changes("contacts", null).cursor();
            crm.changes("contacts", cursor);
            crm.changes("companies", "{\"time\":1,\"id\":\"5\",\"goesOn\":true}");
            crm.fates("contacts", List.of(contact));
            crm.fieldTimes("contacts", List.of(contact), List.of("email"));
            crm.lists("contacts");
            crm.listed("contacts", list, List.of("email"), null);
            crm.listed("contacts", list, List.of("email"), "1");
            crm.delete("contacts", List.of(contact));
        }
    }

    private static void associate(Crm crm, String contact, String company, AssociateTo.Kind kind) {
        crm.associate(List.of(new Association("contacts", contact, new AssociateTo("companies", company, kind))));
    }

    private static String id(WriteResult result) {
        return ((WriteResult.Written) result).id();
    }

    private static List<OpenApiInteractionValidator> validators() throws IOException {
        LevelResolver levels = LevelResolver.create()
                .withLevel("validation.request.parameter.query.unexpected", ValidationReport.Level.ERROR)
                .build();
        try (Stream<Path> files = Files.list(DESCRIPTIONS)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(file -> OpenApiInteractionValidator.createFor(
                                    file.toUri().toString())
                            .withLevelResolver(levels)
                            .build())
                    .toList();
        }
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
        return best(validators, built.build()).stream()
                .filter(mistake -> !TOLERATED.containsKey(mistake))
                .toList();
    }

    /** The mistakes by the description that fits best: each knows only a part of the paths. */
    private static List<String> best(List<OpenApiInteractionValidator> validators, SimpleRequest request) {
        return validators.stream()
                .map(validator -> validator.validateRequest(request))
                .map(HubSpotContractTest::errors)
                .min(Comparator.comparingInt((List<String> errors) ->
                        errors.stream().anyMatch(e -> e.startsWith("No API path found")) ? 1000 : errors.size()))
                .orElseThrow();
    }

    private static List<String> errors(ValidationReport report) {
        List<String> errors = new ArrayList<>();
        report.getMessages().stream()
                .filter(message -> message.getLevel() == ValidationReport.Level.ERROR)
                .forEach(message -> errors.add(message.getMessage()));
        return errors;
    }

    private static SimpleRequest post(String path, String body) {
        return SimpleRequest.Builder.post(path)
                .withContentType("application/json")
                .withAuthorization("Bearer x")
                .withBody(body)
                .build();
    }
}
