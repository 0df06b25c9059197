package dev.caravan.console.api;

import dev.caravan.console.operations.Accepted;
import dev.caravan.console.operations.Operations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a person does with a connection. */
@RestController
@RequestMapping("/api/connections")
@Tag(name = "Connections")
public final class ConnectionsApi {
    private final Operations operations;

    public ConnectionsApi(Operations operations) {
        this.operations = operations;
    }

    @PostMapping("/{name}/enable")
    @Operation(
            summary =
                    "Lets a connection go on whose endpoint had answered that it is gone; count is 0 when it was not stopped")
    public Accepted enable(@PathVariable("name") String name, Principal user) {
        return operations.enable(Given.connection(name), user.getName());
    }
}
