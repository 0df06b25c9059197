package dev.caravan.mapping.component;

import dev.caravan.crm.Connections;
import dev.caravan.hub.Pulls;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Verdicts;
import dev.caravan.mapping.LinkedIds;
import dev.caravan.mapping.Mappings;
import dev.caravan.mapping.PullOptions;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The {@code mapping:} component. */
@Component("mapping")
public final class MappingComponent extends DefaultComponent {
    private final Mappings mappings;
    private final Connections connections;
    private final LinkedIds linkedIds;
    private final Clock clock;
    private final PullSide pull;
    private final Verdicts verdicts;
    private final Owners owners = new Owners();

    /**
     * What the pull direction decides by.
     *
     * @param pulls which records are pulled at all
     * @param skew by how much the clocks of CRM and hub may differ
     */
    public record PullSide(Pulls pulls, PullOptions options, Duration skew) {}

    public MappingComponent(
            Mappings mappings,
            Connections connections,
            LinkedIds linkedIds,
            Clock clock,
            PullSide pull,
            Verdicts verdicts) {
        this.mappings = mappings;
        this.connections = connections;
        this.linkedIds = linkedIds;
        this.clock = clock;
        this.pull = pull;
        this.verdicts = verdicts;
    }

    Owners owners() {
        return owners;
    }

    Verdicts verdicts() {
        return verdicts;
    }

    Pulls pulls() {
        return pull.pulls();
    }

    PullOptions pullOptions() {
        return pull.options();
    }

    Duration skew() {
        return pull.skew();
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        String[] parts = remaining.split("/", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new InvalidInputException(
                    ErrorCode.ROUTE_INVALID,
                    "'mapping:" + remaining + "' must name a connection and a record: mapping:hubspot/contact");
        }
        connections.get(parts[0]);
        RecordType.of(parts[1]);
        MappingEndpoint endpoint = new MappingEndpoint(uri, this);
        endpoint.setConnection(parts[0]);
        endpoint.setRecord(parts[1]);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    Mappings mappings() {
        return mappings;
    }

    Connections connections() {
        return connections;
    }

    LinkedIds linkedIds() {
        return linkedIds;
    }

    Clock clock() {
        return clock;
    }
}
