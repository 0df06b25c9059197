package dev.caravan.console;

import dev.caravan.console.gate.Readiness;
import java.time.Clock;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpAutoConfiguration;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The console without routes and store, on invented figures. */
@SpringBootConfiguration
@EnableAutoConfiguration(
        exclude = {
            DataSourceAutoConfiguration.class,
            FlywayAutoConfiguration.class,
            CamelAutoConfiguration.class,
            SpringBootPlatformHttpAutoConfiguration.class
        })
@Import({ConsoleConfiguration.class, ConsoleTestApplication.Hooks.class})
public class ConsoleTestApplication {

    public static void main(String[] args) {
        SpringApplication.run(ConsoleTestApplication.class, args);
    }

    @Bean
    FakeOperations operations() {
        return new FakeOperations();
    }

    @Bean
    FakeImports imports() {
        return new FakeImports();
    }

    @Bean
    FakePlans plans() {
        return new FakePlans();
    }

    @Bean
    FakeLogins logins() {
        return new FakeLogins();
    }

    @Bean
    Readiness readiness() {
        return () -> true;
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Stands for a webhook route. */
    @RestController
    public static class Hooks {
        @PostMapping("/webhooks/hubspot")
        String take(@RequestBody byte[] body) {
            return Integer.toString(body.length);
        }
    }
}
