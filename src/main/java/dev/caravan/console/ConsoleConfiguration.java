package dev.caravan.console;

import dev.caravan.console.api.ApiErrors;
import dev.caravan.console.api.ApiPage;
import dev.caravan.console.api.ConnectionsApi;
import dev.caravan.console.api.DeadLettersApi;
import dev.caravan.console.api.ImportsApi;
import dev.caravan.console.api.LastErrors;
import dev.caravan.console.api.PlansApi;
import dev.caravan.console.api.PushApi;
import dev.caravan.console.api.ReviewApi;
import dev.caravan.console.api.StatusApi;
import dev.caravan.console.api.SyncLogApi;
import dev.caravan.console.connect.ConnectController;
import dev.caravan.console.gate.GateSettings;
import dev.caravan.console.gate.InboundGate;
import dev.caravan.console.gate.Readiness;
import dev.caravan.console.operations.ImportOperations;
import dev.caravan.console.operations.Operations;
import dev.caravan.console.security.ConsoleSecurity;
import dev.caravan.crm.Connections;
import io.hawt.springboot.HawtioPlugin;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Puts the console together. Needs beans of {@link Operations},
 * {@link dev.caravan.console.operations.ImportOperations}, {@link dev.caravan.console.operations.PlanOperations},
 * {@link dev.caravan.console.operations.LoginOperations}, {@link Readiness} and {@link Clock}, and the settings of
 * {@code config/console-defaults.properties}.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GateSettings.class)
@Import({
    ConsoleSecurity.class,
    StatusApi.class,
    SyncLogApi.class,
    DeadLettersApi.class,
    ReviewApi.class,
    PushApi.class,
    ConnectionsApi.class,
    ImportsApi.class,
    PlansApi.class,
    ApiErrors.class,
    LastErrors.class,
    ConnectController.class
})
public class ConsoleConfiguration {

    @Bean
    FilterRegistrationBean<InboundGate> inboundGate(
            GateSettings settings, Readiness readiness, Clock clock, ObjectProvider<Connections> connections) {
        FilterRegistrationBean<InboundGate> gate = new FilterRegistrationBean<>(
                new InboundGate(settings, readiness, clock, new SignatureHeaders(connections)));
        gate.addUrlPatterns("/api/*", "/webhooks/*");
        // Behind the login, which needs the headers that the gate keeps back.
        gate.setOrder(SecurityProperties.DEFAULT_FILTER_ORDER + 10);
        gate.setAsyncSupported(true);
        return gate;
    }

    @Bean
    HawtioPlugin crmSyncPage() {
        return new HawtioPlugin("crmSync", "./plugin", "static/crm-sync");
    }

    @Bean
    CrmSyncEndpoint crmSyncEndpoint(Operations operations, ImportOperations imports) {
        return new CrmSyncEndpoint(operations, imports);
    }

    @Bean
    ConnectionsHealth caravanConnections(Operations operations) {
        return new ConnectionsHealth(operations);
    }

    @Bean
    CaravanMetrics caravanMetrics(MeterRegistry registry) {
        return new CaravanMetrics(registry);
    }

    @Bean
    ApiPage apiPage() {
        return new ApiPage();
    }

    @Bean
    WebMvcConfigurer startPage() {
        return new WebMvcConfigurer() {
            @Override
            public void addViewControllers(ViewControllerRegistry registry) {
                registry.addRedirectViewController("/", "/actuator/hawtio/");
            }
        };
    }
}
