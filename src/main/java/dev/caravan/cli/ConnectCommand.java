package dev.caravan.cli;

import dev.caravan.connect.Authorizations;
import dev.caravan.crm.Crm;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.runtime.LoginConfiguration;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan connect}. */
@Command(
        name = "connect",
        description =
                "Lets Caravan into an account: prints the address of the CRM's page, and waits until you have agreed"
                        + " there. Also for connecting anew.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:connected",
            "1:not agreed in time",
            "2:wrong usage or configuration, or the CRM refuses or cannot be reached"
        })
final class ConnectCommand implements Callable<Integer> {
    private static final String SESSION = "command line";
    private static final long LOOK_MILLIS = 1_000;

    private final Session session;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "CONNECTION", description = "Name of a configured connection.")
    private String connection = "";

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10m",
            description = "Longest wait, such as 5m; ${DEFAULT-VALUE} if absent, which is also the most.")
    private String timeout = "10m";

    ConnectCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Duration longest = longest();
        Configuration configuration = session.configuration(common);
        URI callback = URI.create(LoginConfiguration.callback(configuration.settings(), configuration.environment()));
        try (LiveConnections live = new LiveConnections(configuration, session.clock())) {
            Crm crm = live.open(connection);
            ConnectionName name = new ConnectionName(connection);
            Authorizations authorizations =
                    new Authorizations(n -> crm, callback::toString, session.clock(), new SecureRandom());
            String page = authorizations.begin(name, SESSION);
            CallbackListener.Taking<Authorizations.Connected> taking = new CallbackListener.Taking<>() {
                @Override
                public boolean isOurs(Map<String, String> answer) {
                    return authorizations.awaits(answer.get("state"));
                }

                @Override
                public Authorizations.Connected take(Map<String, String> answer) {
                    return authorizations.finish(answer, SESSION);
                }
            };
            Optional<CallbackListener<Authorizations.Connected>> listener = CallbackListener.open(callback, taking);
            if (listener.isEmpty()) {
                return byTheRuntime(crm, callback, longest);
            }
            try (CallbackListener<Authorizations.Connected> open = listener.get()) {
                tell(page, callback);
                return open.await(longest).map(c -> connected(c.user())).orElseGet(this::notInTime);
            }
        }
    }

    /** The runtime listens there: it has to be its page that begins, as the answer belongs to who began. */
    private int byTheRuntime(Crm crm, URI callback, Duration longest) {
        tell(callback.resolve("/connect").toString(), callback);
        if (isGiven(crm)) {
            session.note(connection + " is connected already; Reconnect on that page replaces its tokens.");
            return connected(null);
        }
        CountDownLatch never = new CountDownLatch(1);
        try {
            for (long waited = 0; waited < longest.toMillis(); waited += LOOK_MILLIS) {
                if (isGiven(crm)) {
                    return connected(crm.whoAmI());
                }
                if (never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return notInTime();
    }

    private static boolean isGiven(Crm crm) {
        return crm.consent().filter(c -> c.isGiven()).isPresent();
    }

    private void tell(String page, URI callback) {
        if (common.json) {
            session.jsonLine(Map.of("connection", connection, "open", page, "redirectUri", callback.toString()));
            return;
        }
        session.say("Open this address in a browser and agree there:");
        session.say("");
        session.say("  " + page);
        session.say("");
        session.note("The app at the CRM must have this redirect address: " + callback);
    }

    private int connected(@Nullable String user) {
        if (common.json) {
            Map<String, @Nullable Object> answer = new LinkedHashMap<>();
            answer.put("connection", connection);
            answer.put("standing", "active");
            answer.put("user", user);
            session.jsonLine(answer);
        } else {
            session.say(connection + " is active" + (user == null ? "." : " as " + user + "."));
        }
        return Cli.OK;
    }

    private int notInTime() {
        session.complain(ErrorCode.AUTHORIZATION_FAILED.code() + " nobody has agreed in time. "
                + ErrorCode.AUTHORIZATION_FAILED.cure());
        return Cli.FOUND_WRONG;
    }

    private Duration longest() {
        try {
            Duration given = DurationStyle.detectAndParse(timeout);
            if (!given.isNegative() && !given.isZero() && given.compareTo(Duration.ofMinutes(10)) <= 0) {
                return given;
            }
        } catch (IllegalArgumentException e) {
            throw wrongTime();
        }
        throw wrongTime();
    }

    private InvalidInputException wrongTime() {
        return new InvalidInputException(
                ErrorCode.REQUEST_INVALID, "--timeout is '" + timeout + "'. Write a time up to 10m, such as 5m.");
    }
}
