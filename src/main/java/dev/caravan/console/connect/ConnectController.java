package dev.caravan.console.connect;

import dev.caravan.connect.Authorizations;
import dev.caravan.console.operations.LoginOperations;
import dev.caravan.console.operations.LoginView;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.security.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page {@code /connect} and the address that vendors send browsers back to. */
@Controller
public final class ConnectController {
    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");
    private static final List<String> ANSWER = List.of("state", "code", "error");

    private final LoginOperations operations;

    public ConnectController(LoginOperations operations) {
        this.operations = operations;
    }

    @GetMapping("/connect")
    ResponseEntity<String> list(
            @RequestParam(name = "view", required = false) @Nullable String view,
            @RequestParam(name = "connected", required = false) @Nullable String connected,
            @RequestParam(name = "disconnected", required = false) @Nullable String disconnected,
            HttpServletRequest request) {
        List<LoginView> logins = operations.logins();
        return page(ConnectPage.list(
                logins,
                ConnectPage.Group.of(view),
                operations.redirectUri(),
                csrf(request),
                note(logins, connected, disconnected)));
    }

    @PostMapping("/connect/{name}/authorize")
    ResponseEntity<String> authorize(@PathVariable("name") String name, Principal user, HttpServletRequest request) {
        String address = operations.begin(connection(name), session(request, user), user.getName());
        return page(ConnectPage.onward(name, address));
    }

    @PostMapping("/connect/{name}/disconnect")
    ResponseEntity<String> disconnect(@PathVariable("name") String name, Principal user) {
        ConnectionName connection = connection(name);
        operations.disconnect(connection, user.getName());
        return to("/connect?disconnected=" + connection);
    }

    /** Ends at our own page in every case: nothing in the answer says where to go. */
    @GetMapping(Authorizations.CALLBACK)
    ResponseEntity<String> callback(Principal user, HttpServletRequest request) {
        Map<String, String> answer = new HashMap<>();
        for (String name : ANSWER) {
            String[] values = request.getParameterValues(name);
            if (values != null && values.length > 1) {
                throw new InvalidInputException(
                        ErrorCode.AUTHORIZATION_FAILED, "the answer of the CRM names " + name + " twice.");
            }
            if (values != null) {
                answer.put(name, values[0]);
            }
        }
        Authorizations.Connected connected = operations.finish(answer, session(request, user), user.getName());
        return to("/connect?connected=" + connected.connection());
    }

    @ExceptionHandler(CaravanException.class)
    ResponseEntity<String> failed(CaravanException failure) {
        return ResponseEntity.status(HttpStatus.BAD_REQUEST)
                .contentType(HTML)
                .body(ConnectPage.failed(
                        failure.getMessage() + " " + failure.code().cure()));
    }

    private static @Nullable String note(
            List<LoginView> logins, @Nullable String connected, @Nullable String disconnected) {
        for (LoginView login : logins) {
            if (login.name().equals(connected)) {
                String user = login.user();
                return login.name() + " is connected" + (user == null ? "." : " as " + user + ".");
            }
            if (login.name().equals(disconnected)) {
                return login.name() + " is disconnected; its tokens are forgotten.";
            }
        }
        return null;
    }

    private static ConnectionName connection(String name) {
        try {
            return new ConnectionName(name);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(ErrorCode.CONNECTION_UNKNOWN, "there is no such connection.");
        }
    }

    /** Whoever logs in anew gets a new session, so an attempt ends with the login that began it. */
    private static String session(HttpServletRequest request, Principal user) {
        return request.getSession().getId() + "/" + user.getName();
    }

    private static String csrf(HttpServletRequest request) {
        return request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token
                ? "<input type=\"hidden\" name=\"" + ConnectPage.text(token.getParameterName()) + "\" value=\""
                        + ConnectPage.text(token.getToken()) + "\">"
                : "";
    }

    private static ResponseEntity<String> page(String html) {
        return ResponseEntity.ok().contentType(HTML).body(html);
    }

    private static ResponseEntity<String> to(String path) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create(path))
                .build();
    }
}
