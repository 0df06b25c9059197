package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.context.TestPropertySource;

/** Nobody but the session that began takes an account's answer, and the answer leads nowhere else. */
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(properties = {"logging.level.dev.caravan=DEBUG", "logging.level.org.springframework=DEBUG"})
class ConnectSecurityTest extends ConsoleHttp {
    private static final Pattern STATE = Pattern.compile("state&#61;([\\w-]+)|state=([\\w-]+)");

    @Autowired
    FakeLogins logins;

    @BeforeEach
    void begin() throws Exception {
        logins.codes.clear();
        logins.disconnect(new dev.caravan.hub.ConnectionName("hubspot"), "test");
        login("ola", "ola-secret");
    }

    @Test
    @Tag("R19")
    void theRightAnswerConnectsOnce() throws Exception {
        String state = state();
        HttpResponse<String> end = callback("code=good&state=" + state);
        assertThat(end.statusCode()).isEqualTo(303);
        assertThat(end.headers().firstValue("Location")).contains("/connect?connected=hubspot");
        assertThat(logins.codes).containsExactly("good");

        assertThat(callback("code=again&state=" + state).statusCode()).isEqualTo(400);
        assertThat(logins.codes).containsExactly("good");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "code=c",
                "code=c&state=",
                "code=c&state=guess",
                "code=c&state=STATE&state=STATE",
                "code=c&code=d&state=STATE",
                "state=STATE",
                "code=&state=STATE",
                "error=access_denied&state=STATE",
                "error=access_denied&code=c&state=STATE",
                "error=%3Cscript%3Ealert(1)%3C%2Fscript%3E&state=STATE"
            })
    void anyOtherAnswerIsRefused(String query) throws Exception {
        HttpResponse<String> answer = callback(query.replace("STATE", state()));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("CRM-106").doesNotContain("<script>");
        assertThat(logins.codes).isEmpty();
    }

    @Test
    void aRefusalUsesTheStateUp() throws Exception {
        String state = state();
        assertThat(callback("error=access_denied&state=" + state).body()).contains("access_denied");
        assertThat(callback("code=c&state=" + state).statusCode()).isEqualTo(400);
        assertThat(logins.codes).isEmpty();
    }

    @Test
    void theStateOfAnotherSessionIsRefused() throws Exception {
        String state = state();
        CookieManager others = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
        HttpClient other = HttpClient.newBuilder().cookieHandler(others).build();
        other.send(get("/login").build(), text());
        String csrf = others.getCookieStore().getCookies().stream()
                .filter(c -> c.getName().equals("XSRF-TOKEN"))
                .findFirst()
                .orElseThrow()
                .getValue();
        other.send(form("/login", "username=ola&password=ola-secret&_csrf=" + csrf), text());
        HttpResponse<String> answer =
                other.send(get("/connect/callback?code=c&state=" + state).build(), text());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(logins.codes).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/connect?connected=https://evil.example",
                "/connect?connected=//evil.example",
                "/connect?disconnected=%22%3E%3Cscript%3E",
                "/connect?view=%22%3E%3Cscript%3E"
            })
    void theStartPageShowsAndFollowsNothingForeign(String path) throws Exception {
        HttpResponse<String> page = browser.send(get(path).build(), text());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).doesNotContain("evil.example", "<script");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redirect_uri", "location", "accounts-server", "next", "url"})
    void anAnswerCannotSayWhereToGo(String parameter) throws Exception {
        String evil = URLEncoder.encode("https://evil.example/", StandardCharsets.UTF_8);
        HttpResponse<String> end = callback("code=c&state=" + state() + "&" + parameter + "=" + evil);
        assertThat(end.headers().firstValue("Location")).contains("/connect?connected=hubspot");
    }

    @Test
    @Tag("S14")
    void aStrangerIsSentRoundOnceAndThenToTheLogin() throws Exception {
        HttpResponse<String> first = stranger.send(
                get("/connect/callback?code=c&state=%22%3E%3Cscript%3E&next=https://evil.example")
                        .build(),
                text());
        assertThat(first.statusCode()).isEqualTo(401);
        assertThat(first.body())
                .contains("/connect/callback?again=1&amp;state=%22%3E%3Cscript%3E&amp;code=c")
                .doesNotContain("<script>", "evil.example");
        HttpResponse<String> second =
                stranger.send(get("/connect/callback?again=1&code=c&state=s").build(), text());
        assertThat(second.statusCode()).isEqualTo(302);
        assertThat(second.headers().firstValue("Location").orElse("")).endsWith("/login");
        assertThat(logins.codes).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/connect/hubspot/authorize", "/connect/hubspot/disconnect", "/api/connections/hubspot/disconnect"})
    @Tag("S14")
    void withoutTheTokenOrTheRoleNothingHappens(String path) throws Exception {
        assertThat(browser.send(form(path, "x=1"), text()).statusCode()).isEqualTo(403);
        assertThat(asUser("vera", post(path, "{}")).statusCode()).isEqualTo(403);
        assertThat(asUser("vera", get("/connect/callback?code=c&state=s")).statusCode())
                .isEqualTo(403);
        assertThat(logins.codes).isEmpty();
    }

    @Test
    void namesFromTheCrmAreEscapedAndThePagesCarryThePolicy() throws Exception {
        callback("code=good&state=" + state());
        HttpResponse<String> page =
                browser.send(get("/connect?connected=hubspot").build(), text());
        assertThat(page.body()).contains("&lt;b&gt;north&lt;/b&gt;", "lang=\"en\"", "<caption>", "scope=\"col\"");
        assertThat(page.body()).doesNotContain("<b>north", "<script", "src=", "href=\"http");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'self'", "form-action 'self'");
        assertThat(page.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    }

    @Test
    @Tag("S12")
    void neitherCodeNorStateIsLogged(CapturedOutput output) throws Exception {
        String state = state();
        callback("code=canary-of-a-code&state=" + state);
        assertThat(logins.codes).containsExactly("canary-of-a-code");
        assertThat(output.getAll()).doesNotContain("canary-of-a-code", state);
    }

    private HttpResponse<String> callback(String query) throws Exception {
        return browser.send(get("/connect/callback?" + query).build(), text());
    }

    private String state() throws Exception {
        browser.send(get("/connect").build(), text());
        HttpResponse<String> page = browser.send(form("/connect/hubspot/authorize", "_csrf=" + token()), text());
        Matcher state = STATE.matcher(page.body());
        assertThat(state.find()).as(page.body()).isTrue();
        return state.group(state.group(1) == null ? 2 : 1);
    }

    private HttpRequest form(String path, String body) {
        return HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
