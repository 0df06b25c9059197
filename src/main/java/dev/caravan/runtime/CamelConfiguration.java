package dev.caravan.runtime;

import dev.caravan.crm.Connections;
import dev.caravan.crm.batch.CrmRuntime;
import dev.caravan.crm.component.CrmComponent;
import dev.caravan.crm.component.PullSide;
import dev.caravan.dedup.Counterparts;
import dev.caravan.dedup.component.DedupComponent;
import dev.caravan.dedup.sourcing.Sourcing;
import dev.caravan.filter.Filters;
import dev.caravan.hub.EventStore;
import dev.caravan.hub.Intake;
import dev.caravan.hub.MarkFeed;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.PullIntake;
import dev.caravan.hub.Pulls;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.Settling;
import dev.caravan.hub.Verdicts;
import dev.caravan.hub.component.HubComponent;
import dev.caravan.mapping.LinkedIds;
import dev.caravan.mapping.Mappings;
import dev.caravan.mapping.PullOptions;
import dev.caravan.mapping.component.MappingComponent;
import dev.caravan.synclog.deadletter.DeadLetterStore;
import dev.caravan.synclog.deadletter.component.DeadLetterComponent;
import java.time.Clock;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Caravan's components, and what Camel lets in. */
@Configuration(proxyBeanMethods = false)
public class CamelConfiguration {

    @Bean("hub-component")
    HubComponent hubComponent(
            RecordStore records,
            EventStore events,
            Intake intake,
            PullIntake pullIntake,
            Verdicts verdicts,
            Settling settler,
            MarkFeed feed,
            Clock clock,
            MatchKeys keys,
            CaravanSettings settings) {
        return new HubComponent(new HubComponent.Hub(
                records, events, intake, pullIntake, verdicts, settler, feed, clock, keys::of, settings::connection));
    }

    @Bean("crm-component")
    CrmComponent crmComponent(CrmRuntime runtime, Clock clock, PullSide pull) {
        return new CrmComponent(runtime, Filters::parse, clock, pull);
    }

    @Bean("dedup-component")
    DedupComponent dedupComponent(Counterparts counterparts, Sourcing sourcing, Clock clock) {
        return new DedupComponent(counterparts, sourcing, clock);
    }

    @Bean("mapping-component")
    MappingComponent mappingComponent(
            Mappings mappings,
            Connections connections,
            LinkedIds links,
            Clock clock,
            Pulls pulls,
            PullOptions options,
            Verdicts verdicts,
            CaravanSettings settings) {
        return new MappingComponent(
                mappings,
                connections,
                links,
                clock,
                new MappingComponent.PullSide(pulls, options, settings.clockSkew()),
                verdicts);
    }

    @Bean("deadletter-component")
    DeadLetterComponent deadLetterComponent(Settling settler, DeadLetterStore letters) {
        return new DeadLetterComponent(settler, letters);
    }

    @Bean("platform-http-engine")
    PlatformHttpEngine platformHttpEngine(@Value("${server.port:8080}") int port) {
        return new ServerThreads(port);
    }

    /**
     * Nothing that a caller sends becomes a header, but what the routes need: nobody steers a Camel component from
     * outside.
     */
    @Bean
    HeaderFilterStrategy allowedHeaders() {
        Set<String> in =
                Set.of("type", "id", "field", "value", "after", "in", "filter", "format", "accept", "content-type");
        Set<String> out = Set.of("content-type", "retry-after");
        return new HeaderFilterStrategy() {
            @Override
            public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
                return !in.contains(name.toLowerCase(Locale.ROOT));
            }

            @Override
            public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
                return !out.contains(name.toLowerCase(Locale.ROOT));
            }
        };
    }

    /**
     * {@code caravan.on.<connection>} switches the routes of a connection on, {@code caravan.pulls.<connection>} those
     * that take its changes into the hub.
     */
    @Bean
    CamelContextConfiguration connectionSwitches(CaravanSettings settings) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext camel) {
                settings.connections().forEach((name, connection) -> {
                    boolean on = connection.enabled();
                    camel.getPropertiesComponent().addInitialProperty("caravan.on." + name, Boolean.toString(on));
                    camel.getPropertiesComponent()
                            .addInitialProperty("caravan.pulls." + name, Boolean.toString(on && connection.pull()));
                    camel.getPropertiesComponent()
                            .addInitialProperty(
                                    "caravan.poll." + name, connection.poll().toMillis() + "ms");
                });
            }

            @Override
            public void afterApplicationStart(CamelContext camel) {
                // Nothing is left to do once the routes run.
            }
        };
    }
}
