package dev.caravan.demo;

import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * When no connection is configured: starts the sandboxes in this process and configures a connection to each. The demo keeps its state apart, so that
 * its sample people never reach a real CRM.
 */
public final class DemoStart implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    static final String SWITCH = "caravan.demo";
    private static final String DATA_DIR = "caravan.data-dir";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        boolean configured = Binder.get(environment)
                .bind("caravan.connections", Bindable.mapOf(String.class, Object.class))
                .map(connections -> !connections.isEmpty())
                .orElse(false);
        String wish = environment.getProperty(SWITCH, configured ? "off" : "on");
        if (configured || wish.equals("off")) {
            return;
        }
        if (environment.getProperty(DATA_DIR, "data").equals("data")) {
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource("caravan-demo-data", Map.of(DATA_DIR, "data/demo")));
        }
        Path sandboxData = Path.of(environment.getRequiredProperty(DATA_DIR), "sandbox");
        int portBase = environment.getProperty("caravan.demo-port-base", Integer.class, SandboxOptions.DEFAULT_PORT_BASE);
        Sandboxes sandboxes = Sandboxes.start(new SandboxOptions(
                portBase,
                List.of("hubspot", "salesforce"),
                false,
                Duration.ZERO,
                Optional.empty(),
                1,
                Optional.of(sandboxData)));
        context.getBeanFactory().registerSingleton("sandboxes", sandboxes);
        context.addApplicationListener(event -> {
            if (event instanceof ContextClosedEvent closed && closed.getApplicationContext() == context) {
                sandboxes.close();
            }
        });
        environment.getPropertySources().addLast(new MapPropertySource("caravan-demo", properties(sandboxes)));
    }

    private static Map<String, Object> properties(Sandboxes sandboxes) {
        Map<String, String> urls = new LinkedHashMap<>();
        sandboxes.all().forEach((vendor, sandbox) -> urls.put(vendor, sandbox.baseUrl()));
        Map<String, Object> properties = connections(urls);
        properties.put(SWITCH, "on");
        // One line per record would bury the summary; the sync log has them all.
        properties.put("logging.level.caravan.settled", "WARN");
        return properties;
    }

    /** The configuration of a connection to each sandbox, by vendor and address; the names of the properties are whole. */
    public static Map<String, Object> connections(Map<String, String> urls) {
        Map<String, Object> properties = new LinkedHashMap<>();
        urls.forEach((vendor, url) -> {
            properties.put("caravan.connections." + vendor + ".type", vendor);
            properties.put("caravan.connections." + vendor + ".base-url", url);
        });
        properties.put("caravan.connections.hubspot.auth.kind", "token");
        properties.put("caravan.connections.hubspot.auth.token", "sandbox");
        properties.put("caravan.connections.salesforce.auth.kind", "client-credentials");
        properties.put("caravan.connections.salesforce.auth.client-id", "sandbox-client");
        properties.put("caravan.connections.salesforce.auth.client-secret", "sandbox-secret");
        for (String type : List.of("company", "contact", "lead", "deal")) {
            properties.put("caravan.connections.hubspot.unique-fields." + type, "caravan_id");
            properties.put("caravan.connections.salesforce.unique-fields." + type, "Caravan_Id__c");
        }
        return properties;
    }
}
