package dev.caravan.crm.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.hub.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Budget and driver of each CRM against a sandbox that enforces the vendor's real limits. */
@Tag("I18")
class RealLimitsTest {
    private static final Map<String, DriverContract> CRMS = Map.of(
            "hubspot", new HubSpotDriverContractTest(),
            "salesforce", new SalesforceDriverContractTest(),
            "pipedrive", new PipedriveDriverContractTest(),
            "activecampaign", new ActiveCampaignDriverContractTest(),
            "dynamics", new DynamicsDriverContractTest(),
            "zoho", new ZohoDriverContractTest(),
            "tribe", new TribeDriverContractTest(),
            "custom", new RestDriverContractTest());
    private static final int RECORDS = 10;
    private static final int READS_PER_WRITE = 19;
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(15);
    /** Of the settings: parts of a day's allowance for others, and calls of it for live changes. */
    private static final double OTHERS = 0.05;

    private static final long RESERVE = 500;

    private static LimitedAccount account(String crm) {
        return new LimitedAccount(CRMS.get(crm).subject().atUsualRates(), RECORDS);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            hubspot,        190,  PT10S, 4
            pipedrive,      20,   PT2S,  15
            activecampaign, 5,    PT1S,  60
            dynamics,       6000, PT5M,  1
            tribe,          1000, PT1M,  2
            custom,         100,  PT5S,  8
            """)
    void nearlyAllOfTheRateIsUsedAndHardlyACallIsRefused(String crm, long allowed, Duration window, int windows)
            throws Exception {
        try (LimitedAccount account = account(crm)) {
            account.write(Lane.LIVE);
            // What the start cost is no part of the windows that count.
            account.clock.advance(window);
            long before = account.calls();
            Instant end = account.clock.instant().plus(window.multipliedBy(windows));
            for (int turn = 0; account.clock.instant().isBefore(end); turn++) {
                boolean made = turn % (READS_PER_WRITE + 1) == 0 ? account.write(Lane.LIVE) : account.read(Lane.LIVE);
                if (!made) {
                    account.clock.advance(Duration.ofMillis(250));
                }
            }
            long calls = account.calls() - before;
            assertThat((double) calls).as("calls").isGreaterThanOrEqualTo(0.9 * allowed * windows);
            assertThat((double) account.refused()).as("refused").isLessThan(0.01 * calls);
            account.finish();
            nothingIsLost(account);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            hubspot,   5,  PT1S, 30
            pipedrive, 10, PT2S, 15
            """)
    void searchesHaveARateOfTheirOwn(String crm, long allowed, Duration window, int windows) throws Exception {
        Subject subject = CRMS.get(crm).subject().atUsualRates();
        try (LimitedAccount account = new LimitedAccount(withoutIndex(subject), RECORDS)) {
            account.write(Lane.LIVE);
            account.write(Lane.LIVE);
            account.search(Lane.LIVE);
            account.clock.advance(window);
            long before = account.calls("/search");
            Instant end = account.clock.instant().plus(window.multipliedBy(windows));
            while (account.clock.instant().isBefore(end)) {
                assertThat(account.search(Lane.LIVE)).isTrue();
            }
            assertThat((double) account.calls("/search") - before).isGreaterThanOrEqualTo(0.9 * allowed * windows);
            assertThat(account.refused()).isZero();
        }
    }

    /** Pipedrive is searched only where it has too many records for a list in memory. */
    private static Subject withoutIndex(Subject subject) {
        Map<String, String> options = new HashMap<>(subject.options());
        if (subject.vendor().equals("pipedrive")) {
            options.put("index-up-to", "1");
        }
        return new Subject(
                subject.vendor(),
                subject.type(),
                subject.base(),
                subject.auth(),
                options,
                subject.samples(),
                subject.refusals());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            hubspot,    DAILY,            650000, 616000
            salesforce, DailyApiRequests, 15000,  12500
            pipedrive,  TOKENS,           30000,  24000
            zoho,       CREDITS,          50000,  45500
            """)
    void allOfADaysAllowanceIsUsedBesidesWhatIsKeptAndNothingIsAskedUntilItRenews(
            String crm, String window, long allowed, long usedByOthers) throws Exception {
        try (LimitedAccount account = account(crm)) {
            account.othersHaveUsed(window, usedByOthers);
            account.write(Lane.LIVE);
            long others = (long) (allowed * OTHERS);
            useUp(account, Lane.BACKFILL);
            assertThat(account.left(window)).as("after bulk work").isBetween(others + RESERVE - 50, others + RESERVE);
            useUp(account, Lane.LIVE);
            assertThat(account.left(window)).as("after live changes").isBetween(others - 50, others);
            assertThat(account.refused()).isZero();

            // The others use up the rest too: now every look is refused.
            account.othersHaveUsed(window, allowed);
            Instant usedUp = account.clock.instant();
            while (!account.write(Lane.LIVE)) {
                account.clock.advance(Duration.ofMinutes(1));
            }
            Duration waited = Duration.between(usedUp, account.clock.instant());
            assertThat(waited).isLessThan(Duration.ofDays(1).plus(LOOK_AGAIN.multipliedBy(2)));
            assertThat(account.refused()).isLessThanOrEqualTo(waited.dividedBy(LOOK_AGAIN) + 1);
            assertThat(account.read(Lane.BACKFILL)).isTrue();
            account.finish();
            nothingIsLost(account);
        }
    }

    /** Works until the budget lets nothing through. */
    private static void useUp(LimitedAccount account, Lane lane) throws Exception {
        boolean more = true;
        for (int turn = 0; more; turn++) {
            more = turn % (READS_PER_WRITE + 1) == 0 ? account.write(lane) : account.read(lane);
        }
    }

    private static void nothingIsLost(LimitedAccount account) {
        assertThat(account.written()).isNotEmpty().doesNotHaveDuplicates();
        assertThat(account.inCrm()).containsAll(new TreeSet<>(account.written()));
    }
}
