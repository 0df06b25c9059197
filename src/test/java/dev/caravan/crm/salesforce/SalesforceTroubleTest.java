package dev.caravan.crm.salesforce;

import static dev.caravan.crm.salesforce.SandboxOrg.written;
import static dev.caravan.crm.salesforce.TestOrg.auth;
import static dev.caravan.crm.salesforce.TestOrg.create;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Write;
import dev.caravan.filter.Condition;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.InvalidInputException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins, refusals and broken connections. */
class SalesforceTroubleTest {
    private static final Condition EVERYTHING = new Condition.Everything();

    private static SandboxOrg sandbox;
    private static Crm crm;

    @BeforeAll
    static void startSandbox() {
        sandbox = new SandboxOrg();
        crm = sandbox.crm;
    }

    @AfterAll
    static void stopSandbox() {
        sandbox.close();
    }

    @BeforeEach
    void emptyTheSandbox() throws Exception {
        sandbox.empty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"refresh-token", "client-credentials", "password", "token"})
    void everyKindOfLoginWorks(String kind) {
        Crm other = sandbox.org.connect(auth(kind), true, Map.of(), Duration.ofSeconds(10));

        assertThat(other.whoAmI()).isNotBlank().contains("organization 00D");
        assertThat(other.count("Account", EVERYTHING)).isZero();
    }

    @Test
    void theUseOfTheQuotaIsLearned() {
        crm.count("Contact", EVERYTHING);

        assertThat(sandbox.org.gate.learned).last().asString().matches("\\d+ of \\d+ in PT24H");
        assertThat(sandbox.org.gate.entered.get()).isGreaterThanOrEqualTo(sandbox.org.gate.answered.get());
    }

    @Test
    @Tag("I17")
    void anExceededQuotaPausesTheConnection() throws Exception {
        sandbox.faults("{\"kind\":\"429\",\"next\":1}");

        assertThatThrownBy(() -> crm.count("Contact", EVERYTHING))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.error()).isInstanceOf(CrmError.RateLimited.class));
        assertThat(sandbox.org.gate.refused).last().asString().contains("REQUEST_LIMIT_EXCEEDED");
    }

    @ParameterizedTest
    @CsvSource({
        "500, true",
        "502, true",
        "503, true",
        "reset-before-commit, true",
        "reset-after-commit, true",
        "truncated-body, true",
        "not-json, true"
    })
    void troubleOnTheWayIsTransient(String kind, boolean outcomeUnknown) throws Exception {
        Write create = create(RecordType.CONTACT, "c-1", Map.of("LastName", "Doe"));
        crm.count("Contact", EVERYTHING);
        sandbox.faults("{\"kind\":\"" + kind + "\",\"next\":1,\"operation\":\"composite\"}");

        assertThatThrownBy(() -> crm.write("Contact", List.of(create)))
                .isInstanceOfSatisfying(CrmException.class, e -> {
                    assertThat(e.error()).isInstanceOf(CrmError.Transient.class);
                    assertThat(((CrmError.Transient) e.error()).outcomeUnknown())
                            .isEqualTo(outcomeUnknown);
                });
        sandbox.faults("");
        assertThat(written(crm.write("Contact", List.of(create))).id()).startsWith("003");
        assertThat(crm.count("Contact", EVERYTHING))
                .as("the repeat made no second record")
                .isEqualTo(1);
    }

    @Test
    void anAnswerThatTakesTooLongLeavesTheOutcomeUnknown() throws Exception {
        Crm hasty = sandbox.org.connect(auth("refresh-token"), true, Map.of(), Duration.ofMillis(700));
        hasty.count("Contact", EVERYTHING);
        sandbox.faults("{\"kind\":\"timeout-after-commit\",\"next\":1,\"millis\":3000,\"operation\":\"composite\"}");

        assertThatThrownBy(() ->
                        hasty.write("Contact", List.of(create(RecordType.CONTACT, "c-1", Map.of("LastName", "Doe")))))
                .isInstanceOfSatisfying(
                        CrmException.class,
                        e -> assertThat(((CrmError.Transient) e.error()).outcomeUnknown())
                                .isTrue());
    }

    @Test
    void aServerThatIsNotThereLeavesNoDoubt() {
        try (TestOrg nowhere = new TestOrg("http://127.0.0.1:1")) {
            Crm unreachable = nowhere.connect(auth("token"), true, Map.of(), Duration.ofSeconds(2));

            assertThatThrownBy(() -> unreachable.count("Contact", EVERYTHING))
                    .isInstanceOfSatisfying(
                            CrmException.class,
                            e -> assertThat(((CrmError.Transient) e.error()).outcomeUnknown())
                                    .isFalse());
        }
    }

    @Test
    @Tag("I24")
    void fiftyThreadsWhoseSessionEndsMakeOneLogin() throws Exception {
        sandbox.tokens("{\"rotate\":true}");
        Crm shared = sandbox.org.connect(auth("refresh-token"), true, Map.of(), Duration.ofSeconds(20));
        shared.count("Contact", EVERYTHING);
        long before = sandbox.tokens().path("issued").asLong();
        sandbox.tokens("{\"expire\":true}");

        ExecutorService threads = Executors.newFixedThreadPool(50);
        try {
            CyclicBarrier together = new CyclicBarrier(50);
            Callable<Long> call = () -> {
                together.await();
                return shared.count("Contact", EVERYTHING);
            };
            List<Callable<Long>> fifty = Collections.nCopies(50, call);
            for (Future<Long> answer : threads.invokeAll(fifty)) {
                assertThat(answer.get()).isZero();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(sandbox.tokens().path("issued").asLong() - before).isEqualTo(1);
        assertThat(sandbox.tokens().path("refused").asLong()).isZero();
    }

    @Test
    @Tag("I24")
    void aRotatedRefreshTokenOutlivesARestart() throws Exception {
        sandbox.tokens("{\"rotate\":true}");
        Crm first = sandbox.org.connect("rotating", auth("refresh-token"), true, Map.of(), Duration.ofSeconds(10));
        first.count("Contact", EVERYTHING);
        first.close();

        Crm second = sandbox.org.connect("rotating", auth("refresh-token"), true, Map.of(), Duration.ofSeconds(10));

        assertThat(second.count("Contact", EVERYTHING)).isZero();
        second.close();
    }

    @Test
    @Tag("I24")
    void closingAConnectionRevokesNothing() throws Exception {
        Crm first = sandbox.org.connect("closing", auth("refresh-token"), true, Map.of(), Duration.ofSeconds(10));
        first.count("Contact", EVERYTHING);
        String token = sandbox.org
                .tokens
                .load(new ConnectionName("closing"))
                .orElseThrow()
                .access();

        first.close();

        assertThat(sandbox.statusWith(token)).isEqualTo(200);
        assertThat(sandbox.org.camel().getComponentNames()).doesNotContain("salesforce-closing");
    }

    @Test
    void aLoginThatIsRefusedNeedsAPerson() throws Exception {
        Crm revoked = sandbox.org.connect(auth("client-credentials"), true, Map.of(), Duration.ofSeconds(10));
        sandbox.faults("{\"kind\":\"401\"}");

        assertThatThrownBy(() -> revoked.count("Contact", EVERYTHING))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.error()).isInstanceOf(CrmError.Unauthorized.class));
    }

    @Test
    void wrongSettingsAreNamed() {
        assertThatThrownBy(() ->
                        sandbox.org.connect(auth("token"), true, Map.of("api-versoin", "67.0"), Duration.ofSeconds(1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("api-version");
        assertThatThrownBy(() ->
                        sandbox.org.connect(auth("token"), true, Map.of("api-version", "v67"), Duration.ofSeconds(1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("options.api-version");
        assertThatThrownBy(() -> sandbox.org.connect(auth("magic"), true, Map.of(), Duration.ofSeconds(1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("auth.kind");
    }
}
