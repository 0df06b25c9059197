package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSenderTest {
    private final WebhookReceiver receiver = new WebhookReceiver();
    private final Faults faults = new Faults(new Random(1), Clock.systemUTC());
    private final WebhookSender sender = new WebhookSender("test", faults, new Random(1));

    @AfterEach
    void stop() {
        sender.close();
        receiver.close();
    }

    @Test
    void eventsComeOnceInTheirOrderAndInBatches() {
        target("");
        send(1, 250);
        awaitQuiet();
        assertThat(numbers()).containsExactlyElementsOf(range(1, 250));
        assertThat(receiver.hooks()).allMatch(hook -> hook.json().size() <= 100);
        assertThat(count("accepted")).isEqualTo(250);
        assertThat(receiver.hooks()).hasSize(count("requests"));
    }

    @Test
    void aRefusedRequestIsMadeAgainUntilItIsTaken() {
        receiver.answer(number -> number <= 3 ? 503 : 204);
        target(",\"retryMillis\":5,\"gatherMillis\":500");
        send(1, 2);
        awaitQuiet();
        assertThat(numbers()).containsExactly(1, 2);
        assertThat(receiver.hooks()).extracting(WebhookReceiver.Hook::answered).containsExactly(503, 503, 503, 204);
        assertThat(count("refused")).isEqualTo(6);
        assertThat(count("retried")).isEqualTo(6);
        assertThat(count("sent")).isEqualTo(8);
    }

    @Test
    void afterTheLastRetryAnEventIsAbandoned() {
        receiver.answer(number -> 500);
        target(",\"retryMillis\":1,\"retries\":2");
        send(1, 1);
        awaitQuiet();
        assertThat(receiver.hooks()).hasSize(3);
        assertThat(count("abandoned")).isEqualTo(1);
        assertThat(count("accepted")).isZero();
    }

    @Test
    void aTargetThatIsNotThereGetsItsEventsWhenItComes() {
        receiver.close();
        target(",\"retryMillis\":1,\"retries\":1000");
        send(1, 1);
        await().untilAsserted(() -> assertThat(count("refused")).isGreaterThan(2));
        assertThat(count("waiting")).isEqualTo(1);
    }

    @Test
    void duplicatesAreSentAndCounted() {
        faults("{\"webhooks\":{\"duplicate\":{\"probability\":0.5,\"times\":2}}}");
        target("");
        send(1, 100);
        awaitQuiet();
        assertThat(count("duplicated")).isBetween(2, 198).isEqualTo(numbers().size() - 100);
        assertThat(numbers()).containsAll(range(1, 100));
    }

    @Test
    void droppedEventsNeverCome() {
        faults("{\"webhooks\":{\"drop\":{\"probability\":0.5}}}");
        target("");
        send(1, 100);
        awaitQuiet();
        assertThat(count("dropped")).isBetween(1, 99).isEqualTo(100 - numbers().size());
    }

    @Test
    void reorderedEventsComeAllInAnotherOrder() {
        faults("{\"webhooks\":{\"reorder\":{\"window\":10,\"millis\":600000}}}");
        target("");
        send(1, 50);
        awaitQuiet();
        assertThat(numbers()).containsExactlyInAnyOrderElementsOf(range(1, 50)).isNotEqualTo(range(1, 50));
        assertThat(count("reordered")).isPositive();
        // Nothing leaves its window.
        assertThat(numbers().subList(0, 10)).containsExactlyInAnyOrderElementsOf(range(1, 10));
    }

    @Test
    void aWindowThatStaysOpenIsLetGoAfterItsTime() {
        faults("{\"webhooks\":{\"reorder\":{\"window\":10,\"millis\":5}}}");
        target("");
        send(1, 3);
        awaitQuiet();
        assertThat(numbers()).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void delayedEventsAreCountedAndCome() {
        faults("{\"webhooks\":{\"delay\":{\"millis\":1,\"jitterMillis\":20}}}");
        target("");
        send(1, 50);
        awaitQuiet();
        assertThat(numbers()).containsExactlyInAnyOrderElementsOf(range(1, 50));
        assertThat(count("delayed")).isEqualTo(50);
    }

    @Test
    void theSameSeedLosesTheSameEvents() {
        faults("{\"webhooks\":{\"drop\":{\"probability\":0.5}}}");
        target("");
        send(1, 100);
        awaitQuiet();
        try (WebhookSender second = new WebhookSender("test", faults, new Random(1));
                WebhookReceiver other = new WebhookReceiver()) {
            second.configure(json("{\"url\":\"" + other.url("/hook") + "\"}"));
            IntStream.rangeClosed(1, 100).forEach(i -> second.send(event(i)));
            await().until(() -> second.show().at("/counts/waiting").asInt() == 0);
            assertThat(numbers(other)).isEqualTo(numbers());
        }
    }

    @Test
    void aTargetGetsOnlyWhatItAskedFor() {
        sender.configure(json("{\"url\":\"" + receiver.url("/hook") + "\",\"events\":[\"*.other\",\"x\"]}"));
        send(1, 3);
        sender.send(new WebhookEvent("thing.other", false, Json.tree(7)));
        awaitQuiet();
        assertThat(numbers()).containsExactly(7);
    }

    @Test
    void whatWaitsIsStillThereAfterARestart() {
        receiver.answer(number -> 503);
        target(",\"retryMillis\":60000");
        send(1, 3);
        await().untilAsserted(() -> assertThat(count("refused")).isEqualTo(3));
        JsonNode saved = json(Json.text(sender.save()));
        sender.close();
        receiver.answer(number -> 204);
        try (WebhookSender second = new WebhookSender("test", faults, new Random(1))) {
            second.load(saved);
            await().until(() -> second.show().at("/counts/accepted").asInt() == 3);
            assertThat(numbers()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void theSecretIsNotShown() {
        target(",\"secret\":\"keep-me\"");
        assertThat(Json.text(sender.show())).doesNotContain("keep-me").contains("/hook");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"url\":\"ftp://x\"}",
                "{\"url\":\"http://127.0.0.1/x\",\"evnts\":[]}",
                "{\"url\":\"http://127.0.0.1/x\",\"maxConcurrentRequests\":0}"
            })
    void aTargetThatIsNotGoodIsRefused(String wanted) {
        assertThatThrownBy(() -> sender.configure(json(wanted))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"webhooks\":{\"lose\":{}}}",
                "{\"webhooks\":{\"drop\":{\"probability\":2}}}",
                "{\"webhooks\":{\"drop\":{\"window\":2}}}",
                "{\"normalise\":[\"shout\"]}"
            })
    void faultsThatAreNotKnownAreRefused(String wanted) {
        assertThatThrownBy(() -> faults.configure(json(wanted))).isInstanceOf(IllegalArgumentException.class);
    }

    private void target(String more) {
        sender.configure(json("{\"url\":\"" + receiver.url("/hook") + "\"" + more + "}"));
    }

    private void faults(String wanted) {
        faults.configure(json(wanted));
    }

    private void send(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(i -> sender.send(event(i)));
    }

    private static WebhookEvent event(int number) {
        return new WebhookEvent("thing.changed", false, Json.tree(number));
    }

    private void awaitQuiet() {
        await().until(() -> count("waiting") == 0);
    }

    private int count(String what) {
        return sender.show().at("/counts/" + what).asInt();
    }

    private List<Integer> numbers() {
        return numbers(receiver);
    }

    private static List<Integer> numbers(WebhookReceiver from) {
        return from.events().stream().map(JsonNode::asInt).toList();
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }

    private static JsonNode json(String text) {
        try {
            return Json.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
