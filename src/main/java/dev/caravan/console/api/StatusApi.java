package dev.caravan.console.api;

import dev.caravan.console.operations.ConnectionView;
import dev.caravan.console.operations.Explanation;
import dev.caravan.console.operations.Operations;
import dev.caravan.console.operations.Summary;
import dev.caravan.hub.RecordKey;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Mistake;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
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
    @Operation(summary = "All connections and how they are")
    public List<ConnectionView> connections() {
        return operations.connections();
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
