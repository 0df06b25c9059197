package dev.caravan.crm.http;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.hub.ConnectionName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a vendor lets a person let Caravan in: what a driver declares beside its {@link LoginForm}.
 *
 * @param url the page on which the person agrees
 * @param scopes what is asked for; empty where the vendor keeps them with the app
 * @param separator stands between two scopes
 * @param more further parameters of the page, such as {@code access_type}
 * @param proof whether the vendor takes a proof key, S256 (RFC 7636)
 * @param end how the vendor takes a token back; null where it does not
 */
public record ConsentForm(
        String url,
        List<String> scopes,
        String separator,
        Map<String, String> more,
        boolean proof,
        @Nullable End end) {
    public ConsentForm {
        scopes = List.copyOf(scopes);
        more = Map.copyOf(more);
    }

    /**
     * The call that takes a token back, on the server of the token call.
     *
     * @param path where a token is part of it, it is the last one
     */
    public record End(Way way, String path) {}

    /** Where the token stands in that call. */
    public enum Way {
        /** {@code DELETE path/token} */
        PATH,
        /** {@code POST path?token=} */
        QUERY,
        /** {@code POST path} with {@code token=} in its form */
        FORM
    }

    /** A page that asks for these scopes, with blanks between them. */
    public static ConsentForm at(String url, String... scopes) {
        return new ConsentForm(url, List.of(scopes), " ", Map.of(), false, null);
    }

    /** With one more parameter of the page. */
    public ConsentForm with(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(more);
        all.put(name, value);
        return new ConsentForm(url, scopes, separator, all, proof, end);
    }

    /** With that between two scopes. */
    public ConsentForm separatedBy(String text) {
        return new ConsentForm(url, scopes, text, more, proof, end);
    }

    /** With a proof key. */
    public ConsentForm proven() {
        return new ConsentForm(url, scopes, separator, more, true, end);
    }

    /** With a call that takes a token back. */
    public ConsentForm ends(Way way, String path) {
        return new ConsentForm(url, scopes, separator, more, proof, new End(way, path));
    }

    /**
     * The page that the settings of a connection lead to.
     *
     * @param server of the login where it is not the vendor's own; null where it is
     * @return null when nobody is asked for this kind of login
     * @throws dev.caravan.problem.InvalidInputException when the address will not do; names the setting
     */
    public @Nullable ConsentForm of(ConnectionName connection, ConnectionSettings settings, @Nullable String server) {
        ConnectionSettings.Auth auth = settings.auth();
        if (!auth.kind().equals(OAuthLogin.BY_CONSENT) && !auth.kind().equals("refresh-token")) {
            return null;
        }
        String given = auth.authorizeUrl();
        String to = given != null ? given : server == null ? url : server + OAuthLogin.path(url);
        boolean anywhere = Boolean.parseBoolean(settings.options().get(HttpCalls.PRIVATE_NETWORK));
        // A person's browser goes there, with the state; so it obeys what calls obey.
        Destination.of(connection, "auth.authorize-url", to, anywhere);
        return new ConsentForm(to, auth.scopes().isEmpty() ? scopes : auth.scopes(), separator, more, proof, end);
    }
}
