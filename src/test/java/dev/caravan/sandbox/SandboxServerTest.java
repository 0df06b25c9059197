package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.sandbox.SandboxClient.Reply;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SandboxServerTest {
    private static final String CONTACTS = "/crm/v3/objects/contacts";
    private Sandboxes sandboxes;
    private SandboxClient client;

    @BeforeEach
    void start() {
        sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("hubspot"));
        client = new SandboxClient(sandboxes.vendor("hubspot").baseUrl(), Tokens.TOKEN);
    }

    @AfterEach
    void stop() {
        sandboxes.close();
    }

    @Test
    void callsAreCountedByOperationAndNotTheControlCalls() {
        client.post(CONTACTS, "{\"properties\":{\"email\":\"ann@example.com\"}}");
        client.get(CONTACTS + "/1001");
        client.get(CONTACTS + "/1002");
        client.get("/crm/v9/nothing");
        Reply calls = client.get("/_sandbox/calls");
        assertThat(calls.json()
                        .at("/operations/POST ~1crm~1v3~1objects~1contacts")
                        .asInt())
                .isEqualTo(1);
        assertThat(calls.json()
                        .at("/operations/GET ~1crm~1v3~1objects~1contacts~1{id}")
                        .asInt())
                .isEqualTo(2);
        assertThat(calls.json().path("total").asInt()).isEqualTo(4);
    }

    @Test
    void theJournalHoldsEveryCommitInOrder() {
        client.post(CONTACTS, "{\"properties\":{\"email\":\"ann@example.com\"}}");
        client.send("PATCH", CONTACTS + "/1001", "{\"properties\":{\"jobtitle\":\"CFO\"}}");
        client.send("DELETE", CONTACTS + "/1001", "");
        Reply journal = client.get("/_sandbox/journal");
        assertThat(journal.json()).extracting(row -> row.path("seq").asInt()).containsExactly(1, 2, 3);
        assertThat(journal.json())
                .extracting(row -> row.path("op").asText())
                .containsExactly("created", "updated", "deleted");
        assertThat(journal.at("/1/values/jobtitle")).isEqualTo("CFO");
        assertThat(client.get("/_sandbox/journal?after=2").json()).hasSize(1);
    }

    @Test
    void seededRecordsAreNeitherCountedNorJournalled() {
        Reply seeded = client.post(
                "/_sandbox/records/companies",
                "[{\"name\":\"Acme\",\"caravan_id\":\"c-1\"},{\"properties\":{\"name\":\"Bolt\"}}]");
        assertThat(seeded.json().path("count").asInt()).isEqualTo(2);
        assertThat(client.get("/_sandbox/records/companies").at("/0/properties/name"))
                .isEqualTo("Acme");
        assertThat(client.get("/_sandbox/journal").json()).isEmpty();
        assertThat(client.get("/_sandbox/calls").json().path("total").asInt()).isZero();
    }

    @Test
    void resetBringsBackTheStart() {
        client.post(CONTACTS, "{\"properties\":{\"email\":\"ann@example.com\"}}");
        client.put("/_sandbox/faults", "{\"rules\":[{\"kind\":\"500\"}]}");
        client.post("/_sandbox/revoke", "{\"all\":true}");
        assertThat(client.post("/_sandbox/reset", "").status()).isEqualTo(204);
        assertThat(client.get("/_sandbox/records/contacts").json()).isEmpty();
        assertThat(client.get(CONTACTS).status()).isEqualTo(200);
    }

    @Test
    void revokingAllRefusesTheFixedTokenToo() {
        client.post("/_sandbox/revoke", "{\"all\":true}");
        assertThat(client.get(CONTACTS).status()).isEqualTo(401);
    }

    @Test
    void limitsAreOffUntilAskedFor() {
        for (int i = 0; i < 10; i++) {
            assertThat(client.post(CONTACTS + "/search", "{}").status()).isEqualTo(200);
        }
    }

    @Test
    void aFullWindowRefusesTheNextCall() {
        client.put("/_sandbox/limits", "{\"windows\":{\"TEN_SECONDLY_ROLLING\":{\"max\":2,\"perMillis\":10000}}}");
        assertThat(client.get(CONTACTS).headers().firstValue("X-HubSpot-RateLimit-Remaining"))
                .contains("1");
        assertThat(client.get(CONTACTS).status()).isEqualTo(200);
        Reply refused = client.get(CONTACTS);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.at("/policyName")).isEqualTo("TEN_SECONDLY_ROLLING");
        assertThat(client.get("/_sandbox/calls").json().path("refused").asInt()).isEqualTo(1);
    }

    @Test
    void realLimitsAllowFiveSearchesASecond() {
        SandboxOptions options = new SandboxOptions(0, List.of("hubspot"), true, Duration.ZERO, Optional.empty(), 1);
        SettableClock clock = new SettableClock();
        try (Sandboxes real = Sandboxes.start(options, clock)) {
            SandboxClient limited = new SandboxClient(real.vendor("hubspot").baseUrl(), Tokens.TOKEN);
            for (int i = 0; i < 5; i++) {
                assertThat(limited.post(CONTACTS + "/search", "{}").status()).isEqualTo(200);
            }
            assertThat(limited.post(CONTACTS + "/search", "{}").at("/policyName"))
                    .isEqualTo("SECONDLY");
            clock.pass(Duration.ofSeconds(1));
            assertThat(limited.post(CONTACTS + "/search", "{}").status()).isEqualTo(200);
        }
    }

    @Test
    void anIssuedTokenRunsOut() {
        SettableClock clock = new SettableClock();
        try (Sandboxes timed = Sandboxes.start(SandboxOptions.onFreePorts("hubspot"), clock)) {
            String url = timed.vendor("hubspot").baseUrl();
            String form = "grant_type=refresh_token&refresh_token=sandbox-refresh&client_id=sandbox-client"
                    + "&client_secret=sandbox-secret";
            Reply issued = new SandboxClient(url, "").post("/oauth/v1/token", form);
            assertThat(issued.json().path("expires_in").asInt()).isEqualTo(1800);
            SandboxClient user = new SandboxClient(url, issued.at("/access_token"));
            assertThat(user.get(CONTACTS).status()).isEqualTo(200);
            clock.pass(Duration.ofMinutes(31));
            Reply late = user.get(CONTACTS);
            assertThat(late.status()).isEqualTo(401);
            assertThat(late.at("/category")).isEqualTo("EXPIRED_AUTHENTICATION");
        }
    }

    @Test
    void aRotatedRefreshTokenWorksOnce() {
        client.put("/_sandbox/tokens", "{\"rotate\":true}");
        String form = "grant_type=refresh_token&client_id=sandbox-client&client_secret=sandbox-secret&refresh_token=";
        Reply first = client.post("/oauth/v1/token", form + "sandbox-refresh");
        assertThat(client.post("/oauth/v1/token", form + "sandbox-refresh").at("/status"))
                .isEqualTo("BAD_REFRESH_TOKEN");
        assertThat(client.post("/oauth/v1/token", form + first.at("/refresh_token"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aBodyThatIsNotJsonIsRefused() {
        Reply reply = client.post(CONTACTS, "{\"properties\":");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.at("/message")).startsWith("Invalid input JSON");
    }

    @Test
    void oneConnectionCarriesManyCalls() throws Exception {
        String call = "GET " + CONTACTS + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sandbox\r\n\r\n";
        try (Socket socket = new Socket(
                InetAddress.getByName("127.0.0.1"), sandboxes.vendor("hubspot").port())) {
            socket.setSoTimeout(5000);
            OutputStream out = socket.getOutputStream();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (int i = 0; i < 3; i++) {
                out.write(call.getBytes(StandardCharsets.UTF_8));
                assertThat(in.readLine()).startsWith("HTTP/1.1 200");
                int length = 0;
                for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                    if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                        length = Integer.parseInt(line.substring(15).trim());
                    }
                }
                assertThat(in.read(new char[length])).isEqualTo(length);
            }
        }
    }

    @Test
    void headAnswersWithoutABody() {
        Reply reply = client.send("HEAD", CONTACTS, "");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            --prot-base 1, --prot-base
            --port-base x, must be a number
            --vendors nothing, there is no sandbox
            --limits often, must be real or off
            --seed, needs a value
            """)
    void aWrongOptionIsNamed(String args, String said) {
        assertThatThrownBy(() -> SandboxOptions.of(args.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }

    @Test
    void optionsAreRead() {
        SandboxOptions options =
                SandboxOptions.of("--port-base=9000", "--limits", "real", "--latency", "2s", "--seed", "7");
        assertThat(options.portBase()).isEqualTo(9000);
        assertThat(options.realLimits()).isTrue();
        assertThat(options.latency()).isEqualTo(Duration.ofSeconds(2));
        assertThat(options.seed()).isEqualTo(7);
    }

    @Test
    void aTakenPortStopsTheStart() {
        int taken = sandboxes.vendor("hubspot").port();
        SandboxServer second =
                new SandboxServer(Vendors.named("hubspot"), SandboxOptions.onFreePorts(), Clock.systemUTC());
        assertThatThrownBy(() -> second.start(taken)).hasMessageContaining(String.valueOf(taken));
    }
}
