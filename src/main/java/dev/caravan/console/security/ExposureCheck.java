package dev.caravan.console.security;

import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Refuses to start with settings that would open what has to stay closed. */
final class ExposureCheck {
    private static final Set<String> MAY_BE_EXPOSED = Set.of("health", "hawtio", "jolokia", "prometheus", "crmsync");
    private static final List<String> LOGIN_SWITCHES =
            List.of("hawtio.authenticationEnabled", "hawtio.authentication-enabled", "hawtio.auth");

    private final Environment environment;

    ExposureCheck(Environment environment) {
        this.environment = environment;
    }

    /** @throws InvalidInputException naming the setting and the cure */
    void run() {
        hawtioAsksForALogin();
        jolokiaIsRestricted();
        nothingElseIsExposed();
    }

    private void hawtioAsksForALogin() {
        for (String setting : LOGIN_SWITCHES) {
            if ("false"
                            .equalsIgnoreCase(
                                    environment.getProperty(setting, "true").trim())
                    && !isBoundToLoopback()) {
                throw new InvalidInputException(
                        ErrorCode.CONFIGURATION_INVALID,
                        setting + "=false opens the console to everybody who reaches this port. Remove it, or set "
                                + addressSetting() + "=127.0.0.1.");
            }
        }
    }

    private void jolokiaIsRestricted() {
        String setting = "management.endpoint.jolokia.config";
        Map<String, String> config = Binder.get(environment)
                .bind(setting, Bindable.mapOf(String.class, String.class))
                .orElse(Map.of());
        if (!JolokiaAccess.class.getName().equals(config.get("restrictorClass"))) {
            // Without it Jolokia allows everything and says so only in an INFO line.
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    setting + ".restrictorClass must be " + JolokiaAccess.class.getName() + ". Remove your own value.");
        }
    }

    private void nothingElseIsExposed() {
        String setting = "management.endpoints.web.exposure.include";
        Set<String> exposed = new TreeSet<>(Binder.get(environment)
                .bind(setting, Bindable.setOf(String.class))
                .orElse(Set.of()));
        exposed.removeAll(MAY_BE_EXPOSED);
        if (!exposed.isEmpty()) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    setting + " exposes " + String.join(", ", exposed)
                            + ", which can show secrets and personal data. Use only "
                            + String.join(", ", new TreeSet<>(MAY_BE_EXPOSED)) + ".");
        }
    }

    private boolean isBoundToLoopback() {
        String address = environment.getProperty(addressSetting());
        return address != null && isLoopback(address.trim());
    }

    private String addressSetting() {
        String port = environment.getProperty("management.server.port");
        boolean isSeparate = port != null && !port.equals(environment.getProperty("server.port"));
        return isSeparate ? "management.server.address" : "server.address";
    }

    private static boolean isLoopback(@Nullable String address) {
        try {
            return address != null
                    && !address.isEmpty()
                    && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // an address that nobody knows protects nothing
        }
    }
}
