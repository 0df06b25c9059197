package dev.caravan.cli;

import dev.caravan.console.operations.Standing;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.problem.CaravanException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code caravan connections}. */
@Command(
        name = "connections",
        description = "Lists the connections: all, the enabled or the disabled ones, and who has to let Caravan in.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:listed", "1:one needs authorization", "2:wrong usage or configuration"})
final class ConnectionsCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @ArgGroup
    private Group group = new Group();

    @Option(names = "--live", description = "Asks the CRMs too, and shows as whom each connection runs.")
    private boolean live;

    ConnectionsCommand(Session session) {
        this.session = session;
    }

    /** At most one of them. */
    static final class Group {
        @Option(names = "--enabled", description = "Only those that are on.")
        private boolean enabled;

        @Option(names = "--disabled", description = "Only those that are off.")
        private boolean disabled;

        boolean has(Line line) {
            return enabled ? line.enabled() : !disabled || !line.enabled();
        }
    }

    /** A connection as scripts get it. */
    record Line(
            String name,
            String type,
            boolean enabled,
            String standing,
            @Nullable String user,
            @Nullable String detail) {}

    @Override
    public Integer call() {
        Configuration configuration = session.configuration(common);
        List<Line> lines = new ArrayList<>();
        try (LiveConnections open = new LiveConnections(configuration, session.clock())) {
            Set<String> off = open.off();
            new TreeMap<>(configuration.settings().connections())
                    .forEach((name, settings) ->
                            lines.add(line(open, name, settings, settings.enabled() && !off.contains(name))));
        }
        List<Line> shown = lines.stream().filter(group::has).toList();
        if (common.json) {
            session.json(shown);
        } else {
            Table table = new Table("connection", "type", "state", "user", "");
            shown.forEach(l -> table.row(l.name(), l.type(), l.standing(), l.user(), l.detail()));
            table.print(session);
        }
        return shown.stream().anyMatch(l -> l.standing().equals(Standing.NEEDS_AUTHORIZATION.word()))
                ? Cli.FOUND_WRONG
                : Cli.OK;
    }

    private Line line(LiveConnections open, String name, ConnectionSettings settings, boolean isOn) {
        if (!isOn) {
            String cure = settings.enabled() ? "./caravan enable " + name : null;
            return line(name, settings, Standing.DISABLED, null, cure);
        }
        try {
            Crm crm = open.open(name);
            if (crm.consent().filter(c -> !c.isGiven()).isPresent()) {
                return line(name, settings, Standing.NEEDS_AUTHORIZATION, null, "./caravan connect " + name);
            }
            return live
                    ? line(name, settings, Standing.ACTIVE, crm.whoAmI(), null)
                    : line(name, settings, Standing.ENABLED, null, null);
        } catch (CrmException e) {
            boolean isRefused = e.error() instanceof CrmError.Unauthorized;
            return line(
                    name, settings, isRefused ? Standing.NEEDS_AUTHORIZATION : Standing.ENABLED, null, e.getMessage());
        } catch (CaravanException e) {
            return line(name, settings, Standing.ENABLED, null, e.getMessage());
        }
    }

    private static Line line(
            String name,
            ConnectionSettings settings,
            Standing standing,
            @Nullable String user,
            @Nullable String detail) {
        return new Line(name, settings.type(), standing != Standing.DISABLED, standing.word(), user, detail);
    }
}
