package dev.caravan.runtime;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.dedup.sourcing.SourcingSettings;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RetrySettings;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import dev.caravan.sql.DatabaseSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Everything below {@code caravan} in the configuration.
 *
 * @param dataDir where the embedded database, keys and first passwords are kept
 * @param mappings folder of the mapping files
 * @param routes folder of the route files
 * @param routesReload whether changed route files are taken while the runtime runs
 * @param node name of this process among those that share a database; the same after a restart
 * @param defaultRegion country of phone numbers that are written without one, two letters
 * @param lease how long a claimed mark belongs to a process that gives no sign of life
 * @param clockSkew by how much the clocks of a CRM and the hub may differ; of two changes of a field that are closer
 *     together the CRM's wins
 * @param keepLog how long lines of the sync log are kept
 * @param singleActiveCrm whether a second CRM beside the one that is on is refused (R24)
 * @param publicUrl address at which browsers reach the console, without a slash at the end; empty for this machine
 * @param sourcing record type to how prospects of it are compared with the CRMs
 */
@ConfigurationProperties("caravan")
public record CaravanSettings(
        @DefaultValue("data") Path dataDir,
        @DefaultValue Store database,
        @DefaultValue("mappings") Path mappings,
        @DefaultValue("routes") Path routes,
        @DefaultValue("true") boolean routesReload,
        @DefaultValue("caravan") String node,
        @DefaultValue("US") String defaultRegion,
        @DefaultValue("2m") Duration lease,
        @DefaultValue("2s") Duration clockSkew,
        @DefaultValue("90d") Duration keepLog,
        @DefaultValue Map<String, ConnectionSettings> connections,
        @DefaultValue RetrySettings retry,
        @DefaultValue Map<String, SourcingSettings> sourcing,
        @DefaultValue("false") boolean singleActiveCrm,
        @DefaultValue("") String publicUrl) {
    private static final Pattern WEB_ADDRESS = Pattern.compile("|https?://[^/?#\\s@]+(/[^?#\\s]*[^/?#\\s])?");

    public CaravanSettings {
        if (!WEB_ADDRESS.matcher(publicUrl).matches()) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "caravan.public-url is '" + publicUrl
                            + "'. Write scheme and host, such as https://caravan.example.com, without a slash at the end");
        }
    }

    /**
     * Refuses a second CRM where only one may be on; the App is none.
     *
     * @param off names of those that a person switched off
     * @throws InvalidInputException naming those that are on
     */
    public void checkActiveCrms(Set<String> off) {
        List<String> active = connections.entrySet().stream()
                .filter(c -> c.getValue().enabled() && !c.getValue().type().equals("app"))
                .map(Map.Entry::getKey)
                .filter(name -> !off.contains(name))
                .sorted()
                .toList();
        if (singleActiveCrm && active.size() > 1) {
            throw new InvalidInputException(
                    ErrorCode.SECOND_CRM,
                    "cannot enable a second CRM: " + String.join(" and ", active)
                            + " are enabled, and caravan.single-active-crm allows one. Disable the current one"
                            + " (caravan.connections." + active.get(0)
                            + ".enabled: false, or ./caravan disable " + active.get(0)
                            + "), then enable and configure the new one");
        }
    }

    /**
     * Where the state is kept.
     *
     * @param url null for SQLite in the data folder
     */
    public record Store(
            @Nullable String url,
            @Nullable String username,
            dev.caravan.problem.@Nullable Secret password,
            @DefaultValue("4") int readers,
            @DefaultValue("5s") Duration busyTimeout) {}

    /**
     * The configured connection of that name, also one that is switched off.
     *
     * @throws InvalidInputException with the nearest known name when there is none
     */
    public ConnectionName connection(String name) {
        if (!connections.containsKey(name)) {
            throw new InvalidInputException(
                    ErrorCode.CONNECTION_UNKNOWN,
                    "unknown connection '" + name + "'. " + NearestName.hint(name, connections.keySet()));
        }
        return new ConnectionName(name);
    }

    /** The database settings with the data folder applied. */
    public DatabaseSettings databaseSettings() {
        String url = database.url() == null ? "jdbc:sqlite:" + dataDir.resolve("caravan.db") : database.url();
        return new DatabaseSettings(
                url, database.username(), database.password(), database.readers(), database.busyTimeout());
    }
}
