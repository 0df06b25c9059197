package dev.caravan.runtime;

import dev.caravan.connect.Authorizations;
import dev.caravan.console.operations.LoginOperations;
import dev.caravan.console.operations.LoginView;
import dev.caravan.console.operations.MappingView;
import dev.caravan.console.operations.Standing;
import dev.caravan.crm.Connection;
import dev.caravan.crm.Connections;
import dev.caravan.crm.Driver;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.budget.ConnectionHealth;
import dev.caravan.crm.budget.ConnectionStatus;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.Finding;
import dev.caravan.mapping.MappingCheck;
import dev.caravan.mapping.Mappings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of this process's connections. */
final class RunningLogins implements LoginOperations {
    private static final Logger AUDIT = LoggerFactory.getLogger("caravan.audit");

    private final CaravanSettings settings;
    private final Connections connections;
    private final Map<String, String> titles;
    private final ConnectionHealth health;
    private final IntegrationUsers users;
    private final Standings standings;
    private final Authorizations authorizations;
    private final Mappings mappings;
    private final SchemaShelf shelf;

    RunningLogins(
            CaravanSettings settings,
            Connections connections,
            List<Driver> drivers,
            ConnectionHealth health,
            IntegrationUsers users,
            Standings standings,
            Authorizations authorizations,
            Mappings mappings,
            SchemaShelf shelf) {
        this.settings = settings;
        this.connections = connections;
        this.titles = drivers.stream()
                .collect(Collectors.toMap(Driver::type, d -> d.capabilities().title(), (a, b) -> a));
        this.health = health;
        this.users = users;
        this.standings = standings;
        this.authorizations = authorizations;
        this.mappings = mappings;
        this.shelf = shelf;
    }

    @Override
    public List<LoginView> logins() {
        users.ask(connections.all().stream()
                .filter(c -> health.mayClaim(c.name()))
                .filter(c -> standings.of(c.name()) == Standing.ENABLED)
                .toList());
        return new TreeMap<>(settings.connections())
                .entrySet().stream()
                        .map(c -> view(
                                new ConnectionName(c.getKey()), c.getValue().type()))
                        .toList();
    }

    @Override
    public String redirectUri() {
        return authorizations.redirectUri();
    }

    @Override
    public String begin(ConnectionName connection, String session, String by) {
        return authorizations.begin(connection, session);
    }

    @Override
    public Authorizations.Connected finish(Map<String, String> answer, String session, String by) {
        Authorizations.Connected connected = authorizations.finish(answer, session);
        ConnectionName name = connected.connection();
        users.forget(name);
        if (connected.user() != null) {
            users.is(name, connected.user());
            health.probed(name);
        }
        AUDIT.info("connected connection={} by={}", name, by);
        return connected;
    }

    @Override
    public boolean disconnect(ConnectionName connection, String by) {
        boolean isEnded = authorizations.withdraw(connection);
        users.forget(connection);
        AUDIT.info("disconnected connection={} by={} endedAtTheCrm={}", connection, by, isEnded);
        return isEnded;
    }

    @Override
    public List<MappingView> mappings(ConnectionName name, boolean refresh) {
        Connection connection = connections.get(name.value());
        List<MappingView> views = new ArrayList<>();
        for (RecordType type : RecordType.objects()) {
            mappings.find(name, connection.settings().type(), type).ifPresent(mapping -> {
                ObjectSchema schema = fields(name, mapping.object(), refresh);
                List<Finding> findings = MappingCheck.against(mapping, schema);
                Finding.Level worst = findings.stream()
                        .map(Finding::level)
                        .max(Comparator.naturalOrder())
                        .orElse(Finding.Level.OK);
                views.add(new MappingView(type.word(), mapping.object(), worst, findings));
            });
        }
        return views;
    }

    @Override
    public ObjectSchema fields(ConnectionName name, String object, boolean refresh) {
        return shelf.get(name, connections.get(name.value()).crm(), object, refresh)
                .schema();
    }

    private LoginView view(ConnectionName name, String type) {
        Standing standing = standings.of(name);
        return new LoginView(
                name.value(),
                type,
                titles.getOrDefault(type, type),
                standing,
                standing == Standing.NEEDS_AUTHORIZATION ? null : users.of(name).orElse(null),
                detail(name),
                connections
                        .find(name)
                        .filter(c -> c.crm().consent().isPresent())
                        .isPresent());
    }

    private @Nullable String detail(ConnectionName name) {
        ConnectionStatus status = health.status(name);
        if (status instanceof ConnectionStatus.Broken broken) {
            return broken.reason();
        }
        return status instanceof ConnectionStatus.Unreachable unreachable ? unreachable.reason() : null;
    }
}
