package dev.caravan.crm.hubspot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.crm.Notice;
import dev.caravan.crm.WebhookCall;
import dev.caravan.problem.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubSpotWebhooksTest {
    private static List<Notice> read(String body) {
        WebhookCall call =
                new WebhookCall("POST", "/webhooks/hubspot", "", Map.of(), body.getBytes(StandardCharsets.UTF_8));
        return new HubSpotWebhooks().read(call, "hubspot-v3");
    }

    @Test
    void eachEventIsANoticeWithoutValues() {
        List<Notice> notices = read("[{\"eventId\":1,\"occurredAt\":1564113600000,\"subscriptionType\":"
                + "\"contact.propertyChange\",\"attemptNumber\":3,\"objectId\":123,\"propertyName\":\"jobtitle\","
                + "\"propertyValue\":\"CFO\"},{\"eventId\":2,\"subscriptionType\":\"company.deletion\",\"objectId\":9},"
                + "{\"subscriptionType\":\"object.creation\",\"objectTypeId\":\"0-136\",\"objectId\":7}]");
        assertThat(notices).extracting(Notice::object).containsExactly("contacts", "companies", "leads");
        assertThat(notices).extracting(Notice::id).containsExactly("123", "9", "7");
        assertThat(notices.get(0).why()).isEqualTo("contact.propertyChange jobtitle");
        assertThat(notices.get(0).key()).isEqualTo("contact.propertyChange|123|jobtitle|1564113600000|1");
        assertThat(notices.toString()).doesNotContain("CFO");
    }

    @Test
    @Tag("I15")
    void aMergeIsAboutAllThatTookPart() {
        assertThat(read("[{\"subscriptionType\":\"contact.merge\",\"primaryObjectId\":1,\"mergedObjectIds\":[2,3],"
                        + "\"newObjectId\":4}]"))
                .extracting(Notice::id)
                .containsExactlyInAnyOrder("1", "2", "3", "4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[{\"subscriptionType\":\"conversation.creation\",\"objectId\":1}]",
                "[{\"subscriptionType\":\"contact.creation\"}]",
                "[{\"subscriptionType\":\"contact.creation\",\"objectId\":\"1 OR 1\"}]",
                "[{\"subscriptionType\":\"contact.creation\",\"objectId\":{\"a\":1}}]",
                "[{\"subscriptionType\":7,\"objectId\":1}]",
                "[null,7,\"text\",[]]",
                "[{\"objectId\":1}]"
            })
    void whatSaysNothingGivesNoNotice(String body) {
        assertThat(read(body)).isEmpty();
    }

    @ParameterizedTest
    @Tag("S6")
    @ValueSource(strings = {"", "{}", "not json", "[{\"objectId\":1", "\"text\"", "[1,2", "null"})
    void whatIsNoArrayIsMalformedAndNotQuoted(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("array of at most");
    }
}
