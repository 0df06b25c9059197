package dev.caravan.crm.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.rest.TestServer.Call;
import dev.caravan.crm.rest.TestServer.Reply;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Secret;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ways of logging in. */
class RestLoginTest {
    private static final ConnectionSettings.Auth ALL = new ConnectionSettings.Auth(
            "token",
            new Secret("k&y=1"),
            "client",
            new Secret("client-secret"),
            new Secret("refresh"),
            "user",
            new Secret("pass"),
            null);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ kind: none } | authorization | | ",
                "{ kind: api-key } | x-api-key | k&y=1 | ",
                "{ kind: api-key, name: Authorization, prefix: 'Token token=' } | authorization | Token token=k&y=1 | ",
                "{ kind: api-key, in: query, name: api_key } | authorization | | api_key=k%26y%3D1",
                "{ kind: bearer } | authorization | Bearer k&y=1 | ",
                "{ kind: basic } | authorization | Basic dXNlcjpwYXNz | ",
                "{ kind: client-credentials, tokenUrl: /token, scope: all } | authorization | Bearer issued | ",
                "{ kind: refresh-token, tokenUrl: /token, client: basic } | authorization | Bearer issued | ",
            })
    void aCallIsLoggedInAsTheDescriptionSays(String auth, String header, String value, String query) {
        try (TestServer server = new TestServer(folder, RestLoginTest::answer)) {
            Crm crm = server.open(description(auth), ALL);
            crm.read("people", List.of("1"), List.of("name"));
            Call last = server.calls.get(server.calls.size() - 1);
            assertThat(last.headers().get(header)).isEqualTo(value);
            assertThat(last.headers()).containsEntry("x-version", "2026-01");
            assertThat(last.rawQuery()).isEqualTo(query == null ? "" : query);
        }
    }

    @Test
    void aTokenCallCarriesTheClientAndTheScope() {
        try (TestServer server = new TestServer(folder, RestLoginTest::answer)) {
            server.open(
                            description(
                                    "{ kind: client-credentials, tokenUrl: /token, scope: all, more: { audience: crm } }"),
                            ALL)
                    .whoAmI();
            assertThat(server.calls.get(0).body())
                    .contains("grant_type=client_credentials", "client_id=client", "scope=all", "audience=crm");
        }
    }

    @Test
    void aSecretThatIsMissingIsNamedAndAKeyStandsInNoMessage() {
        try (TestServer server = new TestServer(folder, call -> Reply.of(500, "{}"))) {
            ConnectionSettings.Auth nothing =
                    new ConnectionSettings.Auth("token", null, null, null, null, null, null, null);
            assertThatThrownBy(() -> server.open(description("{ kind: bearer }"), nothing))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("caravan.connections.own.auth.token");
            assertThatThrownBy(() -> server.open(description("{ kind: basic }"), nothing))
                    .hasMessageContaining("caravan.connections.own.auth.username");
            Crm crm = server.open(description("{ kind: api-key, in: query, name: key }"), TestServer.token("canary"));
            assertThatThrownBy(crm::whoAmI).isInstanceOf(CrmException.class).hasMessageNotContaining("canary");
        }
    }

    private static Reply answer(Call call) {
        return call.path().equals("/token")
                ? Reply.of("{\"access_token\":\"issued\",\"expires_in\":3600}")
                : Reply.of(call.path().endsWith("/people") ? "[]" : "{\"id\":1}");
    }

    private static String description(String auth) {
        return "title: Own\nauth: " + auth + "\nheaders: { X-Version: \"2026-01\" }\nobjects:\n  people:\n"
                + "    record: contact\n    path: /people\n    fields: { name: text }\n";
    }
}
