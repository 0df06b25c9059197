package dev.caravan.runtime;

import dev.caravan.crm.Driver;
import dev.caravan.crm.app.AppDriver;
import dev.caravan.crm.app.EndpointSwitch;
import dev.caravan.crm.http.TokenStore;
import dev.caravan.crm.hubspot.HubSpotDriver;
import dev.caravan.crm.salesforce.SalesforceDriver;
import java.time.Clock;
import java.util.List;
import org.apache.camel.CamelContext;

/** The vendors that Caravan speaks with. */
public final class Drivers {
    private Drivers() {}

    /** Setting that names Kafka's brokers. */
    public static final String BROKERS = "caravan.kafka.brokers";

    /**
     * One driver per vendor, for a look at a CRM or its settings without a runtime.
     *
     * @param brokers Kafka's, as {@value #BROKERS} says; empty for none
     */
    public static List<Driver> all(CamelContext camel, TokenStore tokens, String brokers, Clock clock) {
        return List.of(
                new HubSpotDriver(camel, tokens, clock),
                new SalesforceDriver(camel, tokens, clock),
                new AppDriver(camel, EndpointSwitch.NONE, brokers, clock));
    }
}
