package dev.caravan.crm.http;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How tokens are asked for at a login server (RFC 6749, sections 4.4 and 6).
 *
 * @param path of the token call on the login server
 * @param form what every token call carries, secrets included
 * @param refresh the refresh token that was configured; null for client credentials
 * @param headers what every token call carries besides, secrets included
 * @param busy the login server's words for being asked too often, such as Zoho's {@code access_denied}
 */
public record OAuthLogin(
        String path,
        Map<String, String> form,
        @Nullable Secret refresh,
        Map<String, String> headers,
        Set<String> busy) {

    /** The kind of a login whose tokens come by {@link dev.caravan.crm.Consent}. */
    public static final String BY_CONSENT = "authorization-code";

    public OAuthLogin {
        form = Map.copyOf(form);
        headers = Map.copyOf(headers);
        busy = Set.copyOf(busy);
    }

    /** A login whose secrets are all in the form. */
    public OAuthLogin(String path, Map<String, String> form, @Nullable Secret refresh) {
        this(path, form, refresh, Map.of(), Set.of());
    }

    /** The same login with further fields in the form, such as {@code scope}. */
    public OAuthLogin with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(form);
        all.putAll(more);
        return new OAuthLogin(path, all, refresh, headers, busy);
    }

    /** The same login with the client's id and secret in a header (RFC 6749, section 2.3.1) instead of the form. */
    public OAuthLogin byBasic() {
        Map<String, String> rest = new LinkedHashMap<>(form);
        String client = rest.remove("client_id") + ":" + rest.remove("client_secret");
        String basic = Base64.getEncoder().encodeToString(client.getBytes(StandardCharsets.UTF_8));
        return new OAuthLogin(path, rest, refresh, Map.of("Authorization", "Basic " + basic), busy);
    }

    /** The same login at a server that says by these words that it is asked too often. */
    public OAuthLogin busyAt(Set<String> words) {
        return new OAuthLogin(path, form, refresh, headers, words);
    }

    /**
     * The login that the settings of a connection describe.
     *
     * @throws InvalidInputException when the kind is unknown or a secret is missing; names the setting
     */
    public static OAuthLogin of(ConnectionName connection, ConnectionSettings.Auth auth, String path) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("client_id", needed(connection, "client-id", auth.clientId()));
        form.put(
                "client_secret",
                secret(connection, "client-secret", auth.clientSecret()).reveal());
        if (auth.kind().equals("client-credentials")) {
            form.put("grant_type", "client_credentials");
            return new OAuthLogin(path, form, null);
        }
        if (auth.kind().equals(BY_CONSENT)) {
            form.put("grant_type", "refresh_token");
            return new OAuthLogin(path, form, null);
        }
        if (!auth.kind().equals("refresh-token")) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "caravan.connections." + connection + ".auth.kind is '" + auth.kind()
                            + "'. Use token, authorization-code, refresh-token or client-credentials");
        }
        form.put("grant_type", "refresh_token");
        return new OAuthLogin(path, form, secret(connection, "refresh-token", auth.refreshToken()));
    }

    /** Scheme, host and port of a token address: what stands before its path. */
    public static String server(String tokenUrl) {
        return tokenUrl.substring(0, startOfPath(tokenUrl));
    }

    /** Path of a token address; {@code /} when it has none. */
    public static String path(String tokenUrl) {
        int start = startOfPath(tokenUrl);
        return start == tokenUrl.length() ? "/" : tokenUrl.substring(start);
    }

    private static int startOfPath(String tokenUrl) {
        int host = tokenUrl.indexOf("://");
        int path = tokenUrl.indexOf('/', host < 0 ? 0 : host + 3);
        return path < 0 ? tokenUrl.length() : path;
    }

    /** A secret that a connection cannot do without. */
    public static Secret secret(ConnectionName connection, String setting, @Nullable Secret value) {
        return new Secret(needed(connection, setting, value == null ? null : value.reveal()));
    }

    /** Whether there is no token to begin with until a person lets Caravan in. */
    boolean needsConsent() {
        return refresh == null && "refresh_token".equals(form.get("grant_type"));
    }

    String body(Map<String, String> grant) {
        Map<String, String> all = new LinkedHashMap<>(form);
        all.putAll(grant);
        return all.entrySet().stream()
                .map(e -> encoded(e.getKey()) + "=" + encoded(e.getValue()))
                .collect(Collectors.joining("&"));
    }

    /**
     * Tells tokens of this login from those of an earlier one: a person who configures a new refresh token wants it
     * used.
     */
    String digest() {
        try {
            String client = headers.getOrDefault("Authorization", String.valueOf(form.get("client_id")));
            String what = client + "\n" + (refresh == null ? "" : refresh.reveal());
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Says nothing of the form, which holds secrets. */
    @Override
    public String toString() {
        return "OAuthLogin[" + path + "]";
    }

    private static String needed(ConnectionName connection, String setting, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new InvalidInputException(
                    ErrorCode.SECRET_MISSING,
                    "connection '" + connection + "' needs caravan.connections." + connection + ".auth." + setting
                            + ". Set it or its environment variable");
        }
        return value;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
