package dev.caravan.sandbox;

import dev.caravan.sandbox.activecampaign.ActiveCampaignApi;
import dev.caravan.sandbox.app.AppApi;
import dev.caravan.sandbox.dynamics.DynamicsApi;
import dev.caravan.sandbox.hubspot.HubSpotApi;
import dev.caravan.sandbox.pipedrive.PipedriveApi;
import dev.caravan.sandbox.salesforce.SalesforceApi;
import dev.caravan.sandbox.tribe.TribeApi;
import dev.caravan.sandbox.zoho.ZohoApi;
import java.util.List;

/** The vendors that the sandbox can play, with their port offsets. The one place to add a vendor. */
public final class Vendors {
    private static final List<Vendor> ALL = List.of(
            // One line per vendor; offsets as in the design: hubspot 0, salesforce 1, pipedrive 2, activecampaign 3,
            // dynamics 4, zoho 5, tribe 6, custom 7, app 8, other stand-ins from 10.
            new Vendor("hubspot", 0, HubSpotApi::new),
            new Vendor("salesforce", 1, SalesforceApi::new),
            new Vendor("pipedrive", 2, PipedriveApi::new),
            new Vendor("activecampaign", 3, ActiveCampaignApi::new),
            new Vendor("dynamics", 4, DynamicsApi::new),
            new Vendor("zoho", 5, ZohoApi::new),
            new Vendor("tribe", 6, TribeApi::new),
            new Vendor("app", 8, AppApi::new));

    private Vendors() {}

    /** Every vendor, by port. */
    public static List<Vendor> all() {
        return ALL;
    }

    /**
     * The vendor of that name.
     *
     * @throws IllegalArgumentException if there is none; the message names those that exist
     */
    public static Vendor named(String name) {
        return ALL.stream()
                .filter(vendor -> vendor.name().equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> names = ALL.stream().map(Vendor::name).toList();
                    return new IllegalArgumentException("there is no sandbox for '" + name + "'; choose from " + names);
                });
    }
}
