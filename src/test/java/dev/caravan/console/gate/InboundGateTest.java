package dev.caravan.console.gate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.DelegatingServletInputStream;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;

class InboundGateTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-01T00:00:00Z"));

    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final List<HttpServletRequest> passed = new ArrayList<>();
    private final FilterChain route = (request, answer) -> passed.add((HttpServletRequest) request);

    @ParameterizedTest
    @ValueSource(strings = {"/webhooks/hubspot", "/api/records/contact", "/api/summary"})
    void nothingPassesBeforeTheRoutesHaveStarted(String path) throws Exception {
        new InboundGate(settings(), () -> false, CLOCK).doFilter(post(path, "{}"), response, route);
        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getHeader("Retry-After")).isEqualTo("5");
        assertThat(response.getContentAsString()).contains("\"code\":\"SYS-101\"");
        assertThat(passed).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/webhooks/hubspot, 100, 200",
        "/webhooks/hubspot, 101, 413",
        "/api/push/contact, 101, 413",
        "/api/recordsx, 101, 413",
        "/api/records/contact, 1000, 200",
        "/api/records/contact, 1001, 413"
    })
    @Tag("S5")
    void aBodyMayBeAsLargeAsItsPathAllows(String path, int length, int status) throws Exception {
        for (boolean isChunked : new boolean[] {false, true}) {
            MockHttpServletResponse answer = new MockHttpServletResponse();
            InboundGate gate = gate();
            gate.doFilter(body(path, length, isChunked), answer, route);
            assertThat(answer.getStatus()).as("chunked: %s", isChunked).isEqualTo(status);
            assertThat(gate.heldBytes()).isZero();
            if (status == 413) {
                assertThat(answer.getContentAsString()).contains("\"code\":\"REC-104\"");
                assertThat(answer.getHeader("Connection")).isEqualTo("close");
            }
        }
    }

    @Test
    @Tag("S5")
    void aHundredMegabytesAreNeverHeld() throws Exception {
        AtomicInteger read = new AtomicInteger();
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/webhooks/hubspot") {
            @Override
            public ServletInputStream getInputStream() {
                return new DelegatingServletInputStream(new InputStream() {
                    @Override
                    public int read() {
                        return read.incrementAndGet() > 100_000_000 ? -1 : 'x';
                    }
                });
            }
        };
        gate().doFilter(request, response, route);
        assertThat(response.getStatus()).isEqualTo(413);
        assertThat(read.get()).isLessThan(10_000);
    }

    @Test
    @Tag("S5")
    void whatDoesNotFitIntoTheMemoryWaitsOutside() throws Exception {
        InboundGate gate = gate();
        MockHttpServletRequest first = body("/api/records/contact", 900, false);
        first.setAsyncSupported(true);
        gate.doFilter(first, response, (request, answer) -> request.startAsync());
        assertThat(gate.heldBytes()).isEqualTo(901);

        MockHttpServletResponse second = new MockHttpServletResponse();
        gate.doFilter(body("/api/records/contact", 900, false), second, route);
        assertThat(second.getStatus()).isEqualTo(503);

        MockAsyncContext work = (MockAsyncContext) first.getAsyncContext();
        assertThat(work).isNotNull();
        work.complete();
        assertThat(gate.heldBytes()).isZero();
        MockHttpServletResponse third = new MockHttpServletResponse();
        gate.doFilter(body("/api/records/contact", 900, false), third, route);
        assertThat(third.getStatus()).isEqualTo(200);
    }

    @Test
    @Tag("S5")
    void aBodyThatDripsIsGivenUp() throws Exception {
        AtomicInteger seconds = new AtomicInteger();
        InstantSource clock = () -> Instant.EPOCH.plusSeconds(seconds.get());
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/webhooks/hubspot") {
            @Override
            public ServletInputStream getInputStream() {
                return new DelegatingServletInputStream(InputStream.nullInputStream()) {
                    @Override
                    public int read(byte[] target, int offset, int count) {
                        seconds.incrementAndGet();
                        target[offset] = 'x';
                        return 1;
                    }
                };
            }
        };
        new InboundGate(settings(), () -> true, clock).doFilter(request, response, route);
        assertThat(response.getStatus()).isEqualTo(408);
        assertThat(seconds.get()).isEqualTo(31);
    }

    @Test
    void aCallerThatGoesAwayIsNotAFault() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/webhooks/hubspot") {
            @Override
            public ServletInputStream getInputStream() {
                return new DelegatingServletInputStream(new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("reset");
                    }
                });
            }
        };
        gate().doFilter(request, response, route);
        assertThat(response.getStatus()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "gzip, gzip"})
    @Tag("S5")
    void aCompressedBodyIsNotTaken(String encoding) throws Exception {
        MockHttpServletRequest request = post("/webhooks/hubspot", "x");
        request.addHeader("Content-Encoding", encoding);
        gate().doFilter(request, response, route);
        assertThat(response.getStatus()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "MULTIPART/mixed"})
    void theApiTakesNoForms(String type) throws Exception {
        MockHttpServletRequest request = post("/api/records/contact", "sObjectId=1");
        request.setContentType(type);
        gate().doFilter(request, response, route);
        assertThat(response.getStatus()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/webhooks/hubspot;jsession=1",
                "/webhooks/hubspot;",
                "/webhooks;x=y/hubspot",
                "/api/records/contact;a",
                "/webhooks/hubspot%3Bx",
                "/webhooks/hubspot%3bx"
            })
    @Tag("S8")
    void pathParametersAreRefused(String path) throws Exception {
        gate().doFilter(post(path, "{}"), response, route);
        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(passed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelHttpUri",
                "CamelFileName",
                "sObjectQuery",
                "sObjectName",
                "sObjectId",
                "kafka.OVERRIDE_TOPIC",
                "Long-Running-Action",
                "breadcrumbId",
                "JMSType",
                "org.apache.camel.x",
                "CamelCrmExternalId",
                "CamelHubRecordType",
                "X-Forwarded-For",
                "Forwarded",
                "X-HTTP-Method-Override",
                "Cookie",
                "Transfer-Encoding"
            })
    @Tag("S8")
    void nothingThatSteersARoutePasses(String name) throws Exception {
        for (String path : List.of("/webhooks/hubspot", "/api/records/contact")) {
            boolean isForm = path.startsWith("/webhooks");
            for (String written :
                    List.of(name, name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT), swapped(name))) {
                passed.clear();
                MockHttpServletRequest request = post(path, written + "=x");
                request.setContentType(isForm ? "application/x-www-form-urlencoded" : "application/json");
                request.addHeader(written, "x");
                request.addParameter(written, "x");
                request.setQueryString(
                        written + "=x&code=7&" + written + "&%" + hex(written.charAt(0)) + written.substring(1) + "=x");
                gate().doFilter(request, new MockHttpServletResponse(), route);
                HttpServletRequest seen = passed.get(0);
                assertThat(seen.getHeader("content-TYPE"))
                        .isEqualTo(isForm ? "application/octet-stream" : "application/json");
                assertThat(Collections.list(seen.getHeaderNames()))
                        .allSatisfy(header -> assertThat(header).isEqualToIgnoringCase("Content-Type"));
                assertThat(seen.getHeader(written)).isNull();
                assertThat(seen.getHeaders(written).hasMoreElements()).isFalse();
                assertThat(seen.getParameterMap()).containsOnlyKeys("code");
                assertThat(seen.getParameter(written)).isNull();
                assertThat(seen.getQueryString()).isEqualTo("code=7");
                assertThat(seen.getInputStream().readAllBytes())
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo(written + "=x");
            }
        }
    }

    @Test
    @Tag("S8")
    void signaturesPassToWebhooksAndLoginsNowhereElse() throws Exception {
        for (String path : List.of("/webhooks/pipedrive", "/api/records/contact")) {
            MockHttpServletRequest request = post(path, "{}");
            request.addHeader("X-HubSpot-Signature-v3", "s");
            request.addHeader("Authorization", "Basic eA==");
            gate().doFilter(request, new MockHttpServletResponse(), route);
        }
        assertThat(passed.get(0).getHeader("x-hubspot-signature-v3")).isEqualTo("s");
        assertThat(passed.get(0).getHeader("Authorization")).isEqualTo("Basic eA==");
        assertThat(passed.get(1).getHeader("X-HubSpot-Signature-v3")).isNull();
        assertThat(passed.get(1).getHeader("Authorization")).isNull();
    }

    @Test
    void settingsAddNames() throws Exception {
        GateSettings settings = new GateSettings(
                DataSize.ofBytes(1000),
                DataSize.ofBytes(100),
                DataSize.ofBytes(1500),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                List.of("X-Own-Signature"),
                List.of("hookId"));
        MockHttpServletRequest request = post("/webhooks/own", "{}");
        request.addHeader("x-own-signature", "s");
        request.setQueryString("hookId=%C3%BC&other=1");
        new InboundGate(settings, () -> true, CLOCK).doFilter(request, response, route);
        assertThat(passed.get(0).getHeader("X-Own-Signature")).isEqualTo("s");
        assertThat(passed.get(0).getParameter("hookId")).isEqualTo("ü");
    }

    @Test
    void aQueryThatIsNotWellFormedIsRefused() throws Exception {
        MockHttpServletRequest request = post("/webhooks/hubspot", "{}");
        request.setQueryString("code=%zz");
        InboundGate gate = gate();
        gate.doFilter(request, response, route);
        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(gate.heldBytes()).isZero();
    }

    @Test
    void theBodyArrivesAsItWasSent() throws Exception {
        byte[] bytes = new byte[] {0, -1, 'a', '\r', '\n', (byte) 0xC3, (byte) 0x28};
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/webhooks/hubspot");
        request.setContent(bytes);
        gate().doFilter(request, response, route);
        assertThat(passed.get(0).getInputStream().readAllBytes()).isEqualTo(bytes);
        assertThat(passed.get(0).getContentLength()).isEqualTo(bytes.length);
    }

    private static InboundGate gate() {
        return new InboundGate(settings(), () -> true, CLOCK);
    }

    private static GateSettings settings() {
        return new GateSettings(
                DataSize.ofBytes(1000),
                DataSize.ofBytes(100),
                DataSize.ofBytes(1500),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                List.of(),
                List.of());
    }

    private static MockHttpServletRequest post(String path, String body) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", path);
        request.setContent(body.getBytes(StandardCharsets.UTF_8));
        return request;
    }

    private static MockHttpServletRequest body(String path, int length, boolean isChunked) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", path) {
            @Override
            public long getContentLengthLong() {
                return isChunked ? -1 : super.getContentLengthLong();
            }
        };
        request.setContent(new byte[length]);
        return request;
    }

    private static String swapped(String text) {
        StringBuilder swapped = new StringBuilder();
        for (char c : text.toCharArray()) {
            swapped.append(Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c));
        }
        return swapped.toString();
    }

    private static String hex(char c) {
        return Integer.toHexString(c);
    }
}
