package dev.caravan.console.api;

import dev.caravan.console.gate.ErrorBody;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Tells every error as code, message and cure; never with a stack trace, never with what the caller sent. */
@RestControllerAdvice
@Order(0)
public final class ApiErrors extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ApiErrors.class);
    private static final String RETRY_AFTER_SECONDS = "5";

    /** A mistake of the caller, or trouble that has a name. */
    @ExceptionHandler(CaravanException.class)
    ResponseEntity<Object> known(CaravanException error) {
        int status = ErrorStatus.of(error.code());
        if (status >= 500) {
            LOG.warn("request failed: {}", error.getMessage());
        }
        HttpHeaders headers = new HttpHeaders();
        if (status == 503) {
            headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return answer(ErrorBody.of(error), headers, status);
    }

    /** Left to the security filters. */
    @ExceptionHandler({AccessDeniedException.class, AuthenticationException.class})
    void notAllowed(RuntimeException error) {
        throw error;
    }

    /** Foreign code may throw anything, and no caller may see it. */
    @ExceptionHandler(Exception.class)
    ResponseEntity<Object> unexpected(Exception error) {
        LOG.error("request failed unexpectedly", error);
        return answer(ErrorBody.of(ErrorCode.UNEXPECTED, "Caravan has a fault here."), new HttpHeaders(), 500);
    }

    @Override
    protected ResponseEntity<Object> handleExceptionInternal(
            Exception error, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(foreign(status), headers, status.value());
    }

    private static ErrorBody foreign(HttpStatusCode status) {
        return switch (status.value()) {
            case 404 -> ErrorBody.of(ErrorCode.ENDPOINT_UNKNOWN, "There is nothing at this path.");
            case 405 -> ErrorBody.of(ErrorCode.REQUEST_INVALID, "This path does not know this method.");
            case 406 -> ErrorBody.of(ErrorCode.REQUEST_INVALID, "This path has no answer in an accepted content type.");
            case 415 -> ErrorBody.of(ErrorCode.BODY_MALFORMED, "This content type is not understood here.");
            case 413 -> ErrorBody.of(ErrorCode.BODY_TOO_LARGE, "The body is too large.");
            default ->
                status.is5xxServerError()
                        ? ErrorBody.of(ErrorCode.UNEXPECTED, "Caravan has a fault here.")
                        : ErrorBody.of(
                                ErrorCode.REQUEST_INVALID,
                                "A value of the path, the query or the body is not as expected.");
        };
    }

    private static ResponseEntity<Object> answer(ErrorBody body, HttpHeaders headers, int status) {
        HttpHeaders all = new HttpHeaders(headers);
        all.setContentType(MediaType.APPLICATION_JSON);
        return new ResponseEntity<>(body, all, HttpStatusCode.valueOf(status));
    }
}
