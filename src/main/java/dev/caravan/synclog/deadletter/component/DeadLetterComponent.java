package dev.caravan.synclog.deadletter.component;

import dev.caravan.hub.Settling;
import dev.caravan.synclog.deadletter.DeadLetterStore;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The {@code deadletter:} component. */
@Component("deadletter")
public class DeadLetterComponent extends DefaultComponent {
    private final Settling settler;
    private final DeadLetterStore letters;

    public DeadLetterComponent(Settling settler, DeadLetterStore letters) {
        this.settler = settler;
        this.letters = letters;
    }

    Settling settler() {
        return settler;
    }

    DeadLetterStore letters() {
        return letters;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        DeadLetterEndpoint endpoint = new DeadLetterEndpoint(uri, this);
        endpoint.setName(remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
