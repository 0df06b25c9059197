package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.console.operations.ReplayRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleSecurityTest extends ConsoleHttp {
    private static final String JOLOKIA = "/actuator/hawtio/jolokia";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator",
                "/actuator/",
                "/actuator/hawtio",
                "/actuator/hawtio/",
                "/actuator/hawtio/index.html",
                "/actuator/hawtio/plugin",
                "/actuator/hawtio/static/crm-sync/remoteEntry.js",
                "/actuator/hawtio/user",
                "/actuator/hawtio/proxy/enabled",
                "/actuator/hawtio/auth/login",
                "/actuator/hawtio/auth/config",
                "/actuator/hawtio/jolokia",
                "/actuator/hawtio/jolokia/read/java.lang:type=Runtime/SystemProperties",
                "/actuator/jolokia",
                "/actuator/jolokia/version",
                "/actuator/prometheus",
                "/actuator/env",
                "/actuator/heapdump",
                "/actuator/crmsync/summary",
                "/actuator/health/caravanConnections",
                "/actuator/health/caravanConnections/hubspot",
                "/api",
                "/api/",
                "/api/summary",
                "/api/connections",
                "/api/sync-log",
                "/api/dead-letters",
                "/api/dead-letters/3",
                "/api/review",
                "/api/explain/contact/ct-1",
                "/api/mappings/problems",
                "/api/records/contact",
                "/api/docs",
                "/api/openapi",
                "/api/swagger-ui/index.html",
                "/connect",
                "/connect/",
                "/connect/callback",
                "/connect/callback?code=c&state=s",
                "/connect/hubspot/authorize",
                "/connect/hubspot/disconnect",
                "/api/connections/hubspot/login",
                "/api/connections/hubspot/mappings",
                "/",
                "/error",
                "/static/crm-sync/remoteEntry.js",
                "/actuator;/hawtio",
                "/actuator;a=b/prometheus",
                "/actuator/health;/../prometheus",
                "/actuator/health/../prometheus",
                "/actuator/health/%2e%2e/prometheus",
                "/webhooks/../api/summary",
                "/webhooks/..;/api/summary",
                "/webhooks/%2e%2e/api/summary",
                "/webhooks//../api/summary",
                "//actuator/prometheus",
                "/actuator//prometheus",
                "/%61ctuator/prometheus",
                "/actuator/prometheus/",
                "/ACTUATOR/prometheus",
                "/actuator/health/../../api/summary",
                "/actuator%2fprometheus",
                "/actuator/prometheus%00",
                "/api/summary%3b.css"
            })
    @Tag("S14")
    void aStrangerIsLetInNowhere(String path) throws IOException {
        for (String method : new String[] {"GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "TRACE"}) {
            for (String header : new String[] {
                "Origin: http://evil.example", "X-Forwarded-For: 127.0.0.1", "X-Original-URL: /actuator/health"
            }) {
                int status = raw(method, path, header);
                assertThat(status / 100).as("%s %s: %s", method, path, status).isNotEqualTo(2);
            }
        }
    }

    @Test
    @Tag("S14")
    void onlyHealthIsOpenAndTellsNothing() throws Exception {
        HttpResponse<String> health = stranger.send(get("/actuator/health").build(), text());
        assertThat(health.body()).isEqualTo("{\"status\":\"DEGRADED\",\"groups\":[\"liveness\",\"readiness\"]}");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(asUser("ola", get("/actuator/health")).body()).contains("\"hubspot\"", "\"marksWaiting\":12");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/summary, 401",
        "/actuator/crmsync/summary, 401",
        "/actuator/hawtio/jolokia, 401",
        "/actuator/hawtio/user, 401",
        "/actuator/hawtio/, 302",
        "/api/docs, 302"
    })
    void programsGetACodeAndPeopleALoginPage(String path, int status) throws Exception {
        assertThat(stranger.send(get(path).build(), text()).statusCode()).isEqualTo(status);
    }

    @Test
    void aRefusalCarriesCodeMessageAndCure() throws Exception {
        HttpResponse<String> refusal = stranger.send(get("/api/summary").build(), text());
        assertThat(refusal.body()).contains("\"code\":\"SEC-101\"", "\"message\":", "\"cure\":");
        assertThat(refusal.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(stranger.send(
                                get("/api/summary")
                                        .header("Origin", "http://evil.example")
                                        .build(),
                                text())
                        .headers()
                        .firstValue("WWW-Authenticate"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/dead-letters/replay",
                "/api/review/9",
                "/api/push/contact",
                "/api/apply",
                "/api/records/contact",
                "/api/events"
            })
    @Tag("S14")
    void aViewerChangesNothing(String path) throws Exception {
        HttpResponse<String> answer = asUser("vera", post(path, "{\"all\":true}"));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("SEC-102");
        assertThat(operations.asked).isEmpty();
    }

    @Test
    void theWrongPasswordIsRefusedAlsoAfterTheRightOne() throws Exception {
        assertThat(asUser("ola", get("/api/summary")).statusCode()).isEqualTo(200);
        assertThat(stranger.send(
                                get("/api/summary")
                                        .header("Authorization", basic("ola", "ola-secreT"))
                                        .build(),
                                text())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    @Tag("S14")
    void aBrowserWithoutTheTokenChangesNothing() throws Exception {
        login("ola", "ola-secret");
        HttpRequest.Builder replay = post("/api/dead-letters/replay", "{\"all\":true}");
        assertThat(browser.send(replay.build(), text()).statusCode()).isEqualTo(403);
        assertThat(browser.send(
                                post("/actuator/crmsync/dead-letters/3", "{\"action\":\"replay\"}")
                                        .build(),
                                text())
                        .statusCode())
                .isEqualTo(403);
        assertThat(operations.asked).isEmpty();

        assertThat(browser.send(replay.header("X-XSRF-TOKEN", token()).build(), text())
                        .statusCode())
                .isEqualTo(202);
        assertThat(operations.asked).containsExactly(new ReplayRequest.All(), "ola");
    }

    @Test
    @Tag("S14")
    void aRememberedPasswordDoesNotHelpAForeignPage() throws Exception {
        for (String header : new String[] {"Origin", "Sec-Fetch-Site"}) {
            HttpRequest.Builder replay =
                    post("/api/dead-letters/replay", "{\"all\":true}").header(header, "cross-site");
            assertThat(asUser("ola", replay).statusCode()).isEqualTo(403);
        }
        assertThat(operations.asked).isEmpty();
    }

    @Test
    void theSessionCookieIsStrictAndHidden() throws Exception {
        HttpResponse<String> answer = login("ola", "ola-secret");
        assertThat(answer.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith("CARAVANSESSION=")
                        .contains("HttpOnly")
                        .contains("SameSite=Strict"));
        assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/actuator/hawtio/");
    }

    @Test
    void answersCarrySecurityHeaders() throws Exception {
        HttpResponse<String> answer = asUser("ola", get("/api/summary"));
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("frame-ancestors 'none'");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
    }

    @ParameterizedTest(name = "{0} {1}: viewer {2}")
    @CsvSource(delimiter = '|', textBlock = """
            {"type":"version"}                                                                          | true
            {"type":"list"}                                                                             | true
            {"type":"read","mbean":"java.lang:type=Memory","attribute":"HeapMemoryUsage"}               | true
            {"type":"read","mbean":"java.lang:type=Runtime","attribute":"SystemProperties"}             | false
            {"type":"read","mbean":"java.lang:type=Runtime","attribute":"InputArguments"}               | false
            {"type":"read","mbean":"com.sun.management:type=HotSpotDiagnostic","attribute":"DiagnosticOptions"} | false
            {"type":"exec","mbean":"com.sun.management:type=DiagnosticCommand","operation":"vmSystemProperties"} | false
            {"type":"exec","mbean":"com.sun.management:type=HotSpotDiagnostic","operation":"dumpHeap(java.lang.String,boolean)","arguments":["/tmp/x.hprof",true]} | false
            {"type":"exec","mbean":"java.util.logging:type=Logging","operation":"setLoggerLevel","arguments":["","FINEST"]} | false
            {"type":"exec","mbean":"java.lang:type=Memory","operation":"gc()"}                          | false
            {"type":"write","mbean":"java.lang:type=Memory","attribute":"Verbose","value":true}         | false
            """)
    @Tag("S14")
    void jolokiaAnswersOnlyWhatIsAllowed(String request, boolean isAllowed) throws Exception {
        for (String user : new String[] {"ola", "vera"}) {
            cookies.getCookieStore().removeAll();
            login(user, user + "-secret");
            HttpResponse<String> answer = browser.send(
                    post(JOLOKIA, request).header("X-XSRF-TOKEN", token()).build(), text());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body().contains("\"status\":200"))
                    .as("%s", answer.body())
                    .isEqualTo(isAllowed);
        }
    }

    @Test
    @Tag("S14")
    void jolokiaCallsNoOtherServer() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            String url = "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + other.getLocalPort() + "/jmxrmi";
            login("ola", "ola-secret");
            browser.send(
                    post(
                                    JOLOKIA,
                                    "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"target\":{\"url\":\""
                                            + url + "\"}}")
                            .header("X-XSRF-TOKEN", token())
                            .build(),
                    text());
            other.setSoTimeout(50);
            assertThatThrownBy(other::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    @Tag("S14")
    void jolokiaTakesOnlyPosts() throws Exception {
        login("ola", "ola-secret");
        HttpResponse<String> answer = browser.send(
                get(JOLOKIA + "/read/java.lang:type=Memory/HeapMemoryUsage").build(), text());
        assertThat(answer.body()).doesNotContain("\"status\":200");
    }

    @Test
    @Tag("S14")
    void aViewerCannotReplayInTheConsole() throws Exception {
        login("vera", "vera-secret");
        HttpResponse<String> answer = browser.send(
                post("/actuator/crmsync/dead-letters/3", "{\"action\":\"replay\"}")
                        .header("X-XSRF-TOKEN", token())
                        .build(),
                text());
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(operations.asked).isEmpty();
    }
}
