package dev.caravan.dedup.component;

import dev.caravan.dedup.Counterparts;
import dev.caravan.dedup.sourcing.Sourcing;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The {@code dedup:} component. */
@Component("dedup")
public class DedupComponent extends DefaultComponent {
    private final Counterparts counterparts;
    private final Sourcing sourcing;
    private final Clock clock;

    public DedupComponent(Counterparts counterparts, Sourcing sourcing, Clock clock) {
        this.counterparts = counterparts;
        this.sourcing = sourcing;
        this.clock = clock;
    }

    Sourcing sourcing() {
        return sourcing;
    }

    Clock clock() {
        return clock;
    }

    Counterparts counterparts() {
        return counterparts;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        DedupEndpoint endpoint = new DedupEndpoint(uri, this);
        int slash = remaining.indexOf('/');
        endpoint.setConnection(slash < 0 ? remaining : remaining.substring(0, slash));
        endpoint.setRecord(slash < 0 ? "" : remaining.substring(slash + 1));
        setProperties(endpoint, parameters);
        endpoint.check();
        return endpoint;
    }
}
