package dev.caravan.console.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/**
 * A browser that a CRM sends back brings no session cookie, as the cookie is for requests from our own pages only
 * (SameSite=Strict). The refusal is a page of ours that asks the same address once more, now with the cookie; who has
 * none is sent to the login.
 */
final class CallbackReturn implements AuthenticationEntryPoint {
    static final String PATH = "/connect/callback";
    private static final String AGAIN = "again";

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException {
        if (request.getParameter(AGAIN) != null) {
            response.sendRedirect("/login");
            return;
        }
        StringBuilder address = new StringBuilder(PATH + "?" + AGAIN + "=1");
        for (String name : List.of("state", "code", "error")) {
            String[] values = request.getParameterValues(name);
            for (String value : values == null ? new String[0] : values) {
                address.append("&amp;")
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        }
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        response.setContentType("text/html;charset=UTF-8");
        response.getWriter()
                .write("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"refresh\""
                        + " content=\"0; url=" + address + "\"><title>Caravan</title></head><body><p><a href=\""
                        + address + "\">Go on</a></p></body></html>");
    }
}
