package dev.caravan.pull;

import dev.caravan.crm.batch.Snapshots;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Intake;
import dev.caravan.hub.ViaMarkStore;
import dev.caravan.mapping.Mappings;
import dev.caravan.sql.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;

/**
 * What the running of imports stands on.
 *
 * @param node name of this process among those that share the database; the same after a restart
 * @param lease how long an import belongs to a process that gives no sign of life
 * @param mostWaiting no further page is read while so many marks of the connection and type wait
 */
public record Imports(
        Database database,
        Intake intake,
        Mappings mappings,
        Snapshots snapshots,
        Clock clock,
        String node,
        Duration lease,
        int mostWaiting) {

    /**
     * Makes a runner; it does nothing before it is started.
     *
     * @param connections throws a Caravan exception for one that is not there
     */
    public ImportRunner runner(Function<ConnectionName, AskedCrm> connections) {
        ImportRunStore runs = new ImportRunStore(database, clock, node, lease);
        ImportWalk.Tools tools = new ImportWalk.Tools(
                database, runs, new ViaMarkStore(database), intake, mappings, snapshots, clock, mostWaiting);
        return new ImportRunner(tools, connections);
    }
}
