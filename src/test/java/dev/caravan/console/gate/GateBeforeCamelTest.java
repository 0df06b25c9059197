package dev.caravan.console.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.springboot.PlatformHttpComponentAutoConfiguration;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpAutoConfiguration;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/** What a Camel route gets to see of a hostile request, over real HTTP. */
@SpringBootTest(
        classes = GateBeforeCamelTest.App.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"camel.main.routes-include-pattern=false", "camel.main.routes-reload-enabled=false"})
class GateBeforeCamelTest {
    private static final TreeSet<String> SEEN = new TreeSet<>();

    @LocalServerPort
    private int port;

    @Autowired
    private InboundGate gate;

    @Test
    @Tag("S8")
    void onlyNamedHeadersBecomeHeadersOfTheExchange() throws Exception {
        for (String name : new String[] {
            "sObjectQuery",
            "sObjectName",
            "kafka.OVERRIDE_TOPIC",
            "Long-Running-Action",
            "breadcrumbId",
            "JMSType",
            "org.apache.camel.x",
            "CamelFileName",
            "SOBJECTQUERY",
            "camelfilename"
        }) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(
                                            "http://127.0.0.1:" + port + "/webhooks/echo?" + name + "=q&code=7"))
                                    .header(name, "h")
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(HttpRequest.BodyPublishers.ofString(name + "=f&b=%20+x"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo(name + "=f&b=%20+x");
        }
        SEEN.removeIf(name -> name.startsWith("CamelHttp") || name.startsWith("CamelPlatformHttp"));
        assertThat(SEEN)
                .isSubsetOf("accept", "code", "content-length", "content-type", "host", "user-agent")
                .contains("code");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(gate.heldBytes()).isZero());
    }

    @SpringBootConfiguration
    @ImportAutoConfiguration({
        ServletWebServerFactoryAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        WebMvcAutoConfiguration.class,
        JacksonAutoConfiguration.class,
        TaskExecutionAutoConfiguration.class,
        CamelAutoConfiguration.class,
        PlatformHttpComponentAutoConfiguration.class,
        SpringBootPlatformHttpAutoConfiguration.class
    })
    @EnableConfigurationProperties(GateSettings.class)
    static class App {
        @Bean
        InboundGate gate(GateSettings settings) {
            return new InboundGate(settings, () -> true, Clock.systemUTC());
        }

        @Bean
        FilterRegistrationBean<InboundGate> gateFilter(InboundGate gate) {
            FilterRegistrationBean<InboundGate> filter = new FilterRegistrationBean<>(gate);
            filter.addUrlPatterns("/webhooks/*");
            return filter;
        }

        @Bean
        RouteBuilder echo() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("platform-http:/webhooks/echo?httpMethodRestrict=POST")
                            .routeId("echo")
                            .process(exchange -> {
                                Message message = exchange.getMessage();
                                new TreeMap<>(message.getHeaders())
                                        .keySet()
                                        .forEach(name -> SEEN.add(
                                                name.startsWith("Camel") ? name : name.toLowerCase(Locale.ROOT)));
                                String body = message.getBody(String.class);
                                message.removeHeaders("*");
                                message.setBody(body);
                            });
                }
            };
        }
    }
}
