package dev.caravan.crm.hubspot;

import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where HubSpot's calls live; the one place that knows about versions in paths. */
final class HubSpotPaths {
    private static final Pattern OBJECT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");
    private static final Pattern DATED = Pattern.compile("20\\d\\d-(03|09)");

    private final @Nullable String date;

    private HubSpotPaths(@Nullable String date) {
        this.date = date;
    }

    /**
     * The paths of a style.
     *
     * @param style {@code classic} or a dated version such as {@code 2026-03} (HubSpot docs, "API versioning": released
     *     each March and September)
     */
    static HubSpotPaths of(ConnectionName connection, String style) {
        if (style.equals("classic")) {
            return new HubSpotPaths(null);
        }
        if (!DATED.matcher(style).matches()) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "caravan.connections." + connection + ".options.api-style is '" + style
                            + "'. Use classic, or a version such as 2026-03 or 2026-09");
        }
        return new HubSpotPaths(style);
    }

    String batch(String object, String operation) {
        return objects(object) + "/batch/" + operation;
    }

    String one(String object, String id) {
        return objects(object) + "/" + id;
    }

    String lists() {
        return date == null ? "/crm/v3/lists" : "/crm/lists/" + date;
    }

    String search(String object) {
        return objects(object) + "/search";
    }

    String properties(String object) {
        return (date == null ? "/crm/v3/properties/" : "/crm/properties/" + date + "/") + checked(object);
    }

    String owners() {
        return date == null ? "/crm/v3/owners" : "/crm/owners/" + date;
    }

    String associations(String from, String to, String operation) {
        String start = date == null ? "/crm/v4/associations/" : "/crm/associations/" + date + "/";
        return start + checked(from) + "/" + checked(to) + "/batch/" + operation;
    }

    /** Has no dated form. */
    String account() {
        return "/account-info/v3/details";
    }

    /** What a token stands for, which is the last part of the path; has no dated form. */
    String accessToken() {
        return "/oauth/v1/access-tokens";
    }

    /** Where a refresh token, as the last part of the path, is ended; has no dated form. */
    String refreshToken() {
        return "/oauth/v1/refresh-tokens";
    }

    String token() {
        return date == null ? "/oauth/v1/token" : "/oauth/" + date + "/token";
    }

    private String objects(String object) {
        return (date == null ? "/crm/v3/objects/" : "/crm/objects/" + date + "/") + checked(object);
    }

    private static String checked(String object) {
        if (!OBJECT.matcher(object).matches()) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "'" + object
                            + "' is no name of a HubSpot object. Use one like contacts, or an object type id like 2-4711");
        }
        return object;
    }
}
