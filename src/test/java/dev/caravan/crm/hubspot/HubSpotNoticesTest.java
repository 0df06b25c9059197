package dev.caravan.crm.hubspot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.crm.Notice;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Webhooks;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the events of HubSpot's webhooks say. */
class HubSpotNoticesTest {
    private final Webhooks webhooks = new HubSpotWebhooks();

    @Test
    void theNewestSignatureIsTheUsualOneAndTheAnswerIsEmpty() {
        assertThat(webhooks.schemes()).containsExactly("hubspot-v3", "hubspot-v2", "hubspot-v1");
        assertThat(webhooks.accepted("hubspot-v3")).isEqualTo(Webhooks.Reply.EMPTY);
    }

    @Test
    void aChangedPropertyIsNamedAndItsValueIsNot() {
        assertThat(read("[" + event("contact.propertyChange", "'propertyName':'jobtitle','propertyValue':'CFO'") + "]"))
                .containsExactly(new Notice(
                        "contacts",
                        "123",
                        "contact.propertyChange jobtitle",
                        Optional.of(Instant.parse("2019-07-26T04:00:00Z")),
                        "contact.propertyChange|123|jobtitle|1564113600000|1"));
    }

    @ParameterizedTest
    @CsvSource({
        "contact.creation, , contacts",
        "company.deletion, , companies",
        "deal.restore, , deals",
        "contact.privacyDeletion, , contacts",
        "object.creation, 0-2, companies",
        "object.propertyChange, 0-136, leads",
        "object.deletion, 0-46, notes",
        "object.creation, 2-4711, 2-4711"
    })
    void everyObjectGoesByTheNameThatCallsUse(String type, String typeId, String object) {
        String more = typeId == null ? "'x':1" : "'objectTypeId':'" + typeId + "'";
        assertThat(read("[" + event(type, more) + "]"))
                .extracting(Notice::object)
                .containsExactly(object);
    }

    @Test
    void aMergeIsToldOfAllItsRecordsUnderKeysOfTheirOwn() {
        List<Notice> notices = read("["
                + event("contact.merge", "'primaryObjectId':7,'mergedObjectIds':[8,'9'],'newObjectId':10") + ","
                + event("contact.merge", "'primaryObjectId':11,'mergedObjectIds':[12],'newObjectId':11") + "]");
        assertThat(notices).extracting(Notice::id).containsExactly("7", "8", "9", "10", "11", "12");
        assertThat(notices).extracting(Notice::key).doesNotHaveDuplicates();
    }

    @Test
    void anAssociationIsToldOfTheEndThatTheEventIsAbout() {
        List<Notice> notices = read("[" + association(77, 5) + "," + association(78, 6) + "]");
        assertThat(notices).extracting(Notice::id).containsExactly("77", "78");
    }

    @Test
    @Tag("I3")
    void aRepeatHasTheSameKeyAndNothingElseHas() {
        String first = event("contact.propertyChange", "'propertyName':'city','attemptNumber':0");
        String again = event("contact.propertyChange", "'propertyName':'city','attemptNumber':3");
        assertThat(read("[" + first + "]").get(0).key())
                .isNotEmpty()
                .isEqualTo(read("[" + again + "]").get(0).key());
        List<Notice> others = read("[" + first + ","
                + event("contact.propertyChange", "'propertyName':'phone'") + ","
                + event("contact.creation", "'x':1") + ","
                + first.replace("\"eventId\":1", "\"eventId\":2") + ","
                + first.replace("1564113600000", "1564113600001") + ","
                + first.replace("\"objectId\":123", "\"objectId\":124") + ","
                + event("object.creation", "'objectTypeId':'0-136'") + ","
                + event("object.creation", "'objectTypeId':'0-46'") + ","
                + association(77, 5) + "," + association(77, 6) + "]");
        assertThat(others).hasSize(10).extracting(Notice::key).doesNotHaveDuplicates();
    }

    @Test
    void withoutTimeOrEventIdRepeatsCannotBeTold() {
        List<Notice> notices = read(json("[{'subscriptionType':'deal.creation','objectId':'5'},"
                + "{'subscriptionType':'deal.creation','objectId':6,'eventId':1,'occurredAt':null}]"));
        assertThat(notices).extracting(Notice::id).containsExactly("5", "6");
        assertThat(notices)
                .allMatch(notice -> notice.key().isEmpty() && notice.changedAt().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'subscriptionType':'contact.somethingNew','objectId':1}",
                "{'subscriptionType':'ticket.creation','objectId':1}",
                "{'subscriptionType':'contact','objectId':1}",
                "{'subscriptionType':'object.creation','objectId':1}",
                "{'subscriptionType':'object.creation','objectTypeId':'../x','objectId':1}",
                "{'subscriptionType':'contact.creation'}",
                "{'subscriptionType':'contact.creation','objectId':'1/2'}",
                "{'subscriptionType':'contact.creation','objectId':{}}"
            })
    void whatNamesNoKnownRecordSpoilsNothingElse(String odd) {
        assertThat(read("[" + json(odd) + "," + event("company.creation", "'x':1") + "]"))
                .extracting(Notice::object)
                .containsExactly("companies");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret-word", "{\"a\":\"secret-word\"}", "[{\"a\":\"secret-word\""})
    @Tag("S12")
    void whatIsNoArrayOfEventsIsRefusedWithoutQuotingIt(String body) {
        InvalidInputException refused = catchThrowableOfType(InvalidInputException.class, () -> read(body));
        assertThat(refused.code()).isEqualTo(ErrorCode.BODY_MALFORMED);
        assertThat(refused).hasMessageContaining("HubSpot").hasMessageNotContaining("secret-word");
    }

    private List<Notice> read(String body) {
        return webhooks.read(
                new WebhookCall("POST", "/webhooks/hubspot", "", Map.of(), body.getBytes(UTF_8)), "hubspot-v3");
    }

    private static String association(int from, int to) {
        return event("contact.associationChange", "'fromObjectId':" + from + ",'toObjectId':" + to);
    }

    private static String event(String type, String more) {
        String id = more.contains("ObjectId'") ? "" : "'objectId':123,";
        return json("{'eventId':1,'subscriptionId':12345,'portalId':62515,'occurredAt':1564113600000," + id
                + "'subscriptionType':'" + type + "'," + more + "}");
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
