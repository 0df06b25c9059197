package dev.caravan.console.api;

import dev.caravan.console.operations.Accepted;
import dev.caravan.console.operations.DeadLetterDetail;
import dev.caravan.console.operations.DeadLetterFilter;
import dev.caravan.console.operations.DeadLetterView;
import dev.caravan.console.operations.Operations;
import dev.caravan.console.operations.Page;
import dev.caravan.console.operations.PageRequest;
import dev.caravan.console.operations.ReplayRequest;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Records that failed for good, and their replay. */
@RestController
@RequestMapping("/api/dead-letters")
@Tag(name = "Dead letters")
public final class DeadLettersApi {
    private final Operations operations;

    public DeadLettersApi(Operations operations) {
        this.operations = operations;
    }

    @GetMapping
    @Operation(summary = "Records that failed for good, the newest first")
    public Page<DeadLetterView> list(
            @RequestParam(name = "connection", required = false) @Nullable String connection,
            @RequestParam(name = "type", required = false) @Nullable String type,
            @RequestParam(name = "code", required = false) @Nullable String code,
            @RequestParam(name = "route", required = false) @Nullable String route,
            @RequestParam(name = "since", required = false) @Nullable String since,
            @RequestParam(name = "until", required = false) @Nullable String until,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        return operations.deadLetters(new Filter(connection, type, code, route, since, until)
                .page(PageRequest.of(limit, Given.text(cursor))));
    }

    @GetMapping("/{id}")
    @Operation(summary = "One dead letter with its record and its trail")
    public DeadLetterDetail one(@PathVariable("id") long id) {
        return operations
                .deadLetter(id)
                .orElseThrow(() ->
                        new InvalidInputException(ErrorCode.RECORD_NOT_FOUND, "there is no dead letter " + id + "."));
    }

    @PostMapping("/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Sends dead letters through their routes again: by ids, by a filter, or all")
    public Accepted replay(@RequestBody Replay body, Principal user) {
        return operations.replay(body.request(), user.getName());
    }

    /** What the body of a replay may say; exactly one of the three. */
    public record Replay(
            @Nullable List<Long> ids,
            @Nullable Filter filter,
            @Nullable Boolean all) {
        ReplayRequest request() {
            boolean isAll = Boolean.TRUE.equals(all);
            int given = (ids == null ? 0 : 1) + (filter == null ? 0 : 1) + (isAll ? 1 : 0);
            if (given != 1) {
                throw new InvalidInputException(
                        ErrorCode.REQUEST_INVALID,
                        "a replay names \"ids\", a \"filter\" or \"all\": true, one of the three.");
            }
            if (ids != null) {
                return new ReplayRequest.Ids(ids);
            }
            return filter == null ? new ReplayRequest.All() : filter.request();
        }
    }

    /** The filter of the list in JSON; at least one value. */
    public record Filter(
            @Nullable String connection,
            @Nullable String type,
            @Nullable String code,
            @Nullable String route,
            @Nullable String since,
            @Nullable String until) {
        ReplayRequest request() {
            DeadLetterFilter filter = page(PageRequest.of(null, null));
            if (filter.equals(new DeadLetterFilter(null, null, null, null, null, null, filter.page()))) {
                throw new InvalidInputException(
                        ErrorCode.REQUEST_INVALID, "the filter is empty. Say \"all\": true to replay everything.");
            }
            return new ReplayRequest.Matching(filter);
        }

        DeadLetterFilter page(PageRequest page) {
            return new DeadLetterFilter(
                    Given.text(connection),
                    Given.type(type),
                    Given.text(code),
                    Given.text(route),
                    Given.time("since", since),
                    Given.time("until", until),
                    page);
        }
    }
}
