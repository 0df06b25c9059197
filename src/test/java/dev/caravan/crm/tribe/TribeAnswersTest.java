package dev.caravan.crm.tribe;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.WriteResult;
import dev.caravan.filter.Condition;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.Secret;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Answers in forms that the documentation leaves open, and the requests that lead to them, to the letter. */
class TribeAnswersTest {
    private static final String ODATA = "/v1/odata/";
    private static final String COMPANIES = "Relation_Organization";
    private static final String CONTACTS = "Relationship_Person_Contact_Standard";
    private static final String DEALS = "Activity_SalesOpportunity";
    private static final String ID = "9fcb346f-bd58-423d-b7da-1952f9449827";
    private static final String OTHER = "0a1b2c3d-bd58-423d-b7da-1952f9449827";
    private static final TestTribe TRIBE = new TestTribe();

    @RegisterExtension
    static final WireMockExtension SERVER =
            WireMockExtension.newInstance().options(options().dynamicPort()).build();

    private Crm crm;

    @BeforeEach
    void open() {
        ConnectionSettings.Auth token =
                new ConnectionSettings.Auth("token", new Secret("t"), null, null, null, null, null, null);
        crm = TRIBE.open(SERVER.baseUrl(), token, Map.of(), Map.of());
        rows("Datastore_Phase_ActivitySalesOpportunity", "{'ID':'" + OTHER + "','_Name':'Sent to customer'}");
    }

    @AfterAll
    static void stop() {
        TRIBE.close();
    }

    @Test
    void withoutADescriptionWhatIsDocumentedHolds() {
        assertThat(crm.describe(CONTACTS).fields())
                .containsKeys("EmailAddress", "Person.LastName", "Relation", "Department");
        assertThat(crm.describe(DEALS).field("Phase").orElseThrow().options())
                .as("a choice without a code goes by its name")
                .extracting(FieldSchema.Option::name)
                .containsExactly("Sent to customer");
    }

    @Test
    void whereTheDescriptionIsForbiddenDescribingSaysSoAndTheRestWorks() {
        SERVER.stubFor(
                get(urlPathEqualTo(ODATA + "$metadata")).willReturn(aResponse().withStatus(403)));
        rows(COMPANIES, "{'ID':'" + ID + "','Name':'Vink','NumberOfEmployees':5}");
        assertThat(error(() -> crm.describe(COMPANIES)))
                .isInstanceOfSatisfying(
                        CrmError.Unauthorized.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INSUFFICIENT_ACCESS));
        assertThat(crm.read(COMPANIES, List.of(ID), List.of("Name", "NumberOfEmployees"))
                        .get(0)
                        .fields())
                .containsEntry("Name", "Vink")
                .containsEntry("NumberOfEmployees", 5L);
    }

    @Test
    void aDescriptionInAnotherFormIsUnderstood() {
        SERVER.stubFor(
                get(urlPathEqualTo(ODATA + "$metadata")).willReturn(aResponse().withBody("""
                <?xml version="1.0"?><edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
                <edmx:DataServices><Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="nl.tribe.model" Alias="T">
                <EntityType Name="Base" Abstract="true"><Property Name="ID" Type="Edm.Guid" Nullable="false"/></EntityType>
                <EntityType Name="Organization" BaseType="T.Base"><Property Name="Name" Type="Edm.String" Nullable="false"/>
                <Property Name="Score" Type="Edm.Double"/><Property Name="Tags" Type="Collection(Edm.String)"/>
                <Property Name="_117ecf60__d492__48a1__8aab__a131ad465fd5" Type="Edm.String"/>
                <NavigationProperty Name="Branch" Type="T.Branch"/></EntityType>
                <EntityType Name="Branch" BaseType="nl.tribe.model.Base"/>
                <EntityContainer Name="C"><EntitySet Name="Relation_Organization" EntityType="nl.tribe.model.Organization"/>
                <EntitySet Name="Datastore_Branch" EntityType="T.Branch"/></EntityContainer>
                </Schema></edmx:DataServices></edmx:Edmx>""")));
        rows("Datastore_Branch", "{'ID':'" + OTHER + "','Code':'IT','_Name':'Software'}");
        Map<String, FieldSchema> fields = crm.describe(COMPANIES).fields();
        assertThat(fields.get("Name").requiredOnCreate()).isTrue();
        assertThat(fields.get("Score").type()).isEqualTo(FieldSchema.Type.NUMBER);
        assertThat(fields.get("ID").readOnly()).isTrue();
        assertThat(fields).doesNotContainKey("Tags");
        assertThat(fields)
                .as("without a label a custom field goes by its own name")
                .containsKey("_117ecf60__d492__48a1__8aab__a131ad465fd5");
        assertThat(fields.get("Branch").options()).containsExactly(new FieldSchema.Option("IT", "Software"));
        assertThat(error(() -> crm.describe(DEALS)))
                .isInstanceOfSatisfying(
                        CrmError.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void aLoginPageInPlaceOfADescriptionIsNoDescription() {
        SERVER.stubFor(get(urlPathEqualTo(ODATA + "$metadata"))
                .willReturn(aResponse().withBody("<html><body>Log in</body></html>")));
        assertThat(error(() -> crm.describe(COMPANIES))).isInstanceOf(CrmError.Transient.class);
        SERVER.stubFor(get(urlPathEqualTo(ODATA + "$metadata"))
                .willReturn(
                        aResponse().withBody("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><x>&e;</x>")));
        assertThat(error(() -> crm.describe(COMPANIES))).isInstanceOf(CrmError.Transient.class);
    }

    @Test
    void aRecordIsReadByItsBareIdAndWithoutTimes() {
        rows(
                CONTACTS,
                "{'ID':'" + ID + "','EmailAddress':null,'Person':{'ID':'" + OTHER
                        + "','EmailAddress':'ada@home.example','LastName':'Vink'},'Relation':null}");
        assertThat(crm.read(CONTACTS, List.of(ID), List.of("EmailAddress", "Person.LastName")))
                .singleElement()
                .satisfies(record -> {
                    assertThat(record.fields())
                            .containsEntry("EmailAddress", "ada@home.example")
                            .containsEntry("Person.LastName", "Vink");
                    assertThat(record.modifiedAt()).isEmpty();
                });
        SERVER.verify(getRequestedFor(urlPathEqualTo(ODATA + CONTACTS))
                .withHeader("Authorization", equalTo("Bearer t"))
                .withQueryParam("$filter", equalTo("ID eq " + ID))
                .withQueryParam("$orderby", equalTo("ID"))
                .withQueryParam("$top", equalTo("100"))
                .withQueryParam("$select", equalTo("ID,CreationDate,LastMutationDate,EmailAddress"))
                .withQueryParam(
                        "$expand", equalTo("Person($select=ID,CreationDate,LastMutationDate,EmailAddress,LastName)")));
        assertThat(SERVER.getAllServeEvents().get(0).getRequest().getUrl())
                .as("a blank is never a plus")
                .doesNotContain("+")
                .contains("%20eq%20");
    }

    @Test
    void aCreateIsOneCallWithEverythingInside() {
        rows("Relationship_Organization_Identity", "{'ID':'" + ID + "','Relation':{'ID':'" + OTHER + "'}}");
        SERVER.stubFor(post(urlPathEqualTo(ODATA + CONTACTS)).willReturn(okJson("{\"ID\":\"" + ID + "\"}")));
        WriteResult.Written written = TestTribe.written(crm.write(
                CONTACTS,
                List.of(TestTribe.write(
                        CONTACTS, null, "EmailAddress", "a@b.example", "Person.LastName", "Vink", "Name", null))));
        assertThat(written).isEqualTo(new WriteResult.Written(ID, true, Map.of()));
        SERVER.verify(
                1,
                postRequestedFor(urlPathEqualTo(ODATA + CONTACTS))
                        .withRequestBody(
                                equalToJson("{\"EmailAddress\":\"a@b.example\",\"Person\":{\"LastName\":\"Vink\"},"
                                        + "\"Relation\":{\"ID\":\"" + OTHER + "\"}}")));
    }

    @Test
    void anUpdateIsAPutOfWhatChangesWhateverComesBack() {
        String path = ODATA + COMPANIES + "(" + ID + ")";
        SERVER.stubFor(put(urlPathEqualTo(path)).willReturn(aResponse().withStatus(204)));
        WriteResult.Written written = TestTribe.written(
                crm.write(COMPANIES, List.of(TestTribe.write(COMPANIES, ID, "Website", "x", "PhoneNumber", null))));
        assertThat(written).isEqualTo(new WriteResult.Written(ID, false, Map.of()));
        SERVER.verify(
                1,
                putRequestedFor(urlPathEqualTo(path))
                        .withRequestBody(equalToJson("{\"Website\":\"x\",\"PhoneNumber\":null}")));
        SERVER.stubFor(delete(urlPathEqualTo(path)).willReturn(okJson("{}")));
        TestTribe.written(crm.delete(COMPANIES, List.of(ID)));
    }

    @Test
    void anAnswerWithoutAnIdLeavesTheOutcomeUnknown() {
        SERVER.stubFor(
                post(urlPathEqualTo(ODATA + COMPANIES)).willReturn(aResponse().withStatus(204)));
        assertThat(TestTribe.refused(crm, COMPANIES, "Name", "Vink"))
                .isInstanceOfSatisfying(
                        CrmError.Transient.class,
                        lost -> assertThat(lost.outcomeUnknown()).isTrue());
    }

    @Test
    void whereNoCountComesBackRecordsAreCounted() {
        rows(COMPANIES, "{'ID':'" + ID + "'},{'ID':'" + OTHER + "'}");
        assertThat(crm.count(COMPANIES, new Condition.Everything())).isEqualTo(2);
    }

    @Test
    void whoHasNoNameAndNoOwnAddressIsThePersonBehind() {
        SERVER.stubFor(get(urlPathEqualTo(ODATA + "GetCurrentEmployee()"))
                .willReturn(okJson(json("{'ID':'" + ID + "','EmailAddress':null,'Person':{'FirstName':'Ada',"
                        + "'LastName':'Admin','EmailAddress':'ada@sandbox.example'}}"))));
        assertThat(crm.whoAmI()).isEqualTo("Ada Admin (ada@sandbox.example)");
    }

    @Test
    void anOwnOrganisationThatIsNotToBeSeenHarmsNoRead() {
        rows(CONTACTS, "{'ID':'" + ID + "','Relation':{'ID':'" + OTHER + "'}}");
        List<CrmRecord> read = crm.read(CONTACTS, List.of(ID), List.of("Relation"));
        assertThat(read.get(0).fields()).containsEntry("Relation", OTHER);
        assertThat(TestTribe.refused(crm, CONTACTS, "Person.LastName", "Vink")).isInstanceOf(CrmError.Rejected.class);
    }

    private static CrmError error(Runnable work) {
        try {
            work.run();
        } catch (CrmException e) {
            return e.error();
        }
        throw new AssertionError("nothing was thrown");
    }

    private static void rows(String set, String rows) {
        SERVER.stubFor(get(urlPathEqualTo(ODATA + set)).willReturn(okJson(json("{'value':[" + rows + "]}"))));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
