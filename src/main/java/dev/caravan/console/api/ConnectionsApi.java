package dev.caravan.console.api;

import dev.caravan.console.operations.Accepted;
import dev.caravan.console.operations.LoginOperations;
import dev.caravan.console.operations.LoginView;
import dev.caravan.console.operations.MappingView;
import dev.caravan.console.operations.Operations;
import dev.caravan.crm.FieldSchema;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.Comparator;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a person does with a connection. */
@RestController
@RequestMapping("/api/connections")
@Tag(name = "Connections")
public final class ConnectionsApi {
    private final Operations operations;
    private final LoginOperations logins;

    public ConnectionsApi(Operations operations, LoginOperations logins) {
        this.operations = operations;
        this.logins = logins;
    }

    @PostMapping("/{name}/enable")
    @Operation(
            summary =
                    "Lets a connection go on that was switched off, or whose endpoint had answered that it is gone; count is"
                            + " 0 when it was on")
    public Accepted enable(@PathVariable("name") String name, Principal user) {
        return operations.enable(Given.connection(name), user.getName());
    }

    @PostMapping("/{name}/disable")
    @Operation(summary = "Switches a connection off: no call is made, and its marks wait; count is 0 when it was off")
    public Accepted disable(@PathVariable("name") String name, Principal user) {
        return operations.disable(Given.connection(name), user.getName());
    }

    @GetMapping("/{name}/login")
    @Operation(summary = "Whether the connection is on and let in, and as whom; asks the CRM when that is not known")
    public LoginView login(@PathVariable("name") String name) {
        ConnectionName connection = Given.connection(name);
        return logins.logins().stream()
                .filter(l -> l.name().equals(connection.value()))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        ErrorCode.CONNECTION_UNKNOWN, "unknown connection '" + connection + "'."));
    }

    @PostMapping("/{name}/disconnect")
    @Operation(summary = "Forgets the tokens of a connection, and asks the CRM to end them where it can")
    public Disconnected disconnect(@PathVariable("name") String name, Principal user) {
        return new Disconnected(name, logins.disconnect(Given.connection(name), user.getName()));
    }

    /** @param endedAtTheCrm whether the CRM has taken the tokens back too */
    public record Disconnected(String name, boolean endedAtTheCrm) {}

    @GetMapping("/{name}/mappings")
    @Operation(
            summary =
                    "Each mapped field against the CRM's own description: ok, warning or error; ?refresh=true asks the"
                            + " CRM anew")
    public List<MappingView> mappings(
            @PathVariable("name") String name,
            @RequestParam(name = "refresh", defaultValue = "false") boolean refresh) {
        return logins.mappings(Given.connection(name), refresh);
    }

    @GetMapping("/{name}/objects/{object}")
    @Operation(summary = "The fields of one of the CRM's objects, as it described them; ?refresh=true asks it anew")
    public List<FieldSchema> fields(
            @PathVariable("name") String name,
            @PathVariable("object") String object,
            @RequestParam(name = "refresh", defaultValue = "false") boolean refresh) {
        return logins.fields(Given.connection(name), object, refresh).fields().values().stream()
                .sorted(Comparator.comparing(FieldSchema::name))
                .toList();
    }
}
