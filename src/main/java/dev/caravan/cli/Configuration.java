package dev.caravan.cli;

import dev.caravan.demo.DemoCrms;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.runtime.CaravanSettings;
import dev.caravan.runtime.Drivers;
import dev.caravan.sandbox.Vendors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.RandomValuePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The configuration as the runtime would read it, without a runtime: files, environment, arguments. */
final class Configuration {
    private static final String USUAL_FOLDER = "data";
    private static final String DATABASE = "caravan.db";
    private static final int USUAL_PORT = 8101;

    private final ConfigurableEnvironment environment;
    private final boolean isDemo;

    private Configuration(ConfigurableEnvironment environment, boolean isDemo) {
        this.environment = environment;
        this.isDemo = isDemo;
    }

    /**
     * Reads everything anew.
     *
     * @param demo whether the demo is wanted whatever is configured
     */
    static Configuration read(List<String> arguments, boolean demo) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        if (!arguments.isEmpty()) {
            environment
                    .getPropertySources()
                    .addFirst(new SimpleCommandLinePropertySource(arguments.toArray(String[]::new)));
        }
        RandomValuePropertySource.addToEnvironment(environment);
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        boolean isUsualFolder =
                environment.getProperty("caravan.data-dir", USUAL_FOLDER).equals(USUAL_FOLDER);
        boolean isDemo = demo || startsDemo(environment, isUsualFolder);
        if (isDemo) {
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource("caravan-demo", demo(environment, isUsualFolder)));
        }
        return new Configuration(environment, isDemo);
    }

    /** As the runtime decides it; a database of former connections counts more than the demo's. */
    private static boolean startsDemo(ConfigurableEnvironment environment, boolean isUsualFolder) {
        return connections(environment).isEmpty()
                && !environment.getProperty("caravan.demo", "on").equals("off")
                && !(isUsualFolder && Files.exists(Path.of(USUAL_FOLDER, DATABASE)));
    }

    private static Map<String, Object> demo(ConfigurableEnvironment environment, boolean isUsualFolder) {
        int port = environment.getProperty("caravan.demo-port-base", Integer.class, USUAL_PORT);
        Map<String, String> urls = new LinkedHashMap<>();
        String wish = environment.getProperty("caravan.demo", "on");
        for (String vendor : DemoCrms.chosen(wish.equals("off") ? "on" : wish)) {
            urls.put(vendor, "http://127.0.0.1:" + (port + Vendors.named(vendor).offset()));
        }
        Map<String, Object> properties = DemoCrms.connections(urls);
        if (isUsualFolder) {
            properties.put("caravan.data-dir", USUAL_FOLDER + "/demo");
        }
        return properties;
    }

    private static Map<String, Object> connections(ConfigurableEnvironment environment) {
        return Binder.get(environment)
                .bind("caravan.connections", Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of());
    }

    /** Kafka's brokers; empty when none are set. */
    String brokers() {
        return environment.getProperty(Drivers.BROKERS, "");
    }

    ConfigurableEnvironment environment() {
        return environment;
    }

    /** Whether the connections are the demo's. */
    boolean isDemo() {
        return isDemo;
    }

    /** Names of the configured connections, also when their settings are wrong. */
    List<String> connectionNames() {
        return connections(environment).keySet().stream().sorted().toList();
    }

    /** A folder named by a setting, also when other settings are wrong. */
    Path folder(String setting) {
        return Path.of(environment.getProperty("caravan." + setting, setting));
    }

    /**
     * The settings.
     *
     * @throws InvalidInputException when one cannot be read; names it
     */
    CaravanSettings settings() {
        try {
            return Binder.get(environment).bindOrCreate("caravan", CaravanSettings.class);
        } catch (BindException e) {
            throw new InvalidInputException(ErrorCode.CONFIGURATION_INVALID, e.getName() + " " + reason(e));
        }
    }

    /** Without the value, which may be a secret. */
    private static String reason(BindException e) {
        Throwable deepest = e;
        for (int i = 0; i < 20 && deepest.getCause() != null; i++) {
            deepest = deepest.getCause();
        }
        Class<?> type = e.getTarget().getType().toClass();
        if (type.isRecord()) {
            return "is wrong: " + deepest.getMessage() + ".";
        }
        if (type == Duration.class) {
            return "is no time. Write one such as 30s.";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "is neither true nor false.";
        }
        return type.isPrimitive() || Number.class.isAssignableFrom(type)
                ? "is no number of the right kind."
                : "cannot be read as " + type.getSimpleName() + ".";
    }
}
