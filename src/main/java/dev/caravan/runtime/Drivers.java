package dev.caravan.runtime;

import dev.caravan.crm.Driver;
import dev.caravan.crm.activecampaign.ActiveCampaignDriver;
import dev.caravan.crm.app.AppDriver;
import dev.caravan.crm.app.EndpointSwitch;
import dev.caravan.crm.dynamics.DynamicsDriver;
import dev.caravan.crm.http.Sessions;
import dev.caravan.crm.http.TokenStore;
import dev.caravan.crm.hubspot.HubSpotDriver;
import dev.caravan.crm.pipedrive.PipedriveDriver;
import dev.caravan.crm.salesforce.SalesforceDriver;
import dev.caravan.crm.tribe.TribeDriver;
import dev.caravan.crm.zoho.ZohoDriver;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;

/** The drivers that come with Caravan. */
public final class Drivers {
    /** Setting that names Kafka's brokers. */
    public static final String BROKERS = "caravan.kafka.brokers";

    private Drivers() {}

    /**
     * What the App's connections need.
     *
     * @param stops which of its endpoints are gone
     * @param brokers Kafka's, as {@value Drivers#BROKERS} says; empty for none
     */
    public record App(EndpointSwitch stops, String brokers) {}

    /** One driver per CRM, in the order of the documentation. */
    public static List<Driver> crms(CamelContext camel, TokenStore tokens, Clock clock) {
        Sessions sessions = new Sessions(camel, tokens, clock);
        return List.of(
                new SalesforceDriver(camel, tokens, clock),
                new HubSpotDriver(camel, tokens, clock),
                new PipedriveDriver(sessions),
                new ActiveCampaignDriver(sessions),
                new DynamicsDriver(sessions),
                new ZohoDriver(sessions),
                new TribeDriver(sessions));
    }

    /** The drivers of the CRMs, and that of the App. */
    public static List<Driver> all(CamelContext camel, TokenStore tokens, App app, Clock clock) {
        List<Driver> drivers = new ArrayList<>(crms(camel, tokens, clock));
        drivers.add(new AppDriver(camel, app.stops(), app.brokers(), clock));
        return List.copyOf(drivers);
    }
}
