package dev.caravan.crm.dynamics;

import dev.caravan.crm.CallKind;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Limits;
import dev.caravan.crm.http.ConsentForm;
import dev.caravan.crm.http.HttpCalls;
import dev.caravan.crm.http.LoginForm;
import dev.caravan.crm.http.Options;
import dev.caravan.crm.http.TokenHeader;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the settings of a connection say to this driver.
 *
 * @param base path of the service, such as {@code /api/data/v9.2}
 * @param overlap how late a change may show in lists
 * @param uniqueFields entity set to the alternate key that holds the hub's id
 */
record DynamicsSettings(
        LoginForm login, String base, Limits limits, Duration overlap, Map<String, String> uniqueFields) {
    private static final Set<String> KNOWN = Set.of(
            "tenant",
            "scope",
            "api-version",
            "write-batch",
            "calls-per-5m",
            "poll-overlap",
            "search-lag",
            HttpCalls.PRIVATE_NETWORK);
    private static final String LOGIN = "https://login.microsoftonline.com/";
    private static final String TOKEN = "/token";
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int MOST_IN_BATCH = 1_000;
    private static final int READ = 500;
    /** Values, of which one record may have a dozen: each spelling of its site. A hundred go into one question. */
    private static final int LOOK_UP = 4_000;

    /**
     * Reads the options {@code tenant}, {@code scope}, {@code api-version} (v9.2), {@code write-batch} (100),
     * {@code calls-per-5m} (6000), {@code poll-overlap} (1m) and {@code search-lag} (0s). (Dataverse docs, "Service
     * protection API limits": 6,000 requests in 300 s per user and web server; "Execute batch operations": at most
     * 1,000 requests.)
     */
    static DynamicsSettings of(ConnectionName connection, ConnectionSettings settings) {
        Options options = Options.of(connection, settings);
        options.mustBeAmong(KNOWN);
        Limits limits = new Limits(
                (int) options.number("write-batch", 100, MOST_IN_BATCH),
                READ,
                LOOK_UP,
                0,
                List.of(new Limits.Rate(CallKind.GENERAL, options.number("calls-per-5m", 6_000, 1_000_000), WINDOW)),
                options.time("search-lag", Duration.ZERO));
        String version = options.text("api-version", "v9.2");
        if (!version.matches("v\\d{1,2}\\.\\d{1,2}")) {
            throw wrong(connection, "options.api-version is '" + version + "'. Write for example: v9.2");
        }
        return new DynamicsSettings(
                login(connection, settings, options),
                "/api/data/" + version,
                limits,
                options.time("poll-overlap", Duration.ofMinutes(1)),
                Options.uniqueFields(settings, DynamicsTables::set));
    }

    Optional<String> uniqueField(String set) {
        return Optional.ofNullable(uniqueFields.get(set));
    }

    /**
     * (Microsoft Entra docs: the scope is the environment's address; for applications with {@code .default}. The token
     * calls of a person's login name it as its page does.)
     */
    private static LoginForm login(ConnectionName connection, ConnectionSettings settings, Options options) {
        String tenant = options.text("tenant", "");
        String kind = settings.auth().kind();
        if (tenant.isEmpty() && settings.auth().tokenUrl() == null && kind.equals("client-credentials")) {
            throw wrong(connection, "options.tenant is missing. Write the id or domain of the Microsoft Entra tenant");
        }
        if (!tenant.matches("[A-Za-z0-9.-]*")) {
            throw wrong(connection, "options.tenant is '" + tenant + "'. Write the tenant's id or its domain");
        }
        String environment = environment(Objects.requireNonNullElse(settings.baseUrl(), ""));
        String usual = kind.equals("client-credentials")
                ? environment + "/.default"
                : environment + "/user_impersonation offline_access";
        String wanted = options.text("scope", usual);
        List<String> consented = settings.auth().scopes();
        String scope = kind.equals("client-credentials") || consented.isEmpty() ? wanted : String.join(" ", consented);
        String token = LOGIN + (tenant.isEmpty() ? "organizations" : tenant) + "/oauth2/v2.0" + TOKEN;
        String page = page(Objects.requireNonNullElse(settings.auth().tokenUrl(), token));
        return LoginForm.at(null)
                .key(TokenHeader.BEARER)
                .oauth(token)
                .with("scope", scope)
                .consent(ConsentForm.at(page, scope.split(" "))
                        .with("response_type", "code")
                        .proven());
    }

    /** The page of the tenant whose tokens are asked for there. (Entra docs: {@code /authorize} beside it.) */
    private static String page(String tokenUrl) {
        String tenant = tokenUrl.endsWith(TOKEN) ? tokenUrl.substring(0, tokenUrl.length() - TOKEN.length()) : tokenUrl;
        return tenant + "/authorize";
    }

    /** Scheme and host of the environment, without what may follow. */
    private static String environment(String baseUrl) {
        try {
            URI uri = URI.create(baseUrl.strip());
            return uri.getScheme() == null || uri.getRawAuthority() == null
                    ? baseUrl
                    : uri.getScheme() + "://" + uri.getRawAuthority();
        } catch (IllegalArgumentException e) {
            // The address is refused with its own message when the connection is opened.
            return baseUrl;
        }
    }

    private static InvalidInputException wrong(ConnectionName connection, String what) {
        return new InvalidInputException(
                ErrorCode.CONFIGURATION_INVALID, "caravan.connections." + connection + "." + what);
    }
}
