package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.DefaultPlatformHttpConsumer;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ServerThreadsTest {
    private final DefaultCamelContext camel = new DefaultCamelContext();

    @AfterEach
    void stop() {
        camel.stop();
    }

    private MockHttpServletResponse answer(Processor step) throws Exception {
        PlatformHttpComponent component = new PlatformHttpComponent();
        component.setEngine(new ServerThreads(8080));
        camel.addComponent("platform-http", component);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("platform-http:/api/x").routeId("x").process(step);
            }
        });
        camel.start();
        MockHttpServletResponse response = new MockHttpServletResponse();
        DefaultPlatformHttpConsumer outer =
                (DefaultPlatformHttpConsumer) camel.getRoute("x").getConsumer();
        SpringBootPlatformHttpConsumer consumer = (SpringBootPlatformHttpConsumer) outer.getPlatformHttpConsumer();
        assertThat(consumer.service(new MockHttpServletRequest("POST", "/api/x"), response))
                .as("what Spring would wait for")
                .isNull();
        return response;
    }

    @Test
    void theRouteRunsOnTheThreadThatBroughtTheRequestAndItsAnswerIsWrittenThen() throws Exception {
        AtomicReference<Thread> ran = new AtomicReference<>();
        MockHttpServletResponse response = answer(exchange -> {
            ran.set(Thread.currentThread());
            exchange.getMessage().setBody("taken");
        });
        assertThat(ran).hasValue(Thread.currentThread());
        assertThat(response.getContentAsString()).isEqualTo("taken");
        assertThat(response.getStatus()).isEqualTo(200);
    }

    @Test
    void aRouteThatEndsInAnErrorAnswers500() throws Exception {
        MockHttpServletResponse response = answer(exchange -> {
            throw new IllegalStateException("broken");
        });
        assertThat(response.getStatus()).isEqualTo(500);
    }
}
