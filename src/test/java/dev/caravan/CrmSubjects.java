package dev.caravan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.hooks.ActiveCampaignHook;
import dev.caravan.hooks.CustomHook;
import dev.caravan.hooks.DynamicsHook;
import dev.caravan.hooks.HubSpotHook;
import dev.caravan.hooks.PipedriveHook;
import dev.caravan.hooks.SalesforceHook;
import dev.caravan.hooks.TribeHook;
import dev.caravan.hooks.ZohoHook;
import dev.caravan.sandbox.SandboxServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** Every CRM of Caravan, as the tests of the whole application know it. */
final class CrmSubjects {
    private static final String ROLES = "Relationship_Person_Contact_Standard";

    static final List<CrmSubject> ALL = List.of(
            new CrmSubject(
                    "hubspot",
                    "companies",
                    0,
                    "contacts",
                    new CrmSubject.Person("/firstname", "/lastname", "/phone"),
                    CrmSubjects::associatedInHubSpot,
                    "/name",
                    "{\"phone\":\"%s\"}",
                    "POST /crm/.*/(search|batch/read)",
                    new HubSpotHook()),
            new CrmSubject(
                    "salesforce",
                    "Account",
                    0,
                    "Contact",
                    new CrmSubject.Person("/FirstName", "/LastName", "/Phone"),
                    field("Contact", "AccountId"),
                    "/Name",
                    "{\"Phone\":\"%s\"}",
                    "POST /services/data/[^/]+/composite(/sobjects/[^/]+)?",
                    new SalesforceHook()),
            new CrmSubject(
                    "pipedrive",
                    "organizations",
                    0,
                    "persons",
                    new CrmSubject.Person(List.of("/name"), "/phones/0/value", null, ""),
                    field("persons", "org_id"),
                    "/name",
                    "{\"phones\":[{\"value\":\"%s\",\"primary\":true,\"label\":\"work\"}]}",
                    "",
                    new PipedriveHook()),
            new CrmSubject(
                    "activecampaign",
                    "accounts",
                    0,
                    "contacts",
                    new CrmSubject.Person("/firstName", "/lastName", "/phone"),
                    (sandbox, contact) -> TestCrms.records(sandbox, "accountContacts").values().stream()
                            .filter(link -> link.path("contact").asText().equals(contact))
                            .map(link -> link.path("account").asText())
                            .findFirst()
                            .orElse(""),
                    "/name",
                    "{\"phone\":\"%s\"}",
                    "",
                    new ActiveCampaignHook()),
            new CrmSubject(
                    "dynamics",
                    "accounts",
                    0,
                    "contacts",
                    new CrmSubject.Person("/firstname", "/lastname", "/telephone1"),
                    field("contacts", "parentcustomerid"),
                    "/name",
                    "{\"telephone1\":\"%s\"}",
                    // Reads and writes alike; what it wrote stands in the journal.
                    "POST /api/data/[^/]+/\\$batch",
                    new DynamicsHook()),
            new CrmSubject(
                    "zoho",
                    "Accounts",
                    0,
                    "Contacts",
                    new CrmSubject.Person("/First_Name", "/Last_Name", "/Phone"),
                    field("Contacts", "Account_Name"),
                    "/Account_Name",
                    "{\"Phone\":\"%s\"}",
                    "POST /crm/v8/coql",
                    new ZohoHook()),
            new CrmSubject(
                    "tribe",
                    "Relation_Organization",
                    // The one that the account itself belongs to.
                    1,
                    ROLES,
                    new CrmSubject.Person(
                            List.of("/FirstName", "/LastName"), "/PhoneNumber", "Relation_Person", "Person"),
                    field(ROLES, "Relation"),
                    "/Name",
                    "{\"PhoneNumber\":\"%s\"}",
                    "",
                    new TribeHook()),
            new CrmSubject(
                    "custom",
                    "companies",
                    0,
                    "people",
                    new CrmSubject.Person("/name.first", "/name.last", "/contact.phone"),
                    field("people", "company_id"),
                    "/name",
                    "{\"contact\":{\"phone\":\"%s\"}}",
                    "",
                    new CustomHook()));

    private CrmSubjects() {}

    private static CrmSubject.Work field(String object, String name) {
        return (sandbox, contact) ->
                TestCrms.records(sandbox, object).get(contact).path(name).asText();
    }

    private static String associatedInHubSpot(SandboxServer sandbox, String contact) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        sandbox.baseUrl() + "/crm/v4/objects/contacts/" + contact + "/associations/companies"))
                .header("Authorization", "Bearer sandbox")
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        JsonNode first =
                new ObjectMapper().readTree(answer.body()).path("results").path(0);
        return first.path("toObjectId").asText();
    }
}
