package dev.caravan.cli.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Endpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.springframework.core.env.Environment;

/**
 * Makes endpoints of Camel's own components in a context that is never started, to hear whether they take their
 * options.
 */
final class CamelEndpoints implements AutoCloseable {
    private static final String LIST = "META-INF/services/org/apache/camel/component.properties";

    private final DefaultCamelContext camel = new DefaultCamelContext(false);
    private final Environment environment;
    private final Map<String, Optional<EndpointOptions>> options = new HashMap<>();

    CamelEndpoints(Environment environment) {
        this.environment = environment;
        camel.disableJMX();
        camel.getRegistry().bind("allowedHeaders", new DefaultHeaderFilterStrategy());
        camel.build();
    }

    /** Names of all components that are there to be used. */
    Set<String> schemes() {
        Set<String> schemes = new TreeSet<>();
        try {
            for (URL url : Collections.list(getClass().getClassLoader().getResources(LIST))) {
                Properties properties = new Properties();
                try (InputStream in = url.openStream()) {
                    properties.load(in);
                }
                schemes.addAll(
                        Arrays.asList(properties.getProperty("components", "").split("\\s+")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Camel's list of components cannot be read", e);
        }
        schemes.remove("");
        return schemes;
    }

    boolean exists(String scheme) {
        return camel.getComponent(scheme, true, false) != null;
    }

    /** The options that such an endpoint has; empty when it takes any, or cannot be made from its address alone. */
    Optional<EndpointOptions> options(EndpointUse use) {
        return options.computeIfAbsent(use.scheme(), s -> find(use));
    }

    private Optional<EndpointOptions> find(EndpointUse use) {
        try {
            Endpoint endpoint = camel.getEndpoint(
                    Placeholders.fill(use.address(), environment).orElse(use.scheme() + ":any"));
            return endpoint == null || endpoint.isLenientProperties()
                    ? Optional.empty()
                    : Optional.of(EndpointOptions.of(endpoint.getClass()));
        } catch (RuntimeException e) {
            // It needs some option; making it with all of them says more.
            return Optional.empty();
        }
    }

    /** Why such an endpoint cannot be made; empty when it can, or when a placeholder has no value here. */
    Optional<String> refuses(EndpointUse use) {
        Optional<String> uri = Placeholders.fill(use.uri(), environment);
        if (uri.isEmpty()) {
            return Optional.empty();
        }
        try {
            camel.getEndpoint(uri.get());
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(CamelWords.reason(e));
        }
    }

    @Override
    public void close() {
        camel.stop();
    }
}
