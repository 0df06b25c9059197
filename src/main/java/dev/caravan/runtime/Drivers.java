package dev.caravan.runtime;

import dev.caravan.crm.Driver;
import dev.caravan.crm.http.Sessions;
import dev.caravan.crm.http.TokenStore;
import dev.caravan.crm.hubspot.HubSpotDriver;
import dev.caravan.crm.pipedrive.PipedriveDriver;
import dev.caravan.crm.rest.RestDriver;
import dev.caravan.crm.salesforce.SalesforceDriver;
import java.time.Clock;
import java.util.List;
import org.apache.camel.CamelContext;

/** The vendors that Caravan speaks with: the one place to add a driver. */
public final class Drivers {
    private Drivers() {}

    /** One driver per vendor, in the order of the documentation. */
    public static List<Driver> all(CamelContext camel, TokenStore tokens, Clock clock) {
        Sessions sessions = new Sessions(camel, tokens, clock);
        return List.of(
                new SalesforceDriver(camel, tokens, clock),
                new HubSpotDriver(camel, tokens, clock),
                new PipedriveDriver(sessions),
                new RestDriver(sessions));
    }
}
