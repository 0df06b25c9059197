package dev.caravan.console.api;

import dev.caravan.console.operations.Operations;
import dev.caravan.console.operations.Page;
import dev.caravan.console.operations.PageRequest;
import dev.caravan.console.operations.SyncLogFilter;
import dev.caravan.console.operations.SyncLogLine;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The sync log. */
@RestController
@RequestMapping("/api/sync-log")
@Tag(name = "Sync log")
public final class SyncLogApi {
    private final Operations operations;

    public SyncLogApi(Operations operations) {
        this.operations = operations;
    }

    @GetMapping
    @Operation(summary = "One line per settled record, the newest first")
    public Page<SyncLogLine> lines(
            @RequestParam(name = "connection", required = false) @Nullable String connection,
            @Parameter(description = "company, contact, lead, deal, or Account for company")
                    @RequestParam(name = "type", required = false)
                    @Nullable
                    String type,
            @Parameter(description = "created, updated, unchanged, skipped, held, failed; several with commas")
                    @RequestParam(name = "outcome", required = false)
                    @Nullable
                    String outcome,
            @Parameter(description = "Created, Updated, Failed or Skipped")
                    @RequestParam(name = "status", required = false)
                    @Nullable
                    String status,
            @Parameter(description = "push (From App) or pull (To App)")
                    @RequestParam(name = "direction", required = false)
                    @Nullable
                    String direction,
            @Parameter(description = "a time such as 2026-03-01T08:30:00Z, or a day")
                    @RequestParam(name = "since", required = false)
                    @Nullable
                    String since,
            @RequestParam(name = "until", required = false) @Nullable String until,
            @Parameter(description = "id in the hub or in the CRM")
                    @RequestParam(name = "key", required = false)
                    @Nullable
                    String key,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        return operations.syncLog(new SyncLogFilter(
                Given.text(connection),
                Given.type(type),
                Given.outcomes(outcome, status),
                Given.direction(direction),
                Given.time("since", since),
                Given.time("until", until),
                Given.text(key),
                PageRequest.of(limit, Given.text(cursor))));
    }
}
