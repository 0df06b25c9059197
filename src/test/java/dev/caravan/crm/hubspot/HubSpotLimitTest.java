package dev.caravan.crm.hubspot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.SettableClock;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.budget.Pauses;
import dev.caravan.crm.budget.RateBudget;
import dev.caravan.crm.http.MemoryTokenStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Budget and driver against a sandbox that enforces HubSpot's real limits; both live by one clock that the test moves.
 */
class HubSpotLimitTest {
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    private static final int CALLS_IN_TEN_SECONDS = 190;
    private static final int WINDOWS = 6;

    private final SettableClock clock = SettableClock.at("2026-03-02T10:00:00Z");

    @Test
    @Tag("I18")
    void nearlyAllOfTheRealLimitIsUsedAndNothingIsRefused() throws Exception {
        SandboxOptions real = new SandboxOptions(0, List.of("hubspot"), true, Duration.ZERO, Optional.empty(), 1);
        try (Sandboxes sandboxes = Sandboxes.start(real, clock);
                DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.start();
            String url = sandboxes.vendor("hubspot").baseUrl();
            ConnectionSettings settings = TestAccount.settings(url, TestAccount.TOKEN, Map.of(), Map.of());
            RateBudget budget = new RateBudget(
                    HUBSPOT, settings, new NoPauses(), clock, new Random(7), clock::advance, Duration.ofSeconds(2));
            try (Crm crm = new HubSpotDriver(camel, new MemoryTokenStore(), clock).open(HUBSPOT, settings, budget)) {
                budget.allow(crm.limits().rates());
                crm.whoAmI();
                Instant end = clock.instant().plus(Duration.ofSeconds(10L * WINDOWS));
                int calls = 0;
                while (clock.instant().isBefore(end)) {
                    crm.read("contacts", List.of("1"), List.of("email"));
                    calls++;
                }
                assertThat((double) calls).isGreaterThanOrEqualTo(0.9 * CALLS_IN_TEN_SECONDS * WINDOWS);
            }
            assertThat(refused(url)).isZero();
        }
    }

    private static int refused(String url) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + "/_sandbox/calls"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        JsonNode calls = new ObjectMapper().readTree(answer.body());
        return calls.path("refused").asInt();
    }

    private static final class NoPauses implements Pauses {
        @Override
        public Optional<Instant> pausedUntil(ConnectionName connection) {
            return Optional.empty();
        }

        @Override
        public void pause(ConnectionName connection, Instant until, String reason) {
            throw new AssertionError("the connection was paused: " + reason);
        }
    }
}
