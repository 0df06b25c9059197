package dev.caravan.cli.check;

import dev.caravan.runtime.CaravanSettings;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Lets route files be edited while the runtime runs; {@code caravan.routes-reload=false} switches it off. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "caravan.routes-reload", matchIfMissing = true)
public class RouteReloadConfiguration {

    @Bean
    CamelContextConfiguration routeReload(CaravanSettings settings, Environment environment) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext camel) {
                // The watcher starts with the context.
            }

            @Override
            public void afterApplicationStart(CamelContext camel) {
                try {
                    camel.addService(new CheckedRouteReload(
                            settings.routes(),
                            folder -> RouteCheck.of(
                                    RouteFiles.read(folder),
                                    environment,
                                    settings.connections().keySet())));
                } catch (Exception e) {
                    throw new IllegalStateException("the watch over " + settings.routes() + " cannot be started", e);
                }
            }
        };
    }
}
