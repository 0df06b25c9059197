package dev.caravan.cli.check;

import dev.caravan.problem.Mistake;
import java.util.Collection;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/** Lets Camel itself read the route files, in a context whose components do nothing and whose routes never start. */
final class CamelLoad implements AutoCloseable {
    private final DefaultCamelContext camel = new DefaultCamelContext(false);

    /** @param schemes components that the routes name */
    CamelLoad(Collection<String> schemes, Environment environment) {
        camel.disableJMX();
        camel.setAutoStartup(false);
        // It would look for the real components' beans on those that stand in for them.
        camel.setAutowiredEnabled(false);
        camel.getPropertiesComponent().addPropertiesSource(new Properties(environment));
        schemes.stream().distinct().forEach(s -> camel.addComponent(s, new InertComponent()));
        camel.start();
    }

    /** Reads one file; route configurations have to be read before the routes that name them. */
    Optional<Mistake> load(RouteFile file) {
        try {
            RoutesLoader loader = PluginHelper.getRoutesLoader(camel);
            loader.loadRoutes(ResourceHelper.fromString(file.name(), file.text()));
            return Optional.empty();
        } catch (Exception e) {
            return Optional.of(new Mistake(
                    file.name(), CamelWords.line(e), "Camel cannot read the file: " + CamelWords.reason(e), ""));
        }
    }

    @Override
    public void close() {
        camel.stop();
    }

    /** The configuration, with the routes of every connection switched on. */
    private record Properties(Environment environment) implements PropertiesSource {
        @Override
        public String getName() {
            return "caravan";
        }

        @Override
        public @Nullable String getProperty(String name) {
            return name.startsWith("caravan.on.") ? "true" : environment.getProperty(name);
        }
    }
}
