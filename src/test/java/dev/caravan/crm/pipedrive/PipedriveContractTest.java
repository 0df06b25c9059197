package dev.caravan.crm.pipedrive;

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
import dev.caravan.crm.Crm;
import dev.caravan.filter.Condition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every request that the driver makes is one that Pipedrive's interface descriptions know. */
class PipedriveContractTest {
    /** Beside the working tree, or beside the folder of working trees. */
    private static final Path DESCRIPTIONS = Stream.of("../shared", "../../shared")
            .map(folder -> Path.of(folder, "vendors/pipedrive-openapi"))
            .filter(Files::isDirectory)
            .findFirst()
            .orElse(Path.of("../shared/vendors/pipedrive-openapi"));

    /** What differs from the descriptions on purpose: a part of the validator's message, and why. */
    private static final Map<String, String> TOLERATED = Map.of(
            "Instance value (\"add_time ASC\") not found in enum",
            "the words beside the list of names say that a direction may follow a name",
            "not allowed by the schema: [\"refresh_token\"]",
            "the refresh is described under the same path with a slash at its end");

    @RegisterExtension
    static final WireMockExtension PROXY =
            WireMockExtension.newInstance().options(options().dynamicPort()).build();

    @Test
    void everyRequestFitsTheDescriptions() {
        assumeTrue(Files.isDirectory(DESCRIPTIONS), "no interface descriptions at " + DESCRIPTIONS.toAbsolutePath());
        OpenApiInteractionValidator v1 = validator("pipedrive-v1.json");
        OpenApiInteractionValidator v2 = validator("pipedrive-v2.json");
        try (TestCompany company = new TestCompany()) {
            PROXY.stubFor(any(anyUrl()).willReturn(aResponse().proxiedFrom(company.url())));
            useEverything(company);
        }
        Set<String> mistakes = new TreeSet<>();
        Set<String> operations = new TreeSet<>();
        for (var event : PROXY.getAllServeEvents()) {
            LoggedRequest request = event.getRequest();
            String path = request.getUrl().replaceAll("\\?.*", "");
            operations.add(request.getMethod() + " " + path.replaceAll("/(\\d+|[0-9a-f-]{36})$", "/{id}"));
            // The login has a server of its own, whose paths stand in the description of v1 without its prefix.
            boolean isLogin = path.startsWith("/oauth/");
            OpenApiInteractionValidator validator = path.startsWith("/api/v2") ? v2 : v1;
            mistakes(validator, request, isLogin ? "/v1" + path : path)
                    .forEach(mistake -> mistakes.add(request.getMethod() + " " + request.getUrl() + ": " + mistake));
        }
        assertThat(mistakes).isEmpty();
        assertThat(operations)
                .contains(
                        "DELETE /api/v2/persons/{id}",
                        "DELETE /v1/leads/{id}",
                        "GET /api/v2/deals",
                        "GET /api/v2/organizations",
                        "GET /api/v2/personFields",
                        "GET /api/v2/persons",
                        "GET /api/v2/persons/search",
                        "GET /api/v2/persons/{id}",
                        "GET /api/v2/stages",
                        "GET /v1/filters",
                        "GET /v1/leadFields",
                        "GET /v1/leads",
                        "GET /v1/leads/{id}",
                        "GET /v1/users",
                        "GET /v1/users/me",
                        "PATCH /api/v2/persons/{id}",
                        "PATCH /v1/leads/{id}",
                        "POST /api/v2/deals",
                        "POST /api/v2/organizations",
                        "POST /api/v2/persons",
                        "POST /oauth/token",
                        "POST /v1/leads");
    }

    @Test
    void aRequestThatDoesNotFitIsFound() {
        assumeTrue(Files.isDirectory(DESCRIPTIONS), "no interface descriptions at " + DESCRIPTIONS.toAbsolutePath());
        OpenApiInteractionValidator v2 = validator("pipedrive-v2.json");
        assertThat(errors(
                        v2,
                        SimpleRequest.Builder.get("/api/v2/persons")
                                .withQueryParam("odd", "1")
                                .withHeader("x-api-token", "x")
                                .build()))
                .isNotEmpty();
        assertThat(errors(
                        v2,
                        SimpleRequest.Builder.post("/api/v2/organizations")
                                .withHeader("x-api-token", "x")
                                .withContentType("application/json")
                                .withBody("{\"employee_count\":\"many\"}")
                                .build()))
                .isNotEmpty();
    }

    private static void useEverything(TestCompany company) {
        try (Crm login =
                company.open(PROXY.baseUrl(), TestCompany.oauth().at(PROXY.baseUrl() + "/oauth/token"), Map.of())) {
            login.whoAmI();
        }
        try (Crm crm = company.open(PROXY.baseUrl(), TestCompany.TOKEN, Map.of("index-up-to", "1"))) {
            crm.users();
            for (String object : List.of("organizations", "persons", "deals", "leads")) {
                crm.describe(object);
            }
            String organization = TestCompany.create(
                    crm,
                    "organizations",
                    "name",
                    "Vink",
                    "employee_count",
                    5L,
                    "address",
                    "Main 1",
                    "industry",
                    "Software");
            String person = TestCompany.create(
                    crm,
                    "persons",
                    "email",
                    "ada@vink.example",
                    "phone",
                    "+311",
                    "org_id",
                    organization,
                    "cf_tier",
                    "Gold");
            TestCompany.create(crm, "persons", "email", "bea@vink.example", "owner_id", "2");
            TestCompany.written(crm.write(
                    "persons",
                    List.of(TestCompany.write("persons", person, "email", "ann@vink.example", "last_name", "Vink"))));
            String deal = TestCompany.create(
                    crm, "deals", "title", "Deal", "value", 12.5, "stage_id", "Qualified", "org_id", organization);
            String lead =
                    TestCompany.create(crm, "leads", "title", "Lead", "value", 12.5, "organization_id", organization);
            TestCompany.written(
                    crm.write("leads", List.of(TestCompany.write("leads", lead, "expected_close_date", "2026-06-30"))));
            for (String object : List.of("organizations", "persons", "deals", "leads")) {
                crm.search(object, new Condition.Everything(), List.of(), null);
                String cursor = crm.changes(object, null).cursor();
                crm.changes(object, cursor);
                crm.lists(object);
            }
            crm.read("persons", List.of(person), List.of("cf_tier"));
            crm.read("leads", List.of(lead), List.of("title"));
            crm.lookup("persons", "email", List.of("ann@vink.example"), List.of());
            crm.lookup("deals", "title", List.of("Deal"), List.of());
            crm.delete("persons", List.of(person));
            crm.delete("deals", List.of(deal));
            crm.delete("leads", List.of(lead));
        }
    }

    private static OpenApiInteractionValidator validator(String file) {
        LevelResolver levels = LevelResolver.create()
                .withLevel("validation.request.parameter.query.unexpected", ValidationReport.Level.ERROR)
                .build();
        return OpenApiInteractionValidator.createFor(
                        DESCRIPTIONS.resolve(file).toUri().toString())
                .withLevelResolver(levels)
                .build();
    }

    private static List<String> mistakes(OpenApiInteractionValidator validator, LoggedRequest request, String path) {
        SimpleRequest.Builder built =
                new SimpleRequest.Builder(request.getMethod().getName(), path);
        for (QueryParameter parameter : request.getQueryParams().values()) {
            built.withQueryParam(parameter.key(), parameter.values());
        }
        for (String header : List.of("Authorization", "x-api-token", "Accept")) {
            if (request.containsHeader(header)) {
                built.withHeader(header, request.getHeader(header));
            }
        }
        if (request.containsHeader("Content-Type")) {
            built.withContentType(request.getHeader("Content-Type")).withBody(request.getBodyAsString());
        }
        return errors(validator, built.build()).stream()
                .filter(mistake -> TOLERATED.keySet().stream().noneMatch(mistake::contains))
                .toList();
    }

    private static List<String> errors(OpenApiInteractionValidator validator, SimpleRequest request) {
        return validator.validateRequest(request).getMessages().stream()
                .filter(message -> message.getLevel() == ValidationReport.Level.ERROR)
                .map(ValidationReport.Message::getMessage)
                .toList();
    }
}
