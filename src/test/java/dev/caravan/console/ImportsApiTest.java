package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.console.operations.PullRequest;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.PullPolicy.Duplicates;
import dev.caravan.pull.ImportKind;
import dev.caravan.pull.ImportOrder;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

class ImportsApiTest extends ConsoleHttp {
    @Autowired
    FakeImports imports;

    @BeforeEach
    void forgetImports() {
        imports.asked.clear();
    }

    @Test
    @Tag("R70")
    @Tag("R75")
    void anImportIsOrderedWithEverythingThatItsBodySays() throws Exception {
        HttpResponse<String> answer = asUser("ola", post("/api/imports", """
                {"connection": "hubspot", "type": "Contact", "filter": "lifecyclestage = \\"customer\\"",
                 "duplicates": "skip", "tag": "spring", "schedule": "0 0 6 * * ?", "live": true}
                """));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(answer.body())
                .contains("\"id\":7", "\"state\":\"running\"", "\"total\":2000", "\"outcomes\":{\"created\":400}");
        assertThat(imports.asked)
                .containsExactly(new ImportOrder(
                        new ConnectionName("hubspot"),
                        RecordType.CONTACT,
                        ImportKind.FILTER,
                        "lifecyclestage = \"customer\"",
                        Duplicates.SKIP,
                        "spring",
                        "0 0 6 * * ?",
                        true,
                        "ola"));
    }

    @Test
    @Tag("R68")
    void aPreviewShowsBothSidesAndOrdersNothing() throws Exception {
        HttpResponse<String> answer = asUser(
                "ola",
                post("/api/imports?preview=true", "{\"connection\":\"hubspot\",\"type\":\"contact\",\"all\":true}"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"total\":12", "\"work_email\":\"ada@example.org\"");
        assertThat(imports.asked).containsExactly("preview");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/imports", "/api/imports/7", "/api/lists/hubspot/contact"})
    void aViewerSeesImportsAndLists(String path) throws Exception {
        assertThat(asUser("vera", get(path)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/imports", "/api/imports?preview=true", "/api/imports/7/pause", "/api/pull"})
    void aViewerStartsNothing(String path) throws Exception {
        String body = "{\"connection\":\"hubspot\",\"type\":\"contact\",\"all\":true}";
        assertThat(asUser("vera", post(path, body)).statusCode()).isEqualTo(403);
        assertThat(imports.asked).isEmpty();
    }

    @Test
    void anOperatorPausesResumesCancelsAndPulls() throws Exception {
        for (String action : List.of("pause", "resume", "cancel")) {
            assertThat(asUser("ola", post("/api/imports/7/" + action, "")).statusCode())
                    .isEqualTo(200);
        }
        String named = "{\"connection\":\"hubspot\",\"type\":\"contact\",\"ids\":[\"501\",\"502\"]}";
        assertThat(asUser("ola", post("/api/pull", named)).body()).isEqualTo("{\"count\":2}");
        asUser("ola", post("/api/pull", "{\"connection\":\"hubspot\",\"type\":\"contact\"}"));

        assertThat(imports.asked)
                .containsExactly(
                        "pause 7 ola",
                        "resume 7 ola",
                        "cancel 7 ola",
                        new PullRequest(new ConnectionName("hubspot"), RecordType.CONTACT, List.of("501", "502")),
                        new PullRequest(new ConnectionName("hubspot"), RecordType.CONTACT, List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/imports | {\"connection\":\"hubspot\",\"type\":\"contact\"} | REQ-101",
                "/api/imports | {\"connection\":\"hubspot\",\"type\":\"contact\",\"all\":true,\"list\":\"x\"} | REQ-101",
                "/api/imports | {\"connection\":\"hubspot\",\"all\":true} | REQ-101",
                "/api/imports | {\"type\":\"contact\",\"all\":true} | REQ-101",
                "/api/imports | {\"connection\":\"hubspot\",\"type\":\"contakt\",\"all\":true} | REC-102",
                "/api/imports | {\"connection\":\"hubspot\",\"type\":\"contact\",\"filter\":\"a = \"} | FLT-101",
                "/api/imports | {\"connection\":\"hubspot\",\"type\":\"contact\",\"al\":true} | REQ-101",
                "/api/pull | {\"connection\":\"hubspot\"} | REQ-101",
                "/api/pull | {\"connection\":\"hubspot\",\"type\":\"contact\",\"ids\":[\" \"]} | REQ-101"
            })
    void aHalfSaidImportIsRefused(String path, String body, String code) throws Exception {
        HttpResponse<String> answer = asUser("ola", post(path, body));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
        assertThat(imports.asked).isEmpty();
    }

    @Test
    void anImportThatIsNotThereIsNotFound() throws Exception {
        assertThat(asUser("ola", get("/api/imports/8")).statusCode()).isEqualTo(404);
    }

    @Test
    void theApiPageDescribesImports() throws Exception {
        assertThat(asUser("vera", get("/api/openapi")).body())
                .contains("/api/imports/{id}/cancel", "/api/lists/{connection}/{type}");
    }
}
