package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.console.gate.InboundGate;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.web.servlet.FilterRegistrationBean;

/** What people and programs get wrong, against the whole application: what is said, and what is taken nevertheless. */
class WrongInputEndToEndTest {
    private static final String NDJSON = "application/x-ndjson";

    @TempDir
    static Path data;

    private static TestCrms crms;
    private static RunningCaravan caravan;

    @BeforeAll
    static void start() {
        crms = new TestCrms();
        caravan = RunningCaravan.start(data, crms.arguments());
    }

    @AfterAll
    static void stop() {
        caravan.close();
        crms.close();
    }

    @Test
    void aBodyThatSaysItHasHundredMegabytesIsRefusedBeforeItIsRead() throws Exception {
        System.gc();
        long before = heap();

        String answer = raw("Content-Length: " + 100L * 1024 * 1024, out -> out.write(new byte[1024]));

        assertThat(answer)
                .startsWith("HTTP/1.1 413 ")
                .contains("{\"code\":\"REC-104\",\"message\":\"The body is larger than 16384 kB.\","
                        + "\"cure\":\"Send fewer records per request.\"}");
        assertHeapIsFlat(before);
    }

    @Test
    void aBodyThatDoesNotSayItsLengthIsCutOffAtTheLimit() throws Exception {
        System.gc();
        long before = heap();
        byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);

        String answer = raw("Transfer-Encoding: chunked", out -> {
            for (int i = 0; i <= 16 * 16; i++) {
                out.write(chunk);
            }
        });

        assertThat(answer).startsWith("HTTP/1.1 413 ").contains("The body is larger than 16384 kB.");
        assertHeapIsFlat(before);
    }

    private static void assertHeapIsFlat(long before) {
        assertThat(gate().heldBytes()).isZero();
        System.gc();
        assertThat(heap() - before).isLessThan(12L * 1024 * 1024);
    }

    private static InboundGate gate() {
        return (InboundGate)
                caravan.bean("inboundGate", FilterRegistrationBean.class).getFilter();
    }

    private static long heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @FunctionalInterface
    private interface Sending {
        void to(OutputStream out) throws IOException;
    }

    /** Over a socket, because a client would send the whole body first. */
    private static String raw(String header, Sending body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), caravan.port())) {
            socket.setSoTimeout(20_000);
            String head = "POST /api/records/contact HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Authorization: " + RunningCaravan.basic() + "\r\n" + header + "\r\n\r\n";
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            body.to(out);
            out.flush();
            StringBuilder answer = new StringBuilder();
            InputStream in = socket.getInputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                answer.append((char) b);
                if (b == '}') {
                    break;
                }
            }
            return answer.toString();
        }
    }

    @Test
    void aMalformedLineOfNdjsonIsReportedByItsNumberAndItsNeighboursAreTaken() throws Exception {
        String body = """
                {"id": "nd-1", "last_name": "One", "work_email": "nd-1@people.example"}
                {"id": "nd-2", "last_name": "Two", "work_email":
                {"id": "nd-3", "last_name": "Three", "work_email": "nd-3@people.example"}
                """;

        RunningCaravan.Answer answer = caravan.post("/api/records/contact", NDJSON, body);

        assertThat(answer.status()).isEqualTo(200);
        JsonNode json = answer.json();
        assertThat(json.path("received").asInt()).isEqualTo(3);
        assertThat(json.path("created").asInt()).isEqualTo(2);
        assertThat(json.path("rejected").asInt()).isEqualTo(1);
        assertThat(json.path("results").path(1).path("line").asInt()).isEqualTo(2);
        assertThat(reason(json, 1))
                .matches("the record at 2 is not valid JSON at column \\d+\\. Correct the line and send it again\\.");
        assertThat(caravan.get("/api/records/contact/nd-3").status()).isEqualTo(200);
        assertThat(caravan.get("/api/records/contact/nd-2").status()).isEqualTo(404);
    }

    @Test
    void aShortRowOfCsvIsReportedByItsLineAndItsNeighboursAreTaken() throws Exception {
        String body = "id,name,domain\ncs-1,One,cs-1.example\ncs-2,Two\ncs-3,\"Three, Inc.\",cs-3.example\n";

        RunningCaravan.Answer answer = caravan.post("/api/records/company", "text/csv", body);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("created").asInt()).isEqualTo(2);
        assertThat(reason(answer.json(), 1))
                .isEqualTo("the record at 3 has 2 values and the header names 3 columns. Check separators and quotes.");
        assertThat(caravan.get("/api/records/company/cs-3")
                        .json()
                        .at("/fields/name")
                        .asText())
                .isEqualTo("Three, Inc.");
    }

    @Test
    void aRecordThatIsWrongInAnArrayDoesNotStopTheOthers() throws Exception {
        String body = "[{\"id\":\"ar-1\",\"name\":\"One\"}, 7, {\"id\":\"ar-2\",\"Name\":\"x\"}, {\"id\":\"ar-3\"},"
                + " {\"id\":\"ar-4\",\"name\":\"Nu\\u0000l\"}, {\"id\":\"ar-5\",\"name\":{\"a\":1}}]";

        RunningCaravan.Answer answer = caravan.postJson("/api/records/company", body);

        assertThat(answer.status()).isEqualTo(200);
        JsonNode json = answer.json();
        assertThat(json.path("created").asInt()).isEqualTo(1);
        assertThat(json.path("rejected").asInt()).isEqualTo(5);
        assertThat(reason(json, 1))
                .isEqualTo("the record at 2 is not a JSON object. Send each record as an object of fields.");
        assertThat(reason(json, 2))
                .isEqualTo(
                        "the record at 3 has a field 'Name'. Field names are snake_case: a-z, 0-9 and _, starting with"
                                + " a letter, 64 at most.");
        assertThat(reason(json, 3)).isEqualTo("the record at 4 has no fields. Send at least one beside the id.");
        assertThat(reason(json, 4))
                .isEqualTo("the record at 5 has a U+0000 or half a surrogate pair in 'name', which no database keeps.");
        assertThat(reason(json, 5))
                .isEqualTo("the record at 6 has an object in 'name'. A field holds text, a number, true or false, or a"
                        + " list of these.");
    }

    @Test
    void aRequestWithoutOneGoodRecordIsRefusedAsAWhole() throws Exception {
        RunningCaravan.Answer answer = caravan.postJson("/api/records/company", "{\"id\":\"x\",\"name\":\"\\ud800\"}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(reason(answer.json(), 0))
                .startsWith("the record at 1 has a U+0000 or half a surrogate pair in 'name'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "contcat | 404 | REC-102 unknown record type 'contcat'. Did you mean 'contact'?",
                "companies | 404 | REC-102 unknown record type 'companies'. Did you mean 'company'?"
            })
    void anUnknownRecordTypeIsAnsweredWithTheNearestRightOne(String type, int status, String message) throws Exception {
        RunningCaravan.Answer answer = caravan.postJson("/api/records/" + type, "{\"name\":\"x\"}");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.message()).isEqualTo(message);
        assertThat(answer.json().path("cure").asText()).isEqualTo("Use company, contact, lead or deal.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | {\"id\":1 | REC-105 the body is not valid JSON at line 1, column 8. Nothing of it was"
                        + " taken; correct it and send it again.",
                "application/json | {\"name\":\"a\"} {\"name\":\"b\"} | REC-105 the body goes on after its first value. Send"
                        + " an array, or NDJSON as application/x-ndjson.",
                "application/json | '' | REC-105 the body is empty. Send one object or an array.",
                "application/xml | <a/> | REC-105 the content type 'application/xml' is not taken. Send application/json,"
                        + " application/x-ndjson or text/csv."
            })
    void aBodyThatCannotBeReadIsRefusedWithTheReason(String contentType, String body, String message) throws Exception {
        RunningCaravan.Answer answer = caravan.post("/api/records/company", contentType, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo(message);
        assertThat(answer.json().path("cure").asText()).isEqualTo("Send JSON, NDJSON or CSV as the content type says.");
    }

    @Test
    void aFormIsNotTaken() throws Exception {
        RunningCaravan.Answer answer =
                caravan.post("/api/records/company", "application/x-www-form-urlencoded", "name=x");

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.message()).isEqualTo("A form is not taken.");
    }

    @Test
    void aRecordCanBeReadFoundAndRemoved() throws Exception {
        caravan.postJson(
                "/api/records/contact",
                "{\"id\":\"gd-1\",\"last_name\":\"Gone\",\"work_email\":\"Gone.Soon@people.example\",\"plan\":\"gold\"}");

        JsonNode read = caravan.get("/api/records/contact/gd-1").json();
        assertThat(read.path("id").asText()).isEqualTo("gd-1");
        assertThat(read.at("/fields/last_name").asText()).isEqualTo("Gone");
        assertThat(ids(caravan.get("/api/records/contact?field=work_email&value=gone.soon@people.example")
                        .json()))
                .containsExactly("gd-1");
        assertThat(ids(caravan.get("/api/records/contact?field=plan&value=gold").json()))
                .containsExactly("gd-1");
        assertThat(ids(caravan.get("/api/records/contact?after=gd-0").json())).startsWith("gd-1");

        assertThat(caravan.delete("/api/records/contact/gd-1").status()).isEqualTo(204);
        RunningCaravan.Answer gone = caravan.get("/api/records/contact/gd-1");
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.message()).isEqualTo("REC-103 the hub has no contact with that id.");
        assertThat(caravan.delete("/api/records/contact/gd-1").status()).isEqualTo(404);
        assertThat(ids(caravan.get("/api/records/contact?field=plan&value=gold").json()))
                .isEmpty();
    }

    @Test
    @Tag("I33")
    void unusualCharactersArriveInBothCrmsAsTheyWere() throws Exception {
        String name = "Zo\u00eb \ud83d\udc69\u200d\ud83d\ude80 \u05e9\u05dc\u05d5\u05dd";
        caravan.postJson(
                "/api/records/contact",
                "{\"id\":\"uni-1\",\"last_name\":\"" + name + "\",\"work_email\":\"uni-1@people.example\"}");

        await().atMost(Duration.ofSeconds(20)).until(caravan::isSettled);
        assertThat(TestCrms.records(crms.vendor("hubspot"), "contacts").values())
                .anySatisfy(c -> assertThat(c.path("lastname").asText()).isEqualTo(name));
        assertThat(TestCrms.records(crms.vendor("salesforce"), "Contact").values())
                .anySatisfy(c -> assertThat(c.path("LastName").asText()).isEqualTo(name));
    }

    @Test
    void aStartWithoutTheTokenIsRefusedAndNamesTheProperty(@TempDir Path other) {
        List<String> arguments = new ArrayList<>(TestCrms.hubspot(crms.url("hubspot")));
        arguments.removeIf(a -> a.contains("auth.token="));

        assertThatThrownBy(() -> RunningCaravan.start(other, arguments).close())
                .rootCause()
                .hasMessageStartingWith("CFG-102 ")
                .hasMessageContaining("caravan.connections.hubspot.auth.token");
    }

    @Test
    void marksWaitForACrmThatCannotBeReachedAtTheStartAndDrainWhenItComesUp(@TempDir Path other) throws Exception {
        int port = freePort();
        try (RunningCaravan alone = RunningCaravan.start(other, TestCrms.hubspot("http://127.0.0.1:" + port))) {
            RunningCaravan.Answer answer = alone.postJson(
                    "/api/records/company", "[{\"id\":\"late-1\",\"name\":\"Late\",\"domain\":\"late-1.example\"}]");
            assertThat(answer.status()).isEqualTo(200);
            await().atMost(Duration.ofSeconds(10)).until(() -> isTried(alone));
            assertThat(alone.get("/api/dead-letters").json().path("items")).isEmpty();

            SandboxOptions options =
                    new SandboxOptions(port, List.of("hubspot"), false, Duration.ZERO, java.util.Optional.empty(), 1);
            try (Sandboxes late = Sandboxes.start(options)) {
                await().atMost(Duration.ofSeconds(60)).until(alone::isSettled);
                assertThat(TestCrms.records(late.vendor("hubspot"), "companies").values())
                        .singleElement()
                        .satisfies(c -> assertThat(c.path("name").asText()).isEqualTo("Late"));
            }
        }
    }

    private static boolean isTried(RunningCaravan alone) throws IOException, InterruptedException {
        JsonNode explained = alone.get("/api/explain/company/late-1").json();
        return alone.connection("hubspot").path("marksWaiting").asLong() == 1
                && explained.toString().contains("CRM-101");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String reason(JsonNode answer, int index) {
        return answer.path("results").path(index).path("reason").asText();
    }

    private static List<String> ids(JsonNode answer) {
        List<String> ids = new ArrayList<>();
        answer.path("records").forEach(r -> ids.add(r.path("id").asText()));
        return ids;
    }
}
