package dev.caravan.runtime;

import dev.caravan.connect.Authorizations;
import dev.caravan.console.operations.LoginOperations;
import dev.caravan.crm.Connections;
import dev.caravan.crm.Driver;
import dev.caravan.crm.budget.ConnectionHealth;
import dev.caravan.mapping.Mappings;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** How connections come to life: consent, integration users, described fields. */
@Configuration(proxyBeanMethods = false)
public class LoginConfiguration {

    @Bean(destroyMethod = "close")
    IntegrationUsers integrationUsers() {
        return new IntegrationUsers();
    }

    @Bean
    Standings standings(Connections connections, ConnectionHealth health, IntegrationUsers users) {
        return new Standings(connections, health, users);
    }

    @Bean
    SchemaShelf schemaShelf(CaravanSettings settings, Clock clock) {
        return new SchemaShelf(settings.dataDir(), clock);
    }

    @Bean
    Authorizations authorizations(
            CaravanSettings settings, Connections connections, Environment environment, Clock clock) {
        return new Authorizations(
                name -> connections
                        .get(settings.connection(name.value()).value())
                        .crm(),
                () -> callback(settings, environment),
                clock,
                new SecureRandom());
    }

    @Bean
    LoginOperations loginOperations(
            CaravanSettings settings,
            Connections connections,
            List<Driver> drivers,
            ConnectionHealth health,
            IntegrationUsers users,
            Standings standings,
            Authorizations authorizations,
            Mappings mappings,
            SchemaShelf shelf) {
        return new RunningLogins(
                settings, connections, drivers, health, users, standings, authorizations, mappings, shelf);
    }

    /** Where vendors send browsers back to, as it has to be registered there. */
    public static String callback(CaravanSettings settings, Environment environment) {
        String port = environment.getProperty("local.server.port", environment.getProperty("server.port", "8080"));
        String base = settings.publicUrl().isEmpty() ? "http://localhost:" + port : settings.publicUrl();
        return base + Authorizations.CALLBACK;
    }
}
