package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The console over real HTTP, asked by a browser with a session, by scripts with a password, and by strangers. */
@SpringBootTest(
        classes = ConsoleTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "camel.main.routes-include-pattern=false",
            "caravan.users.ola.password=ola-secret",
            "caravan.users.ola.roles=operator",
            "caravan.users.vera.password={bcrypt}$2a$04$7sJLfDkpanD.3DY5nu3zFewirgHeL1IDKTpXZrCJriHehoXTwOFOy",
            "caravan.users.vera.roles=viewer"
        })
@AutoConfigureObservability(tracing = false)
abstract class ConsoleHttp {
    @LocalServerPort
    int port;

    @Autowired
    FakeOperations operations;

    final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    final HttpClient stranger =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    @BeforeEach
    void forget() {
        operations.asked.clear();
    }

    HttpResponse<String> login(String user, String password) throws Exception {
        browser.send(get("/login").build(), text());
        String form = "username=" + user + "&password=" + password + "&_csrf=" + token();
        HttpResponse<String> answer = browser.send(
                HttpRequest.newBuilder(uri("/login"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                text());
        assertThat(answer.headers().firstValue("Location").orElse("")).doesNotContain("error");
        browser.send(get("/actuator/crmsync/summary").build(), text());
        return answer;
    }

    String token() {
        Optional<HttpCookie> cookie = cookies.getCookieStore().getCookies().stream()
                .filter(c -> c.getName().equals("XSRF-TOKEN"))
                .findFirst();
        return cookie.map(HttpCookie::getValue).orElse("");
    }

    HttpResponse<String> asUser(String user, HttpRequest.Builder request) throws Exception {
        return stranger.send(
                request.header("Authorization", basic(user, user + "-secret")).build(), text());
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    HttpRequest.Builder get(String path) {
        return HttpRequest.newBuilder(uri(path)).header("Accept", "application/json, text/html");
    }

    HttpRequest.Builder post(String path, String body) {
        return HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    static HttpResponse.BodyHandler<String> text() {
        return HttpResponse.BodyHandlers.ofString();
    }

    /** Over a socket, because every client cleans the path. */
    int raw(String method, String path, String header) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            String request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header
                    + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return Integer.parseInt(firstLine(socket).split(" ")[1]);
        }
    }

    static String firstLine(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    }
}
