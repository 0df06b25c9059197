package dev.caravan.hub.component;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.EventStore;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.MarkFeed;
import dev.caravan.hub.MatchKey;
import dev.caravan.hub.PullIntake;
import dev.caravan.hub.Receiving;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.Settling;
import dev.caravan.hub.Verdicts;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The {@code hub:} component. */
@Component("hub")
public class HubComponent extends DefaultComponent {
    private final Hub hub;

    /**
     * What the endpoints work with.
     *
     * @param connection the configured connection of that name; throws with the nearest name when there is none
     */
    public record Hub(
            RecordStore records,
            EventStore events,
            Receiving intake,
            PullIntake pulls,
            Verdicts verdicts,
            Settling settler,
            MarkFeed feed,
            Clock clock,
            Function<HubRecord, List<MatchKey>> keys,
            Function<String, ConnectionName> connection) {}

    public HubComponent(Hub hub) {
        this.hub = hub;
    }

    Hub hub() {
        return hub;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        HubEndpoint endpoint = new HubEndpoint(uri, this);
        endpoint.setRecord(remaining);
        setProperties(endpoint, parameters);
        endpoint.check();
        return endpoint;
    }
}
