package dev.caravan.cli.check;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.Driver;
import dev.caravan.crm.app.EndpointSwitch;
import dev.caravan.crm.http.TokenSet;
import dev.caravan.crm.http.TokenStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidFileException;
import dev.caravan.problem.Mistake;
import dev.caravan.problem.NearestName;
import dev.caravan.runtime.Drivers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.impl.DefaultCamelContext;

/** Opens each connection's driver without a call, to hear which of its settings are missing or wrong. */
public final class ConnectionCheck {
    private static final Pattern SETTING = Pattern.compile("caravan\\.connections\\.[a-z0-9]+\\.auth\\.[a-z-]+");

    private static final List<String> KINDS =
            List.of("token", "authorization-code", "refresh-token", "client-credentials", "password");

    private ConnectionCheck() {}

    /**
     * One mistake per connection at most, as a driver says what it misses first; of a file that a connection names all
     * mistakes.
     *
     * @param brokers Kafka's, for connections that name none; empty for none
     */
    public static List<Problem> of(Map<String, ConnectionSettings> connections, String brokers, Clock clock) {
        List<Problem> problems = new ArrayList<>();
        DefaultCamelContext camel = new DefaultCamelContext(false);
        camel.disableJMX();
        try {
            camel.start();
            Map<String, Driver> drivers = new TreeMap<>();
            Drivers.all(camel, new NoTokens(), new Drivers.App(EndpointSwitch.NONE, brokers), clock)
                    .forEach(d -> drivers.put(d.type(), d));
            new TreeMap<>(connections).forEach((name, settings) -> problems.addAll(check(name, settings, drivers)));
        } finally {
            camel.stop();
        }
        return problems;
    }

    /** A mistake and its code. */
    public record Problem(ErrorCode code, Mistake mistake) {}

    private static List<Problem> check(String name, ConnectionSettings settings, Map<String, Driver> drivers) {
        Driver driver = drivers.get(settings.type());
        if (driver == null) {
            String what = "caravan.connections." + name + ".type is '" + settings.type() + "', which no driver serves.";
            return List.of(problem(
                    ErrorCode.CONFIGURATION_INVALID, what, NearestName.hint(settings.type(), drivers.keySet())));
        }
        String kind = settings.auth().kind();
        if (!KINDS.contains(kind)) {
            String what = "caravan.connections." + name + ".auth.kind is '" + kind + "', which is no kind of login.";
            return List.of(problem(ErrorCode.CONFIGURATION_INVALID, what, NearestName.hint(kind, KINDS)));
        }
        try (Crm crm = driver.open(new ConnectionName(name), settings, new NoGate())) {
            return List.of();
        } catch (InvalidFileException e) {
            return e.mistakes().stream()
                    .map(mistake -> new Problem(e.code(), mistake))
                    .toList();
        } catch (CaravanException e) {
            String said = String.valueOf(e.getMessage())
                    .substring(e.code().code().length())
                    .strip();
            return List.of(problem(e.code(), said.endsWith(".") ? said : said + ".", variable(e.code(), said)));
        } catch (IllegalArgumentException e) {
            return List.of(
                    problem(ErrorCode.CONFIGURATION_INVALID, "connection '" + name + "': " + e.getMessage() + ".", ""));
        }
    }

    /** The environment variable of the setting that a message names; a connection with a dash in its name has none. */
    private static String variable(ErrorCode code, String message) {
        Matcher setting = SETTING.matcher(message);
        return code == ErrorCode.SECRET_MISSING && setting.find()
                ? "The variable is "
                        + setting.group().replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT) + "."
                : "";
    }

    private static Problem problem(ErrorCode code, String what, String cure) {
        return new Problem(code, new Mistake(null, 0, what, cure));
    }

    /** Nothing is logged in here, so there is nothing to keep. */
    private static final class NoTokens implements TokenStore {
        @Override
        public Optional<TokenSet> load(ConnectionName connection) {
            return Optional.empty();
        }

        @Override
        public void save(ConnectionName connection, TokenSet tokens) {
            throw new IllegalStateException("nobody logs in while the configuration is checked");
        }

        @Override
        public void remove(ConnectionName connection) {
            throw new IllegalStateException("nobody logs out while the configuration is checked");
        }
    }

    private static final class NoGate implements CallGate {
        @Override
        public void enter(CallKind kind) {
            throw new IllegalStateException("no CRM is called while the configuration is checked");
        }

        @Override
        public void learned(CallKind kind, long allowed, long remaining, Duration window) {
            // No call is made, so none teaches anything.
        }

        @Override
        public void refused(CallKind kind, Optional<Duration> retryAfter, String detail) {
            // No call is made, so none is refused.
        }

        @Override
        public void answered(CallKind kind) {
            // No call is made, so none is answered.
        }
    }
}
