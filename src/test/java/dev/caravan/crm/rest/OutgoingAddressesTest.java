package dev.caravan.crm.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.rest.TestServer.Reply;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.InvalidInputException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A description leads to public addresses only, unless the connection says otherwise. */
@Tag("S11")
class OutgoingAddressesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1",
                "http://localhost",
                "http://LOCALHOST",
                "http://localhost.",
                "https://localhost.localdomain",
                "https://127.0.0.1",
                "https://127.255.255.254",
                "https://127.1",
                "https://2130706433",
                "https://0x7f000001",
                "https://0x7f.1",
                "https://0177.0.0.1",
                "https://017700000001",
                "https://0.0.0.0",
                "https://0",
                "https://10.0.0.1",
                "https://172.16.0.1",
                "https://172.31.255.255",
                "https://192.168.0.1",
                "https://169.254.169.254",
                "https://100.64.0.1",
                "https://198.18.0.1",
                "https://192.0.0.1",
                "https://224.0.0.1",
                "https://255.255.255.255",
                "https://[::1]",
                "https://[::]",
                "https://[0:0:0:0:0:0:0:1]",
                "https://[fe80::1]",
                "https://[fc00::1]",
                "https://[fd00:ec2::254]",
                "https://[::ffff:127.0.0.1]",
                "https://[::ffff:7f00:1]",
                "https://[::ffff:10.0.0.1]",
                "https://[::127.0.0.1]",
                "https://[64:ff9b::7f00:1]",
                "https://[2002:7f00:1::]",
                "https://[ff02::1]",
                "https://user@127.0.0.1",
                "http://example.com",
                "ftp://example.com",
                "file:///etc/passwd",
            })
    void anAddressThatIsNotPublicIsNotCalled(String address) {
        try (TestServer server = new TestServer(folder, call -> Reply.of("[]"))) {
            int port = URI.create(server.url()).getPort();
            for (String base : new String[] {address + ":" + port + "/api", address + "/api"}) {
                Throwable thrown = catchThrowable(() -> call(server, description(""), base));
                assertThat(isRefused(thrown)).as("%s: %s", base, thrown).isTrue();
                thrown = catchThrowable(() -> call(server, description("baseUrl: " + base + "\n"), null));
                assertThat(thrown).as(base).isNotNull();
            }
            assertThat(server.calls).isEmpty();
        }
    }

    @Test
    void theTokensAddressObeysToo() {
        try (TestServer server = new TestServer(folder, call -> Reply.of("{}"))) {
            String auth = "auth: { kind: client-credentials, tokenUrl: " + server.url() + "/token }\n";
            assertThat(catchThrowable(() -> call(server, description(auth), "https://crm.example.com")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("auth.token-url");
            assertThat(server.calls).isEmpty();
        }
    }

    @Test
    void theConnectionMayAllowItsOwnNetwork() {
        try (TestServer server = new TestServer(folder, call -> Reply.of("[]"))) {
            assertThat(server.open(description("")).whoAmI()).isEqualTo("Own");
            assertThat(server.calls).hasSize(1);
        }
    }

    private static boolean isRefused(Throwable thrown) {
        return thrown instanceof InvalidInputException
                || thrown instanceof CrmException e
                        && e.error() instanceof CrmError.Transient lost
                        && lost.detail().contains("UnknownHostException");
    }

    private static void call(TestServer server, String description, String base) {
        ConnectionSettings settings = server.settings(description, TestServer.token("t"), base, Map.of());
        try (Crm crm = server.driver().open(new ConnectionName("own"), settings, server.gate)) {
            crm.whoAmI();
        }
    }

    private static String description(String more) {
        return "title: Own\n" + more
                + "objects:\n  people:\n    record: contact\n    path: /people\n    fields: { name: text }\n";
    }
}
