package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.console.operations.PushRequest;
import dev.caravan.console.operations.ReplayRequest;
import dev.caravan.console.operations.ReviewDecision;
import dev.caravan.console.operations.SyncLogFilter;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

class ConsoleApiTest extends ConsoleHttp {
    @Autowired
    FakeImports imports;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/summary",
                "/api/sync-log",
                "/api/dead-letters",
                "/api/review",
                "/api/pulls",
                "/api/imports",
                "/api/mappings/problems"
            })
    void aViewerSeesEverything(String path) throws Exception {
        assertThat(asUser("vera", get(path)).statusCode()).isEqualTo(200);
    }

    @Test
    void theConsoleKnowsTheUserAndThePage() throws Exception {
        login("vera", "vera-secret");
        assertThat(browser.send(get("/actuator/hawtio/user").build(), text()).body())
                .contains("vera");
        assertThat(browser.send(get("/actuator/hawtio/plugin").build(), text()).body())
                .contains("crmSync", "static/crm-sync");
        assertThat(browser.send(
                                get("/actuator/hawtio/static/crm-sync/remoteEntry.js")
                                        .build(),
                                text())
                        .body())
                .contains("window.crmSync");
        assertThat(browser.send(get("/actuator/hawtio/hawtconfig.json").build(), text())
                        .body())
                .contains("Caravan");
    }

    @Test
    @Tag("R229")
    @Tag("R230")
    @Tag("R231")
    @Tag("R232")
    @Tag("R233")
    @Tag("R234")
    void theSyncLogSpeaksTheWordsOfSalesPeople() throws Exception {
        String lines = asUser(
                        "vera",
                        get(
                                "/api/sync-log?connection=hubspot&type=Account&status=Skipped&direction=From%20App&since=2026-03-01"))
                .body();
        assertThat(lines)
                .contains(
                        "\"resourceType\":\"Account\"",
                        "\"status\":\"Skipped\"",
                        "\"outcome\":\"unchanged\"",
                        "\"direction\":\"From App\"",
                        "\"timestamp\":\"2026-03-01T08:30:00Z\"",
                        "\"message\":\"both sides agreed already\"",
                        "\"next\":\"6\"");
        SyncLogFilter filter = (SyncLogFilter) operations.asked.get(0);
        assertThat(filter.outcomes()).containsExactlyInAnyOrder("skipped", "unchanged", "held");
        assertThat(filter.connection()).isEqualTo("hubspot");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/sync-log?limit=0, 400, REQ-101",
        "/api/sync-log?limit=many, 400, REQ-101",
        "/api/sync-log?since=yesterday, 400, REQ-101",
        "/api/sync-log?type=contakt, 400, REC-102",
        "/api/dead-letters/4, 404, REC-103",
        "/api/dead-letters/x, 400, REQ-101",
        "/api/explain/contact/ct-1, 404, REC-103",
        "/api/nothing, 404, REQ-102",
        "/api/push/contact, 405, REQ-101"
    })
    void aMistakeOfTheCallerIsNamed(String path, int status, String code) throws Exception {
        HttpResponse<String> answer = asUser("ola", get(path));
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body())
                .contains("\"code\":\"" + code + "\"", "\"cure\":")
                .doesNotContain("Exception", "trace");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/dead-letters/replay | {}",
                "/api/dead-letters/replay | {\"filter\":{}}",
                "/api/dead-letters/replay | {\"ids\":[1],\"all\":true}",
                "/api/dead-letters/replay | {\"idz\":[1]}",
                "/api/dead-letters/replay | not json",
                "/api/dead-letters/replay | {\"all\":true,\"all\":true}",
                "/api/review/9 | {\"decision\":\"link\"}",
                "/api/review/9 | {\"decision\":\"merge\"}",
                "/api/push/contact | {\"connection\":\"hubspot\"}",
                "/api/push/contact | {\"connection\":\"Hub Spot\",\"all\":true}"
            })
    void aHalfSaidRequestChangesNothing(String path, String body) throws Exception {
        HttpResponse<String> answer = asUser("ola", post(path, body));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\":\"REQ-101\"");
        assertThat(operations.asked).isEmpty();
    }

    @Test
    void anOperatorReplaysDecidesAndPushes() throws Exception {
        assertThat(asUser("ola", post("/api/dead-letters/replay", "{\"ids\":[3]}"))
                        .body())
                .isEqualTo("{\"count\":1}");
        asUser("ola", post("/api/review/9", "{\"decision\":\"link\",\"candidate\":\"501\"}"));
        asUser("ola", post("/api/push/contact", "{\"connection\":\"hubspot\",\"ids\":[\"ct-1\",\"ct-2\"]}"));
        assertThat(operations.asked)
                .contains(new ReplayRequest.Ids(List.of(3L)), new ReviewDecision.LinkTo("501"), "ola")
                .anySatisfy(one -> assertThat(one).isInstanceOf(PushRequest.class));
    }

    @Test
    void theConsolesEndpointAnswersItsPage() throws Exception {
        login("ola", "ola-secret");
        for (String section :
                new String[] {"summary", "sync-log", "dead-letters", "review", "dead-letters/3", "pulls", "imports"}) {
            assertThat(browser.send(get("/actuator/crmsync/" + section).build(), text())
                            .statusCode())
                    .as(section)
                    .isEqualTo(200);
        }
        HttpResponse<String> unknown =
                browser.send(get("/actuator/crmsync/other").build(), text());
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("REQ-102");
        HttpResponse<String> decided = browser.send(
                post("/actuator/crmsync/review/9", "{\"action\":\"link\",\"candidate\":\"501\"}")
                        .header("X-XSRF-TOKEN", token())
                        .build(),
                text());
        assertThat(decided.body()).isEqualTo("{\"count\":1}");
        assertThat(operations.asked).contains(new ReviewDecision.LinkTo("501"), "ola");
    }

    @Test
    void thePageShowsWhatIsTakenFromTheCrmsAndStopsImports() throws Exception {
        login("ola", "ola-secret");
        assertThat(browser.send(get("/actuator/crmsync/pulls").build(), text()).body())
                .contains("\"connection\":\"hubspot\"", "\"marksWaiting\":3", "\"movedAt\":\"2026-03-01T08:30:00Z\"");
        assertThat(browser.send(get("/actuator/crmsync/imports").build(), text())
                        .body())
                .contains("\"state\":\"running\"", "\"listed\":500", "\"total\":2000");
        for (String action : List.of("pause", "resume", "cancel", "restart")) {
            HttpResponse<String> answer = browser.send(
                    post("/actuator/crmsync/imports/7", "{\"action\":\"" + action + "\"}")
                            .header("X-XSRF-TOKEN", token())
                            .build(),
                    text());
            assertThat(answer.statusCode()).as(action).isEqualTo(action.equals("restart") ? 400 : 200);
        }
        assertThat(imports.asked).contains("pause 7 ola", "resume 7 ola", "cancel 7 ola");
    }

    @Test
    @Tag("R22")
    void anOperatorSwitchesAConnectionOnThePageAndAViewerDoesNot() throws Exception {
        login("ola", "ola-secret");
        for (String action : List.of("disable", "enable", "toggle")) {
            assertThat(turn(action)).as(action).isEqualTo(action.equals("toggle") ? 400 : 200);
        }
        assertThat(operations.asked).contains("disable hubspot ola", "enable hubspot ola");
        login("vera", "vera-secret");
        assertThat(turn("disable")).isEqualTo(403);
        assertThat(asUser("vera", post("/api/connections/hubspot/disable", "")).statusCode())
                .isEqualTo(403);
        assertThat(asUser("ola", post("/api/connections/hubspot/disable", "")).statusCode())
                .isEqualTo(200);
        assertThat(operations.asked).doesNotContain("disable hubspot vera");
    }

    private int turn(String action) throws Exception {
        return browser.send(
                        post("/actuator/crmsync/connections/hubspot", "{\"action\":\"" + action + "\"}")
                                .header("X-XSRF-TOKEN", token())
                                .build(),
                        text())
                .statusCode();
    }

    @Test
    void aViewerStopsNoImport() throws Exception {
        login("vera", "vera-secret");
        HttpResponse<String> answer = browser.send(
                post("/actuator/crmsync/imports/7", "{\"action\":\"cancel\"}")
                        .header("X-XSRF-TOKEN", token())
                        .build(),
                text());
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(imports.asked).doesNotContain("cancel 7 vera");
    }

    @Test
    void theApiPageNamesControllersAndRoutes() throws Exception {
        String page = asUser("vera", get("/api/openapi")).body();
        assertThat(page)
                .contains(
                        "/api/sync-log", "/api/dead-letters/replay", "/api/records/{type}", "/api/events", "text/csv");
        HttpResponse<String> docs = asUser("vera", get("/api/docs"));
        assertThat(docs.statusCode()).isEqualTo(302);
        assertThat(asUser("vera", get("/api/swagger-ui/index.html")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aWebhookNeedsNoLoginAndKeepsItsBytes() throws Exception {
        HttpResponse<String> answer =
                stranger.send(post("/webhooks/hubspot", "a=1&b=%20&c=\u00fc").build(), text());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("14");
    }

    @Test
    @Tag("S5")
    void aHugeBodyIsRefusedWithoutBeingRead() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write("POST /webhooks/hubspot HTTP/1.1\r\nHost: localhost\r\nContent-Length: 104857600\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(firstLine(socket)).contains(" 413 ");
        }
    }

    @Test
    @Tag("S5")
    void anEndlessBodyIsCountedWhileItIsRead() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            OutputStream out = socket.getOutputStream();
            out.write("POST /webhooks/hubspot HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("10000\r\n" + "x".repeat(65_536) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int sent = 0; sent < 18; sent++) {
                out.write(chunk);
            }
            out.flush();
            assertThat(firstLine(socket)).contains(" 413 ");
        }
    }

    @Test
    void figuresCanBeScraped() throws Exception {
        HttpRequest.Builder scrape = HttpRequest.newBuilder(uri("/actuator/prometheus"));
        assertThat(asUser("vera", scrape).body()).contains("jvm_memory_used_bytes");
    }
}
