package dev.caravan.console.api;

import dev.caravan.console.operations.ConnectionView;
import dev.caravan.console.operations.Explanation;
import dev.caravan.console.operations.Operations;
import dev.caravan.console.operations.Standing;
import dev.caravan.console.operations.Summary;
import dev.caravan.hub.RecordKey;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Mistake;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** How things are. */
@RestController
@RequestMapping("/api")
@Tag(name = "Status")
public final class StatusApi {
    private final Operations operations;

    public StatusApi(Operations operations) {
        this.operations = operations;
    }

    @GetMapping("/summary")
    @Operation(summary = "Figures since the start: records in, outcomes, marks waiting, budget")
    public Summary summary() {
        return operations.summary();
    }

    @GetMapping("/connections")
    @Operation(
            summary = "Connections and how they are: all, or with ?state=enabled or disabled those that are on or off")
    public List<ConnectionView> connections(@RequestParam(name = "state", required = false) @Nullable String state) {
        String word = Given.text(state);
        if (word == null || word.equals("all")) {
            return operations.connections();
        }
        if (!word.equals("enabled") && !word.equals("disabled")) {
            throw new InvalidInputException(
                    ErrorCode.REQUEST_INVALID, "state is '" + word + "'. Use all, enabled or disabled.");
        }
        boolean isOff = word.equals("disabled");
        return operations.connections().stream()
                .filter(c -> (c.standing() == Standing.DISABLED) == isOff)
                .toList();
    }

    @GetMapping("/explain/{type}/{id}")
    @Operation(summary = "Why a record is as it is: origins, links, marks, log, trail")
    public Explanation explain(@PathVariable("type") String type, @PathVariable("id") String id) {
        RecordKey record = Given.record(type, id);
        return operations
                .explain(record)
                .orElseThrow(
                        () -> new InvalidInputException(ErrorCode.RECORD_NOT_FOUND, "the hub has no " + record + "."));
    }

    @GetMapping("/mappings/problems")
    @Operation(summary = "Mistakes of the mapping files, with file, line and cure")
    public List<Mistake> mappingProblems() {
        return operations.mappingProblems();
    }
}
