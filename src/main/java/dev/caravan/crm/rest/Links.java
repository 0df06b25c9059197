package dev.caravan.crm.rest;

import dev.caravan.crm.CallKind;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.HttpCall;
import dev.caravan.problem.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Links to next pages, as far as they lead to the CRM itself. Of a link only path and query are followed, so that a
 * login goes nowhere else; scheme and port are those of the base address, which servers behind others often get wrong.
 */
record Links(URI base) {
    /** (RFC 8288: {@code <address>; rel="next"}, several with commas.) */
    private static final Pattern LINK = Pattern.compile("<([^>]*)>\\s*((?:;[^,<]*)*)");

    private static final Pattern NEXT = Pattern.compile("(?i);\\s*rel\\s*=\\s*(?:\"[^\"]*\\bnext\\b[^\"]*\"|next\\b)");

    /** The link of an answer's header with the relation {@code next}; null when there is none. */
    @Nullable
    String next(HttpAnswer answer) {
        for (String header : answer.headers().getOrDefault("Link", java.util.List.of())) {
            Matcher link = LINK.matcher(header);
            while (link.find()) {
                if (NEXT.matcher(link.group(2)).find()) {
                    return relative(link.group(1));
                }
            }
        }
        return null;
    }

    /** A link as path and query below the base address; null for none. */
    @Nullable
    String relative(@Nullable String link) {
        if (link == null || link.isBlank()) {
            return null;
        }
        URI target;
        try {
            target = URI.create(base + "/").resolve(new URI(link.strip())).normalize();
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw elsewhere("the link to the next page is no web address");
        }
        String root = Objects.requireNonNullElse(base.getRawPath(), "");
        String path = Objects.requireNonNullElse(target.getRawPath(), "");
        boolean same = same(target.getHost(), base.getHost()) && target.getRawUserInfo() == null;
        if (!same || !path.startsWith(root + "/") || path.startsWith(root + "//")) {
            throw elsewhere("the link to the next page leads away from the CRM's address");
        }
        String query = target.getRawQuery();
        return path.substring(root.length()) + (query == null ? "" : "?" + query);
    }

    /** The call that follows a link. */
    HttpCall call(String method, String relative, Map<String, String> headers) {
        int question = relative.indexOf('?');
        return new HttpCall(
                method,
                question < 0 ? relative : relative.substring(0, question),
                question < 0 ? null : relative.substring(question + 1),
                headers,
                null,
                CallKind.GENERAL);
    }

    private static boolean same(@Nullable String a, @Nullable String b) {
        return a != null && b != null && a.toLowerCase(Locale.ROOT).equals(b.toLowerCase(Locale.ROOT));
    }

    private static CrmException elsewhere(String why) {
        return new CrmException("the next page", new CrmError.Rejected(why, ErrorCode.CRM_REJECTED), null);
    }
}
