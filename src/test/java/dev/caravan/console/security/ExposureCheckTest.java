package dev.caravan.console.security;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.problem.InvalidInputException;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.ResourcePropertySource;

@Tag("S14")
class ExposureCheckTest {

    @Test
    void theDefaultsStart() {
        assertThatCode(() -> run(Map.of())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hawtio.authenticationEnabled", "hawtio.authentication-enabled", "hawtio.auth"})
    void anOpenConsoleDoesNotStart(String setting) {
        assertThatThrownBy(() -> run(Map.of(setting, "FALSE", "server.address", "0.0.0.0")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(setting + "=false opens the console");
        assertThatThrownBy(() -> run(Map.of(setting, "false", "server.address", "")))
                .isInstanceOf(InvalidInputException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, , true",
        "::1, , true",
        "0.0.0.0, , false",
        "0.0.0.0, 127.0.0.1, true",
        "127.0.0.1, 0.0.0.0, false"
    })
    void onLoopbackAnOpenConsoleMayStart(String server, String management, boolean starts) {
        Map<String, Object> settings = management == null
                ? Map.of("hawtio.authenticationEnabled", "false", "server.address", server)
                : Map.of(
                        "hawtio.authenticationEnabled",
                        "false",
                        "server.address",
                        server,
                        "management.server.port",
                        "9090",
                        "management.server.address",
                        management);
        if (starts) {
            assertThatCode(() -> run(settings)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> run(settings)).isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void anUnrestrictedJolokiaDoesNotStart() {
        assertThatThrownBy(() -> run(Map.of(
                        "management.endpoint.jolokia.config.restrictorClass",
                        "org.jolokia.server.core.restrictor.AllowAllRestrictor")))
                .hasMessageContaining("restrictorClass must be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "health,env", "heapdump", "hawtio,jolokia,loggers"})
    void endpointsThatTellSecretsDoNotStart(String exposed) {
        assertThatThrownBy(() -> run(Map.of("management.endpoints.web.exposure.include", exposed)))
                .hasMessageContaining("exposes");
    }

    private static void run(Map<String, Object> settings) throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addLast(new ResourcePropertySource("classpath:config/console-defaults.properties"));
        environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
        ConfigurationPropertySources.attach(environment);
        new ExposureCheck(environment).run();
    }
}
