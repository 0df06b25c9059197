package dev.caravan.console.api;

import dev.caravan.console.operations.Accepted;
import dev.caravan.console.operations.Operations;
import dev.caravan.console.operations.PushRequest;
import dev.caravan.console.operations.SyncLogWords;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Pushing by hand. */
@RestController
@RequestMapping("/api/push")
@Tag(name = "Push")
public final class PushApi {
    private final Operations operations;

    public PushApi(Operations operations) {
        this.operations = operations;
    }

    @PostMapping("/{type}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Marks records for pushing to a connection: by ids, or all of the type")
    public Accepted push(@PathVariable("type") String type, @RequestBody Push body, Principal user) {
        List<String> ids = body.ids() == null ? List.of() : body.ids();
        boolean isAll = Boolean.TRUE.equals(body.all());
        return operations.push(
                new PushRequest(Given.connection(body.connection()), SyncLogWords.type(type), ids, isAll),
                user.getName());
    }

    /** The body of a push; {@code ids} or {@code all}. */
    public record Push(
            @Nullable String connection,
            @Nullable List<String> ids,
            @Nullable Boolean all) {}
}
