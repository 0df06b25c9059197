package dev.caravan.console.security;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * A call of the API by a script: HTTP Basic, no session, and none of the headers that every browser adds. Only such a
 * call needs no CSRF token; a browser that remembers a Basic password would send it along with a foreign page's
 * request.
 */
final class ScriptRequest implements RequestMatcher {
    private final String sessionCookie;

    ScriptRequest(String sessionCookie) {
        this.sessionCookie = sessionCookie;
    }

    @Override
    public boolean matches(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        return authorization != null
                && authorization.regionMatches(true, 0, "Basic ", 0, 6)
                && request.getRequestURI().startsWith(request.getContextPath() + "/api/")
                && !isFromBrowser(request)
                && !hasSession(request);
    }

    /** Whether a browser sent it: each one adds Sec-Fetch-Site or, when it changes something, Origin. */
    static boolean isFromBrowser(HttpServletRequest request) {
        return request.getHeader("Origin") != null || request.getHeader("Sec-Fetch-Site") != null;
    }

    private boolean hasSession(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return false;
        }
        for (Cookie cookie : cookies) {
            if (cookie.getName().equals(sessionCookie)) {
                return true;
            }
        }
        return false;
    }
}
