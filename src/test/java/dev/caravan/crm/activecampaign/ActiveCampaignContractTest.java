package dev.caravan.crm.activecampaign;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every request that the driver makes is one that the inventory of ActiveCampaign's interface knows. */
class ActiveCampaignContractTest {
    /** Beside the checkout, or beside the folder of a worktree. */
    private static final Path DESCRIPTION = Stream.of("../shared", "../../shared")
            .map(shared -> Path.of(shared, "vendors/activecampaign-openapi/activecampaign-v3-inventory.json"))
            .filter(Files::isRegularFile)
            .findFirst()
            .orElse(Path.of("activecampaign-v3-inventory.json"));

    /** Parameters that the inventory does not have, and where they come from. */
    private static final Map<String, String> TOLERATED = Map.of(
            "limit", "paging is described once for all lists",
            "offset", "paging is described once for all lists",
            "include", "sideloads are described once for all lists; option sideload",
            "id_greater", "described for contacts, as a number",
            "ids[]", "the inventory has ids, which the documentation writes with brackets");

    /** Mistakes that are none: message of the validator, and why. */
    private static final Map<String, String> DIFFERENT = Map.of(
            "[Path '/deal'] Object has missing required properties ([\"contact\"])",
            "a deal needs a contact or an account",
            "[Path '/dealTask/duedate'] String \"2026-11-02T10:00:00+00:00\" is invalid against requested date format(s) yyyy-MM-dd",
            "typed as a day, and shown with a time of the day in the documentation's own example");

    @RegisterExtension
    static final WireMockExtension PROXY =
            WireMockExtension.newInstance().options(options().dynamicPort()).build();

    @Test
    void everyRequestFitsTheDescription() {
        assumeTrue(Files.isRegularFile(DESCRIPTION), "no description at " + DESCRIPTION.toAbsolutePath());
        OpenApiInteractionValidator validator = validator();
        try (TestAccount account = new TestAccount()) {
            PROXY.stubFor(any(anyUrl()).willReturn(aResponse().proxiedFrom(account.url())));
            String list = account.send("POST", "/lists", "{\"list\":{\"name\":\"News\"}}")
                    .at("/list/id")
                    .asText();
            useEverything(account, list);
        }
        Set<String> mistakes = new TreeSet<>();
        Set<String> operations = new TreeSet<>();
        for (LoggedRequest request : PROXY.getAllServeEvents().stream()
                .map(event -> event.getRequest())
                .toList()) {
            String path = request.getUrl().replaceAll("\\?.*", "");
            operations.add(request.getMethod() + " " + path.replaceAll("(?<!api)/\\d+", "/{id}"));
            errors(validator, sent(request)).forEach(mistake -> mistakes.add(request.getUrl() + ": " + mistake));
        }
        assertThat(mistakes).isEmpty();
        assertThat(operations)
                .contains(
                        "DELETE /api/3/accountContacts/{id}",
                        "DELETE /api/3/deals/{id}",
                        "DELETE /api/3/dealTasks/{id}",
                        "DELETE /api/3/notes/{id}",
                        "GET /api/3/accountCustomFieldData",
                        "GET /api/3/accountCustomFieldMeta",
                        "GET /api/3/accounts",
                        "GET /api/3/contacts",
                        "GET /api/3/contacts/{id}/accountContacts",
                        "GET /api/3/contacts/{id}/notes",
                        "GET /api/3/dealGroups",
                        "GET /api/3/dealTasks",
                        "GET /api/3/dealTasktypes",
                        "GET /api/3/deals",
                        "GET /api/3/fields",
                        "GET /api/3/lists/{id}",
                        "GET /api/3/users/me",
                        "POST /api/3/accountContacts",
                        "POST /api/3/accounts",
                        "POST /api/3/contacts",
                        "POST /api/3/deals",
                        "POST /api/3/dealTasks",
                        "POST /api/3/notes",
                        "PUT /api/3/accountContacts/{id}",
                        "PUT /api/3/accounts/{id}",
                        "PUT /api/3/contacts/{id}",
                        "PUT /api/3/deals/{id}",
                        "PUT /api/3/dealTasks/{id}",
                        "PUT /api/3/notes/{id}");
    }

    @Test
    void aRequestThatDoesNotFitIsFound() {
        assumeTrue(Files.isRegularFile(DESCRIPTION), "no description at " + DESCRIPTION.toAbsolutePath());
        OpenApiInteractionValidator validator = validator();
        String good = "{\"accountContact\":{\"account\":9,\"contact\":113}}";
        assertThat(errors(validator, post("/api/3/accountContacts", good))).isEmpty();
        assertThat(errors(validator, post("/api/3/accountContacts", good.replace("9", "\"9\""))))
                .isNotEmpty();
        assertThat(errors(validator, post("/api/3/accountContacts", "{\"accountContact\":{\"account\":9}}")))
                .isNotEmpty();
        assertThat(errors(
                        validator,
                        SimpleRequest.Builder.get("/api/3/contacts")
                                .withQueryParam("odd", "1")
                                .build()))
                .isNotEmpty();
    }

    private static void useEverything(TestAccount account, String list) {
        for (String sideload : List.of("on", "off")) {
            try (Crm crm = account.open(
                    PROXY.baseUrl(), "sandbox", Map.of("sideload", sideload, "contacts-without-email", sideload))) {
                crm.whoAmI();
                crm.users();
                String acme = TestAccount.create(
                        crm,
                        "accounts",
                        "name",
                        "Acme " + sideload,
                        "owner",
                        "2",
                        "cf_annual_revenue",
                        5,
                        "cf_interests",
                        List.of("Bikes"));
                String bolt = TestAccount.create(crm, "accounts", "name", "Bolt " + sideload);
                TestAccount.write(crm, "accounts", acme, "accountUrl", null, "cf_city", "Gent");
                String contact = TestAccount.create(
                        crm, "contacts", "email", sideload + "@acme.example", "cf_tier", "Gold", "account", acme);
                TestAccount.write(crm, "contacts", contact, "lastName", "Vink", "phone", null, "jobTitle", "CFO");
                TestAccount.write(crm, "contacts", contact, "account", bolt);
                String deal = TestAccount.create(
                        crm, "deals", "title", "Deal", "account", acme, "value", 12.5, "percent", 20, "status", "open");
                TestAccount.write(crm, "deals", deal, "stage", "Renewed", "cf_budget", 7, "owner", "3");
                String note = TestAccount.create(crm, "notes", "note", "Text", "contact", contact);
                TestAccount.write(crm, "notes", note, "note", "Other text");
                String task = TestAccount.create(
                        crm,
                        "dealTasks",
                        "title",
                        "Call",
                        "duedate",
                        "2026-11-02T10:00:00Z",
                        "edate",
                        "2026-11-02T10:15:00Z",
                        "dealTasktype",
                        "Call",
                        "status",
                        "done",
                        "assignee",
                        "2",
                        "contact",
                        contact);
                TestAccount.write(crm, "dealTasks", task, "note", "Text", "deal", deal);
                for (String object : List.of("accounts", "contacts", "deals", "notes", "dealTasks")) {
                    List<String> custom = List.of("cf_tier", "cf_city", "account", "jobTitle");
                    crm.search(object, new Condition.Everything(), custom, null);
                    crm.count(object, new Condition.Everything());
                    crm.changes(object, "{\"since\":\"2026-01-01T00:00:00Z\",\"newest\":\"2026-01-01T00:00:00Z\"}");
                    crm.read(object, List.of("1", "2"), custom);
                    crm.lookup(object, crm.nameField(object), List.of("none"), custom);
                }
                crm.lookup("notes", "contact", List.of(contact), List.of("note"));
                crm.delete("notes", List.of(note));
                crm.delete("dealTasks", List.of(task));
                crm.lists("contacts");
                crm.listed("contacts", list, List.of("email"), null);
                crm.delete("deals", List.of(deal));
            }
        }
    }

    private static OpenApiInteractionValidator validator() {
        return OpenApiInteractionValidator.createFor(DESCRIPTION.toUri().toString())
                .withBasePathOverride("/api/3")
                .withLevelResolver(LevelResolver.create()
                        .withLevel("validation.request.parameter.query.unexpected", ValidationReport.Level.ERROR)
                        .withLevel("validation.request.security.missing", ValidationReport.Level.IGNORE)
                        .build())
                .build();
    }

    private static SimpleRequest sent(LoggedRequest request) {
        SimpleRequest.Builder built = new SimpleRequest.Builder(
                request.getMethod().getName(), request.getUrl().replaceAll("\\?.*", ""));
        for (QueryParameter parameter : request.getQueryParams().values()) {
            if (!TOLERATED.containsKey(parameter.key())) {
                built.withQueryParam(parameter.key(), parameter.values());
            }
        }
        if (request.containsHeader("Content-Type")) {
            built.withContentType(request.getHeader("Content-Type")).withBody(request.getBodyAsString());
        }
        return built.withAccept(request.getHeader("Accept"))
                .withHeader("Api-Token", request.getHeader("Api-Token"))
                .build();
    }

    private static List<String> errors(OpenApiInteractionValidator validator, SimpleRequest request) {
        List<String> errors = new ArrayList<>();
        validator.validateRequest(request).getMessages().stream()
                .filter(message -> message.getLevel() == ValidationReport.Level.ERROR)
                .map(ValidationReport.Message::getMessage)
                .filter(message -> !DIFFERENT.containsKey(message))
                .forEach(errors::add);
        return errors;
    }

    private static SimpleRequest post(String path, String body) {
        return SimpleRequest.Builder.post(path)
                .withContentType("application/json")
                .withHeader("Api-Token", "x")
                .withBody(body)
                .build();
    }
}
