package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final SettableClock clock = SettableClock.at("2026-03-02T10:00:00Z");

    private Limits limits(Limits.Window window) {
        Limits limits = new Limits(clock);
        limits.install(List.of(window), true);
        return limits;
    }

    private static boolean isTaken(Limits limits, int cost) {
        return limits.take(List.of("W"), name -> cost).isEmpty();
    }

    @ParameterizedTest(name = "slides: {0}")
    @CsvSource({"false, PT14H", "true, PT24H"})
    void aDayBeginsAtMidnightOrWithTheFirstCall(boolean slides, Duration renewed) {
        Limits limits = limits(new Limits.Window("W", 3, DAY, slides));
        assertThat(isTaken(limits, 3)).isTrue();
        assertThat(limits.standing("W").orElseThrow().pause()).isEqualTo(renewed);
        clock.advance(renewed.minusSeconds(1));
        assertThat(isTaken(limits, 1)).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(isTaken(limits, 1)).isTrue();
    }

    @Test
    void whatACallCostLeavesTheWindowTogether() {
        Limits limits = limits(new Limits.Window("W", 10, Duration.ofSeconds(10)));
        isTaken(limits, 4);
        clock.advance(Duration.ofSeconds(4));
        isTaken(limits, 6);
        Limits.Standing full = limits.standing("W").orElseThrow();
        assertThat(full.left()).isZero();
        assertThat(full.pause()).isEqualTo(Duration.ofSeconds(6));
        clock.advance(Duration.ofSeconds(6));
        assertThat(limits.standing("W").orElseThrow().left()).isEqualTo(4);
    }

    @Test
    void whatTheEndOfACallTellsIsCountedAndRefusesTheNext() {
        Limits limits = limits(new Limits.Window("W", 1_000, Duration.ofMinutes(5)));
        assertThat(isTaken(limits, 0)).isTrue();
        limits.spend("W", 1_500);
        assertThat(isTaken(limits, 0)).isFalse();
        clock.advance(Duration.ofMinutes(5));
        assertThat(isTaken(limits, 0)).isTrue();
    }

    @Test
    void asManyCallsAsAllowedAreUnderWayAtOnce() {
        Limits limits = limits(new Limits.Window("W", 1, DAY));
        Limits.AtOnce two = new Limits.AtOnce("CONCURRENCY", 2, Duration.ZERO);
        long first = limits.begin();
        limits.begin();
        assertThat(limits.isExceeded(two)).isFalse();
        limits.begin();
        assertThat(limits.isExceeded(two)).isTrue();
        assertThat(limits.end(first)).isZero();
        assertThat(limits.isExceeded(two)).isFalse();
    }

    @Test
    void onlyCallsThatRunLongCountWhereTheVendorCountsThose() {
        Limits limits = limits(new Limits.Window("W", 1, DAY));
        Limits.AtOnce longOnes = new Limits.AtOnce("LONG", 2, Duration.ofSeconds(20));
        long first = limits.begin();
        limits.begin();
        limits.begin();
        clock.advance(Duration.ofSeconds(19));
        limits.begin();
        assertThat(limits.isExceeded(longOnes)).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(limits.isExceeded(longOnes)).isTrue();
        assertThat(limits.end(first)).isEqualTo(Duration.ofSeconds(20));
        assertThat(limits.end(first)).isZero();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            dynamics,       REQUESTS,         /api/data/v9.2/WhoAmI,      429, 0x80072322
            dynamics,       EXECUTION,        /api/data/v9.2/WhoAmI,      429, 0x80072321
            hubspot,        TEN_SECONDLY_ROLLING, /crm/v3/owners,         429, TEN_SECONDLY_ROLLING
            hubspot,        DAILY,            /crm/v3/owners,             429, DAILY
            salesforce,     DailyApiRequests, /services/data/v67.0/limits, 403, TotalRequests Limit exceeded
            zoho,           CREDITS,          /crm/v8/users,              429, TOO_MANY_REQUESTS
            tribe,          MINUTE,           /v1/odata/Relation_Person,  429, Too many requests
            """)
    void aLimitThatIsUsedUpIsAnsweredInTheVendorsWords(
            String vendor, String window, String path, int status, String words) {
        try (Sandboxes sandboxes = real(vendor)) {
            SandboxClient client = client(sandboxes, vendor);
            assertThat(client.get(path).status()).isNotIn(401, status);
            use(client, window);
            SandboxClient.Reply refusal = client.get(path);
            assertThat(refusal.status()).as(refusal.text()).isEqualTo(status);
            assertThat(refusal.text()).contains(words);
        }
    }

    @Test
    void dataverseSaysHowMuchOfItsWindowsIsLeft() {
        try (Sandboxes sandboxes = real("dynamics")) {
            SandboxClient client = client(sandboxes, "dynamics");
            client.put("/_sandbox/limits", "{\"windows\":{\"EXECUTION\":{\"used\":1500}}}");
            SandboxClient.Reply answer = client.get("/api/data/v9.2/WhoAmI");
            assertThat(answer.headers().firstValue("x-ms-ratelimit-time-remaining-xrm-requests"))
                    .contains("1,198.50");
            assertThat(answer.headers().firstValue("x-ms-ratelimit-burst-remaining-xrm-requests"))
                    .contains("5999");
        }
    }

    private Sandboxes real(String vendor) {
        return Sandboxes.start(new SandboxOptions(0, List.of(vendor), true, Duration.ZERO, Optional.empty(), 1), clock);
    }

    private static SandboxClient client(Sandboxes sandboxes, String vendor) {
        return new SandboxClient(sandboxes.vendor(vendor).baseUrl(), Tokens.TOKEN);
    }

    private static void use(SandboxClient client, String window) {
        client.put("/_sandbox/limits", "{\"windows\":{\"" + window + "\":{\"used\":10000000}}}");
    }
}
