package dev.caravan.runtime;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.StopStore;
import dev.caravan.hub.SwitchStore;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Switches connections off and on while the runtime runs; what was said stays true over restarts. */
public final class ConnectionSwitches {
    private final CaravanSettings settings;
    private final SwitchStore switches;
    private final StopStore stops;

    public ConnectionSwitches(CaravanSettings settings, SwitchStore switches, StopStore stops) {
        this.settings = settings;
        this.switches = switches;
        this.stops = stops;
    }

    /** What a connection was before it was let go on. */
    public record Before(boolean wasOff, boolean wasStopped) {}

    /** What a person switched off, by the connection's name. */
    public Map<String, SwitchStore.Off> off() {
        return switches.off();
    }

    /**
     * Switches a connection on, also one whose endpoint had answered that it is gone.
     *
     * @throws InvalidInputException when there is none of that name, when the settings switch it off, or when another
     *     CRM is on and only one may be
     */
    public Before enable(String name) {
        ConnectionName connection = settings.connection(name);
        if (!isOnInSettings(name)) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    name + " is switched off in the settings. Set caravan.connections." + name
                            + ".enabled=true and start anew");
        }
        Set<String> others = new HashSet<>(switches.off().keySet());
        if (others.remove(name)) {
            settings.checkActiveCrms(others);
        }
        return new Before(switches.turnOn(connection), stops.resume(connection));
    }

    /**
     * Switches a connection off: no call is made, and its marks wait.
     *
     * @return false when it was off
     * @throws InvalidInputException when there is none of that name
     */
    public boolean disable(String name, String by) {
        ConnectionName connection = settings.connection(name);
        return isOnInSettings(name) && switches.turnOff(connection, by);
    }

    private boolean isOnInSettings(String name) {
        return Objects.requireNonNull(settings.connections().get(name)).enabled();
    }
}
