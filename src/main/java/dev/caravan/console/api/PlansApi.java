package dev.caravan.console.api;

import dev.caravan.console.operations.PlanOperations;
import dev.caravan.console.operations.SyncLogWords;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.rehearsal.AppliedRecord;
import dev.caravan.rehearsal.PlanFile;
import dev.caravan.rehearsal.PlanRequest;
import dev.caravan.rehearsal.PlanTotals;
import dev.caravan.rehearsal.PlannedRecord;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.Principal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What would change, and carrying out just that. */
@RestController
@RequestMapping("/api")
@Tag(name = "Plans")
public final class PlansApi {
    private final PlanOperations operations;
    private final Clock clock;

    public PlansApi(PlanOperations operations, Clock clock) {
        this.operations = operations;
        this.clock = clock;
    }

    @PostMapping("/plan")
    @Operation(
            summary = "Says what the next pushes and pulls would change, field by field; changes nothing",
            description = "The answer is what /api/apply takes. It holds values of records.")
    @ApiResponse(
            responseCode = "200",
            description = "The plan",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = PlanShape.class)))
    public void plan(@RequestBody Plan body, HttpServletResponse answer) {
        Answer written = new Answer(answer, clock);
        PlanTotals totals = operations.plan(body.request(), written::add);
        written.end(totals);
    }

    @PostMapping("/apply")
    @Operation(
            summary = "Carries out a plan, and refuses every record of which something has moved since",
            description = "The body is the answer of /api/plan, up to 16 MB.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = PlanShape.class)))
    public List<AppliedRecord> apply(@Schema(hidden = true) InputStream body, Principal user) {
        List<AppliedRecord> applied = new ArrayList<>();
        operations.apply(PlanFile.read(body), user.getName(), applied::add);
        return applied;
    }

    /**
     * The body of a plan; everything may be left out.
     *
     * @param direction {@code push} or {@code pull}
     * @param record id in the hub or in the CRM; needs a type
     * @param limit most records that are looked at
     */
    public record Plan(
            @Nullable String connection,
            @Nullable String type,
            @Nullable String direction,
            @Nullable String record,
            @Nullable Integer limit) {
        PlanRequest request() {
            int most = limit == null ? PlanRequest.USUAL_LIMIT : limit;
            if (most < 1) {
                throw new InvalidInputException(ErrorCode.REQUEST_INVALID, "limit must be 1 or more.");
            }
            String name = Given.text(connection);
            String word = Given.text(type);
            return new PlanRequest(
                    name == null ? null : Given.connection(name),
                    word == null ? null : SyncLogWords.type(word),
                    Given.direction(direction),
                    Given.text(record),
                    most);
        }
    }

    /** A plan as the OpenAPI page shows it. */
    public record PlanShape(int plan, String madeAt, List<PlannedRecord> records, PlanTotals totals) {}

    /** Begun with the first record, so that what is wrong before is an error like any other. */
    private static final class Answer {
        private final HttpServletResponse response;
        private final Clock clock;
        private PlanFile.@Nullable Writer writer;

        Answer(HttpServletResponse response, Clock clock) {
            this.response = response;
            this.clock = clock;
        }

        void add(PlannedRecord record) {
            writer().add(record);
        }

        void end(PlanTotals totals) {
            try (PlanFile.Writer last = writer()) {
                last.end(totals);
            }
        }

        private PlanFile.Writer writer() {
            PlanFile.Writer begun = writer;
            if (begun == null) {
                try {
                    response.setContentType("application/json");
                    begun = new PlanFile.Writer(response.getOutputStream(), clock.instant());
                } catch (IOException e) {
                    throw new UncheckedIOException("the caller went away", e);
                }
                writer = begun;
            }
            return begun;
        }
    }
}
