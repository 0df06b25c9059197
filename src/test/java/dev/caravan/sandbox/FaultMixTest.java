package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.SandboxClient.Reply;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mix of faults that bulk transfers have to survive: five kinds, each on 5 % of the calls. */
class FaultMixTest {
    private static final int CALLS = 400;
    private static final String MIX = """
            {"rules":[
              {"kind":"429","probability":0.05,"retryAfter":"seconds","seconds":1},
              {"kind":"500","probability":0.05},
              {"kind":"hang","probability":0.05,"millis":20},
              {"kind":"reset-before-commit","probability":0.05},
              {"kind":"reset-after-commit","probability":0.05}]}
            """;

    @Tag("I3")
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            hubspot    | /crm/v3/objects/contacts              | {"properties":{"email":"p%d@example.com"}}     | contacts | 429
            salesforce | /services/data/v67.0/sobjects/Contact | {"LastName":"P%1$d","Email":"p%1$d@example.com"} | Contact | 403
            """)
    void everyKindStrikesIsCountedAndLosesOnlyWhatItSays(
            String vendor, String path, String body, String object, String limited) {
        Map<String, Integer> first = run(vendor, path, body, object, limited);
        assertThat(run(vendor, path, body, object, limited))
                .as("the same seed gives the same faults")
                .isEqualTo(first);
    }

    /**
     * Sends the calls one after the other and compares what came back with what the sandbox says that it did.
     *
     * @param limited status of a call above a limit: Salesforce answers 403 REQUEST_LIMIT_EXCEEDED where others answer
     *     429
     */
    private static Map<String, Integer> run(String vendor, String path, String body, String object, String limited) {
        SandboxOptions options =
                new SandboxOptions(0, List.of(vendor), false, Duration.ZERO, Optional.empty(), 20_260_101);
        try (Sandboxes sandboxes = Sandboxes.start(options)) {
            SandboxClient client = new SandboxClient(sandboxes.vendor(vendor).baseUrl(), Tokens.TOKEN);
            assertThat(client.put("/_sandbox/faults", MIX).status()).isEqualTo(200);
            Map<String, Integer> seen = new TreeMap<>();
            for (int i = 0; i < CALLS; i++) {
                seen.merge(outcome(client, path, body.formatted(i), limited), 1, Integer::sum);
            }
            JsonNode calls = client.get("/_sandbox/calls").json();
            Map<String, Integer> injected = new TreeMap<>();
            calls.path("faults")
                    .fields()
                    .forEachRemaining(
                            kind -> injected.put(kind.getKey(), kind.getValue().asInt()));

            assertThat(injected)
                    .containsOnlyKeys("429", "500", "hang", "reset-before-commit", "reset-after-commit")
                    .allSatisfy((kind, count) -> assertThat(count).as(kind).isBetween(8, 35));
            assertThat(calls.path("total").asInt()).isEqualTo(CALLS);
            assertThat(seen.get(limited)).isEqualTo(injected.get("429"));
            assertThat(seen.get("500")).isEqualTo(injected.get("500"));
            assertThat(seen.get("no answer"))
                    .isEqualTo(injected.get("hang")
                            + injected.get("reset-before-commit")
                            + injected.get("reset-after-commit"));
            assertThat(client.get("/_sandbox/records/" + object).json())
                    .as("only a reset after the commit has done its work")
                    .hasSize(seen.get("201") + injected.get("reset-after-commit"));
            return injected;
        }
    }

    private static String outcome(SandboxClient client, String path, String body, String limited) {
        try {
            Reply reply = client.post(path, body);
            String status = String.valueOf(reply.status());
            assertThat(reply.headers().firstValue("Retry-After"))
                    .isEqualTo(status.equals(limited) ? Optional.of("1") : Optional.empty());
            return status;
        } catch (UncheckedIOException e) {
            return "no answer";
        }
    }
}
