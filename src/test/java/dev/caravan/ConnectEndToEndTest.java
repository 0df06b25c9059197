package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.Connections;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A person connects an account in a browser: the start page, the vendor's page, and back. */
class ConnectEndToEndTest {
    private static final Pattern ONWARD = Pattern.compile("<a href=\"([^\"]+)\">go on");

    private static final Map<String, String> TOKEN_PATHS = Map.of(
            "hubspot", "/oauth/v1/token",
            "salesforce", "/services/oauth2/token",
            "pipedrive", "/oauth/token",
            "zoho", "/oauth/v2/token",
            "dynamics", "/sandbox-tenant/oauth2/v2.0/token",
            "tribe", "/oauth2/token");

    @TempDir
    static Path data;

    private static Sandboxes sandboxes;
    private static RunningCaravan caravan;
    private static String home = "";

    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** The accounts of all CRMs are there to be connected; each test connects one of them. */
    @BeforeAll
    static void start() throws Exception {
        int port = TestCrms.freePort();
        home = "http://localhost:" + port;
        sandboxes =
                Sandboxes.start(SandboxOptions.onFreePorts(TOKEN_PATHS.keySet().toArray(String[]::new)));
        List<String> arguments = new ArrayList<>(List.of("--server.port=" + port));
        TOKEN_PATHS.forEach((vendor, token) -> {
            String prefix = "--caravan.connections." + vendor + ".";
            String url = sandboxes.vendor(vendor).baseUrl();
            arguments.addAll(List.of(
                    prefix + "type=" + vendor,
                    prefix + "base-url=" + url,
                    prefix + "auth.kind=authorization-code",
                    prefix + "auth.client-id=sandbox-client",
                    prefix + "auth.client-secret=sandbox-secret",
                    prefix + "auth.token-url=" + url + token));
        });
        caravan = RunningCaravan.start(data, arguments);
    }

    @AfterAll
    static void stop() {
        caravan.close();
        sandboxes.close();
    }

    @ParameterizedTest
    @CsvSource({
        "hubspot, /oauth/authorize, ada.north@example.com",
        "salesforce, /services/oauth2/authorize, @",
        "pipedrive, /oauth/authorize, @",
        "zoho, /oauth/v2/auth, @",
        "dynamics, /sandbox-tenant/oauth2/v2.0/authorize, @",
        "tribe, /oauth2/auth, @"
    })
    @Tag("R19")
    @Tag("R28")
    @Tag("R30")
    void aPersonConnectsReconnectsAndDisconnects(String vendor, String page, String user) throws Exception {
        login(home);
        assertThat(row(vendor, "/connect")).contains("needs authorization", ">Authorize<");

        String address = begin(home, vendor);
        assertThat(address)
                .startsWith(sandboxes.vendor(vendor).baseUrl() + page + "?")
                .doesNotContain("sandbox-secret");
        String back = location(get(address));
        assertThat(back).startsWith(home + "/connect/callback?");
        HttpResponse<String> end = get(back);
        assertThat(end.statusCode()).as(end.body()).isEqualTo(303);
        assertThat(location(end)).isEqualTo("/connect?connected=" + vendor);
        assertThat(row(vendor, location(end)))
                .contains("Active", ">Reconnect<", ">Disconnect<", user)
                .doesNotContain("needs authorization");

        HttpResponse<String> replayed = get(back);
        assertThat(replayed.statusCode()).isEqualTo(400);
        assertThat(replayed.body()).contains("CRM-106");
        String again = location(get(begin(home, vendor)));
        assertThat(location(get(again))).isEqualTo("/connect?connected=" + vendor);

        HttpResponse<String> gone = post(home + "/connect/" + vendor + "/disconnect");
        assertThat(location(gone)).isEqualTo("/connect?disconnected=" + vendor);
        assertThat(row(vendor, "/connect")).contains("needs authorization");
        assertThat(caravan.bean(Connections.class)
                        .get(vendor)
                        .crm()
                        .consent()
                        .orElseThrow()
                        .isGiven())
                .isFalse();
    }

    /** What the page says of one connection. */
    private String row(String vendor, String path) throws Exception {
        String page = get(home + path).body();
        return Pattern.compile("<tr><th[^>]*>" + vendor + "<.*?</tr>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElseThrow(() -> new AssertionError(vendor + " is not in " + page));
    }

    private String begin(String home, String vendor) throws Exception {
        HttpResponse<String> answer = post(home + "/connect/" + vendor + "/authorize");
        Matcher link = ONWARD.matcher(answer.body());
        assertThat(link.find()).as(answer.body()).isTrue();
        return link.group(1).replace("&amp;", "&");
    }

    private void login(String home) throws Exception {
        get(home + "/login");
        send(form(home + "/login", "username=ola&password=ola-secret&_csrf=" + csrf()));
        get(home + "/connect");
    }

    private HttpResponse<String> post(String address) throws Exception {
        get(URI.create(address).resolve("/connect").toString());
        return send(form(address, "_csrf=" + csrf()));
    }

    private static HttpRequest.Builder form(String address, String body) {
        return HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpResponse<String> get(String address) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(address)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String csrf() {
        return cookies.getCookieStore().getCookies().stream()
                .filter(c -> c.getName().equals("XSRF-TOKEN"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse("");
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("no Location in HTTP " + answer.statusCode());
    }
}
