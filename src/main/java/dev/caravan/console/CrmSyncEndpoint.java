package dev.caravan.console;

import dev.caravan.console.api.ErrorStatus;
import dev.caravan.console.api.Given;
import dev.caravan.console.api.ReviewApi;
import dev.caravan.console.gate.ErrorBody;
import dev.caravan.console.operations.Accepted;
import dev.caravan.console.operations.DeadLetterFilter;
import dev.caravan.console.operations.ImportOperations;
import dev.caravan.console.operations.ImportView;
import dev.caravan.console.operations.Operations;
import dev.caravan.console.operations.PageRequest;
import dev.caravan.console.operations.ReplayRequest;
import dev.caravan.console.operations.ReviewFilter;
import dev.caravan.console.operations.SyncLogFilter;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.security.Principal;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.lang.Nullable;

/**
 * What the page in the console reads and does. An actuator endpoint, so that it is always at the same port and below
 * the same path as the console.
 */
@Endpoint(id = "crmsync")
public final class CrmSyncEndpoint {
    private final Operations operations;
    private final ImportOperations imports;

    public CrmSyncEndpoint(Operations operations, ImportOperations imports) {
        this.operations = operations;
        this.imports = imports;
    }

    /** One part of the page: summary, sync-log, dead-letters, review, pulls or imports. */
    @ReadOperation
    public WebEndpointResponse<Object> section(
            @Selector String section,
            @Nullable String connection,
            @Nullable String type,
            @Nullable String status,
            @Nullable String key,
            @Nullable String cursor) {
        return answer(() -> {
            PageRequest page = PageRequest.of(null, Given.text(cursor));
            return switch (section) {
                case "summary" -> operations.summary();
                case "sync-log" ->
                    operations.syncLog(new SyncLogFilter(
                            Given.text(connection),
                            Given.type(type),
                            Given.outcomes(status),
                            null,
                            null,
                            null,
                            Given.text(key),
                            page));
                case "dead-letters" ->
                    operations.deadLetters(new DeadLetterFilter(
                            Given.text(connection), Given.type(type), null, null, null, null, page));
                case "pulls" -> imports.pulls();
                case "imports" -> imports.imports(page);
                case "review" -> operations.review(new ReviewFilter(Given.text(connection), Given.type(type), page));
                default -> throw unknown(section);
            };
        });
    }

    /** One dead letter with its record and its trail. */
    @ReadOperation
    public WebEndpointResponse<Object> one(@Selector String section, @Selector String id) {
        return answer(() -> {
            if (!section.equals("dead-letters")) {
                throw unknown(section);
            }
            return operations
                    .deadLetter(number(id))
                    .orElseThrow(() -> new InvalidInputException(
                            ErrorCode.RECORD_NOT_FOUND, "there is no dead letter " + id + "."));
        });
    }

    /**
     * Replays dead letters, decides about a held record, stops or continues an import, or switches a connection.
     *
     * @param id a number, {@code all} for dead letters, or the name of a connection
     * @param action {@code replay}; {@code link}, {@code create} or {@code skip}; {@code pause}, {@code resume} or
     *     {@code cancel}; {@code enable} or {@code disable}
     * @param candidate what to link to
     */
    @WriteOperation
    public WebEndpointResponse<Object> act(
            @Selector String section,
            @Selector String id,
            String action,
            @Nullable String candidate,
            SecurityContext user) {
        return answer(() -> switch (section) {
            case "dead-letters" -> replay(id, action, name(user));
            case "connections" -> turn(new ConnectionName(id), action, name(user));
            case "imports" -> change(number(id), action, name(user));
            case "review" -> operations.decide(number(id), ReviewApi.decision(action, candidate), name(user));
            default -> throw unknown(section);
        });
    }

    private Accepted replay(String id, String action, String by) {
        if (!action.equals("replay")) {
            throw new InvalidInputException(ErrorCode.REQUEST_INVALID, "action must be replay.");
        }
        ReplayRequest request = id.equals("all") ? new ReplayRequest.All() : new ReplayRequest.Ids(List.of(number(id)));
        return operations.replay(request, by);
    }

    private Accepted turn(ConnectionName connection, String action, String by) {
        return switch (action) {
            case "enable" -> operations.enable(connection, by);
            case "disable" -> operations.disable(connection, by);
            default -> throw new InvalidInputException(ErrorCode.REQUEST_INVALID, "action must be enable or disable.");
        };
    }

    private ImportView change(long id, String action, String by) {
        return switch (action) {
            case "pause" -> imports.pause(id, by);
            case "resume" -> imports.resume(id, by);
            case "cancel" -> imports.cancel(id, by);
            default ->
                throw new InvalidInputException(ErrorCode.REQUEST_INVALID, "action must be pause, resume or cancel.");
        };
    }

    private static WebEndpointResponse<Object> answer(Supplier<Object> work) {
        try {
            return new WebEndpointResponse<>(work.get());
        } catch (CaravanException e) {
            return new WebEndpointResponse<>(ErrorBody.of(e), ErrorStatus.of(e.code()));
        }
    }

    private static String name(SecurityContext user) {
        Principal principal = user.getPrincipal();
        return principal == null ? "unknown" : principal.getName();
    }

    private static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw new InvalidInputException(ErrorCode.REQUEST_INVALID, "the id must be a number.");
        }
    }

    private static InvalidInputException unknown(String section) {
        return new InvalidInputException(ErrorCode.ENDPOINT_UNKNOWN, "there is no section '" + section + "'.");
    }
}
