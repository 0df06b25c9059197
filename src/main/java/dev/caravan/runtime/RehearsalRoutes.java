package dev.caravan.runtime;

import dev.caravan.crm.Connections;
import dev.caravan.crm.batch.CrmRuntime;
import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.MarkKind;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.rehearsal.GuardedCrm;
import dev.caravan.rehearsal.WorkedRoutes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Component;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/** The route files in a Camel context of their own, in which only Caravan's components do anything. */
final class RehearsalRoutes implements WorkedRoutes {
    private static final String SUFFIX = ".camel.yaml";
    /** Of Camel's own components those that lead nowhere else. */
    private static final Set<String> HARMLESS = Set.of("direct", "language");

    private final DefaultCamelContext camel = new DefaultCamelContext(false);
    private final FedMarks marks;
    private final Map<ConnectionName, GuardedCrm> crms;
    private final CrmRuntime runtime;

    RehearsalRoutes(
            Map<String, Component> components,
            FedMarks marks,
            Map<ConnectionName, GuardedCrm> crms,
            CrmRuntime runtime,
            RehearsalWiring.Ground ground) {
        this.marks = marks;
        this.crms = crms;
        this.runtime = runtime;
        camel.disableJMX();
        camel.setAutowiredEnabled(false);
        camel.getShutdownStrategy().setTimeout(5);
        camel.getPropertiesComponent()
                .addPropertiesSource(new Properties(ground.environment(), ground.settings(), ground.connections()));
        camel.getCamelContextExtension().addContextPlugin(ComponentResolver.class, resolver(components));
        try {
            camel.build();
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(files(ground.settings().routes()));
            camel.start();
        } catch (Exception e) {
            camel.stop();
            throw wrong(e);
        }
    }

    private ComponentResolver resolver(Map<String, Component> components) {
        ComponentResolver usual = PluginHelper.getComponentResolver(camel.getCamelContextExtension());
        return (name, context) -> {
            Component own = components.get(name);
            if (own != null) {
                return own;
            }
            return HARMLESS.contains(name) ? usual.resolveComponent(name, context) : new LeftOutComponent();
        };
    }

    private static List<Resource> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(p -> p.toString().endsWith(SUFFIX))
                    .sorted()
                    .map(RehearsalRoutes::resource)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " cannot be read", e);
        }
    }

    private static Resource resource(Path file) {
        try {
            return ResourceHelper.fromString(file.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("the file " + file + " cannot be read", e);
        }
    }

    private static CaravanException wrong(Exception error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof CaravanException known) {
                return known;
            }
        }
        return new InvalidInputException(
                ErrorCode.ROUTE_INVALID,
                "the route files cannot be set up (" + error.getClass().getSimpleName() + "). Run ./caravan check.");
    }

    @Override
    public boolean serve(MarkKind kind) {
        return marks.serve(kind);
    }

    @Override
    public void work(MarkKind kind, List<ChangeMark> given) {
        try {
            marks.feed(kind, given);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InvalidInputException(ErrorCode.NOT_READY, "interrupted before the plan was done.");
        }
    }

    @Override
    public int reads(ConnectionName connection) {
        return Objects.requireNonNull(crms.get(connection)).reads();
    }

    @Override
    public void close() {
        // The calls first: what hangs there would keep the routes from stopping.
        runtime.close();
        camel.stop();
    }

    /** The configuration; a connection's routes are there when it is switched on. */
    private record Properties(Environment environment, CaravanSettings settings, Connections connections)
            implements PropertiesSource {
        private static final String ON = "caravan.on.";
        private static final String PULLS = "caravan.pulls.";
        private static final String POLL = "caravan.poll.";

        @Override
        public String getName() {
            return "caravan";
        }

        @Override
        public @Nullable String getProperty(String name) {
            if (name.startsWith(ON)) {
                return Boolean.toString(isOn(name.substring(ON.length())));
            }
            if (name.startsWith(PULLS)) {
                String connection = name.substring(PULLS.length());
                return Boolean.toString(isOn(connection)
                        && Objects.requireNonNull(settings.connections().get(connection))
                                .pull());
            }
            // Nobody looks for changes here.
            return name.startsWith(POLL) ? "0ms" : environment.getProperty(name);
        }

        private boolean isOn(String connection) {
            return settings.connections().containsKey(connection)
                    && connections.find(new ConnectionName(connection)).isPresent();
        }
    }
}
