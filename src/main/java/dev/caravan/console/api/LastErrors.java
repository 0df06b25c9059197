package dev.caravan.console.api;

import dev.caravan.console.gate.ErrorBody;
import dev.caravan.problem.ErrorCode;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what was refused before any controller saw it; takes the place of Spring Boot's error page. */
@RestController
@Hidden
public final class LastErrors implements ErrorController {

    /** The status that the container decided on, as JSON. */
    @RequestMapping("${server.error.path:/error}")
    public ResponseEntity<ErrorBody> error(HttpServletRequest request) {
        Object given = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        int status = given instanceof Integer code ? code : 404;
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body(status));
    }

    private static ErrorBody body(int status) {
        if (status >= 500) {
            return ErrorBody.of(ErrorCode.UNEXPECTED, "Caravan has a fault here.");
        }
        return switch (status) {
            case 401 -> ErrorBody.of(ErrorCode.LOGIN_REQUIRED, "This needs a login.");
            case 403 -> ErrorBody.of(ErrorCode.ACCESS_DENIED, "Your roles do not allow this.");
            case 404 -> ErrorBody.of(ErrorCode.ENDPOINT_UNKNOWN, "There is nothing at this path.");
            default -> ErrorBody.of(ErrorCode.REQUEST_INVALID, "The request is not as expected.");
        };
    }
}
