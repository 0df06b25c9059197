package dev.caravan.console.api;

import dev.caravan.console.operations.Accepted;
import dev.caravan.console.operations.ImportOperations;
import dev.caravan.console.operations.ImportView;
import dev.caravan.console.operations.ListView;
import dev.caravan.console.operations.Page;
import dev.caravan.console.operations.PageRequest;
import dev.caravan.console.operations.PullRequest;
import dev.caravan.console.operations.PullView;
import dev.caravan.console.operations.SyncLogWords;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.pull.ImportOrder;
import dev.caravan.pull.ImportPreview;
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

/** Imports, and taking records from a CRM by hand. */
@RestController
@RequestMapping("/api")
@Tag(name = "Imports")
public final class ImportsApi {
    private final ImportOperations operations;

    public ImportsApi(ImportOperations operations) {
        this.operations = operations;
    }

    @PostMapping(path = "/imports", params = "preview=true")
    @Operation(
            operationId = "previewImport",
            summary = "With preview=true: how many records an import would bring, and the first ten; stores nothing")
    public ImportPreview preview(@RequestBody Import body, Principal user) {
        return operations.preview(body.order(user.getName()));
    }

    @PostMapping(path = "/imports", params = "preview!=true")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(operationId = "createImport", summary = "Orders an import: all records, a filter, or a saved list")
    public ImportView create(@RequestBody Import body, Principal user) {
        return operations.create(body.order(user.getName()));
    }

    @GetMapping("/imports")
    @Operation(summary = "All imports, the newest first")
    public Page<ImportView> list(
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        return operations.imports(PageRequest.of(limit, Given.text(cursor)));
    }

    @GetMapping("/imports/{id}")
    @Operation(summary = "One import and how far it has come")
    public ImportView one(@PathVariable("id") long id) {
        return operations
                .find(id)
                .orElseThrow(
                        () -> new InvalidInputException(ErrorCode.RECORD_NOT_FOUND, "there is no import " + id + "."));
    }

    @PostMapping("/imports/{id}/pause")
    @Operation(summary = "Lists no further page until the import is resumed")
    public ImportView pause(@PathVariable("id") long id, Principal user) {
        return operations.pause(id, user.getName());
    }

    @PostMapping("/imports/{id}/resume")
    @Operation(summary = "Goes on with a paused or failed import where it was")
    public ImportView resume(@PathVariable("id") long id, Principal user) {
        return operations.resume(id, user.getName());
    }

    @PostMapping("/imports/{id}/cancel")
    @Operation(summary = "Ends an import and takes back what it asked for and nobody works on yet")
    public ImportView cancel(@PathVariable("id") long id, Principal user) {
        return operations.cancel(id, user.getName());
    }

    @GetMapping("/lists/{connection}/{type}")
    @Operation(summary = "The lists and views that people saved in the CRM")
    public List<ListView> lists(@PathVariable("connection") String connection, @PathVariable("type") String type) {
        return operations.lists(Given.connection(connection), SyncLogWords.type(type));
    }

    @GetMapping("/pulls")
    @Operation(summary = "How far the CRMs were looked through for changes, and what of that waits")
    public List<PullView> pulls() {
        return operations.pulls();
    }

    @PostMapping("/pull")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Takes records from a CRM at once: the named ones, or without ids whatever changed")
    public Accepted pull(@RequestBody Pull body, Principal user) {
        List<String> ids = body.ids() == null ? List.of() : body.ids();
        return operations.pull(
                new PullRequest(Given.connection(body.connection()), type(body.type()), ids), user.getName());
    }

    private static RecordType type(@Nullable String given) {
        RecordType type = Given.type(given);
        if (type == null) {
            throw new InvalidInputException(ErrorCode.REQUEST_INVALID, "type is missing.");
        }
        return type;
    }

    /** The body of an import; one of {@code filter}, {@code list} and {@code all}. */
    public record Import(
            @Nullable String connection,
            @Nullable String type,
            @Nullable String filter,
            @Nullable String list,
            @Nullable Boolean all,
            @Nullable String duplicates,
            @Nullable String tag,
            @Nullable String schedule,
            @Nullable Boolean live) {
        ImportOrder order(String by) {
            return new ImportOrder.Words(
                            Given.text(filter),
                            Given.text(list),
                            Boolean.TRUE.equals(all),
                            Given.text(duplicates),
                            Given.text(tag),
                            Given.text(schedule),
                            Boolean.TRUE.equals(live))
                    .order(Given.connection(connection), ImportsApi.type(type), by);
        }
    }

    /** The body of a pull; without ids, whatever changed since the last look. */
    public record Pull(
            @Nullable String connection,
            @Nullable String type,
            @Nullable List<String> ids) {}
}
