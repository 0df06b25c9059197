package dev.caravan.console.security;

import dev.caravan.console.gate.ErrorBody;
import dev.caravan.problem.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/** Says no in JSON, with a code and a cure, instead of a redirect to the login page. */
final class JsonRefusal implements AuthenticationEntryPoint, AccessDeniedHandler {

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException {
        if (!ScriptRequest.isFromBrowser(request)) {
            // A browser would ask for the password and remember it for every later request, also those of foreign
            // pages.
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Caravan\", charset=\"UTF-8\"");
        }
        ErrorBody.of(ErrorCode.LOGIN_REQUIRED, "This needs a login.")
                .send(response, HttpServletResponse.SC_UNAUTHORIZED);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException reason)
            throws IOException {
        String message = reason instanceof CsrfException
                ? "The CSRF token is missing or wrong. Send the cookie XSRF-TOKEN back as the header X-XSRF-TOKEN."
                : "Your roles do not allow this.";
        ErrorBody.of(ErrorCode.ACCESS_DENIED, message).send(response, HttpServletResponse.SC_FORBIDDEN);
    }
}
