package dev.caravan.demo;

import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * When no connection is configured: starts the sandboxes in this process and configures a connection to each. The demo
 * keeps its state apart, so that its sample people never reach a real CRM.
 */
public final class DemoStart implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    static final String SWITCH = "caravan.demo";
    /** Set by this class alone, when the demo's own connections are the only ones. */
    static final String RUNS = "caravan.demo-runs";

    private static final String DATA_DIR = "caravan.data-dir";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        boolean configured = Binder.get(environment)
                .bind("caravan.connections", Bindable.mapOf(String.class, Object.class))
                .map(connections -> !connections.isEmpty())
                .orElse(false);
        String wish = environment.getProperty(SWITCH, "");
        if (wish.equals("off") || wish.isBlank() && configured) {
            return;
        }
        if (configured) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "caravan.demo is on and there are connections under caravan.connections: the demo's invented people would"
                            + " reach them. Set caravan.demo=off, or take the connections out.");
        }
        if (environment.getProperty(DATA_DIR, "data").equals("data")) {
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource("caravan-demo-data", Map.of(DATA_DIR, "data/demo")));
        }
        Path sandboxData = Path.of(environment.getRequiredProperty(DATA_DIR), "sandbox");
        int portBase =
                environment.getProperty("caravan.demo-port-base", Integer.class, SandboxOptions.DEFAULT_PORT_BASE);
        Sandboxes sandboxes = start(DemoCrms.chosen(wish), portBase, sandboxData);
        context.getBeanFactory().registerSingleton("sandboxes", sandboxes);
        context.addApplicationListener(event -> {
            if (event instanceof ContextClosedEvent closed && closed.getApplicationContext() == context) {
                sandboxes.close();
            }
        });
        environment.getPropertySources().addLast(new MapPropertySource("caravan-demo", properties(sandboxes)));
        // One line per record would bury the summary; the sync log has them all.
        LoggingSystem.get(DemoStart.class.getClassLoader()).setLogLevel("caravan.settled", LogLevel.WARN);
    }

    private static Sandboxes start(List<String> vendors, int portBase, Path data) {
        try {
            return Sandboxes.start(new SandboxOptions(
                    portBase, vendors, false, Duration.ZERO, Optional.empty(), 1, Optional.of(data)));
        } catch (UncheckedIOException e) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "the sandboxes cannot listen on the ports from " + portBase
                            + ". Stop what uses them (another demo?), or set caravan.demo-port-base.");
        }
    }

    private static Map<String, Object> properties(Sandboxes sandboxes) {
        Map<String, String> urls = new LinkedHashMap<>();
        sandboxes.all().forEach((vendor, sandbox) -> urls.put(vendor, sandbox.baseUrl()));
        Map<String, Object> properties = DemoCrms.connections(urls);
        properties.put(RUNS, "true");
        return properties;
    }
}
