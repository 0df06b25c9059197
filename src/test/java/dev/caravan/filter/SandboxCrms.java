package dev.caravan.filter;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.http.CountingGate;
import dev.caravan.crm.http.MemoryTokenStore;
import dev.caravan.crm.http.Sessions;
import dev.caravan.crm.hubspot.HubSpotDriver;
import dev.caravan.crm.salesforce.SalesforceDriver;
import dev.caravan.crm.tribe.TribeDriver;
import dev.caravan.crm.zoho.ZohoDriver;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.Secret;
import dev.caravan.sandbox.SandboxClient;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/** The sandboxes of CRMs with a query language, and a connection of Caravan's to each. */
final class SandboxCrms implements AutoCloseable {
    private static final ConnectionSettings.Auth SANDBOX = new ConnectionSettings.Auth(
            "refresh-token",
            new Secret("sandbox"),
            "sandbox-client",
            new Secret("sandbox-secret"),
            new Secret("sandbox-refresh"),
            null,
            null,
            null);
    private static final ConnectionSettings.Auth TOKEN =
            new ConnectionSettings.Auth("token", new Secret("sandbox"), null, null, null, null, null, null);

    final Crm hubspot;
    final Crm salesforce;
    final Crm zoho;
    final Crm tribe;
    final SandboxClient hubspotSandbox;
    final SandboxClient salesforceSandbox;
    final SandboxClient zohoSandbox;
    final SandboxClient tribeSandbox;
    private final Sandboxes sandboxes =
            Sandboxes.start(SandboxOptions.onFreePorts("hubspot", "salesforce", "zoho", "tribe"));
    private final CamelContext camel = new DefaultCamelContext();

    SandboxCrms() {
        camel.start();
        String hubspotUrl = sandboxes.vendor("hubspot").baseUrl();
        String salesforceUrl = sandboxes.vendor("salesforce").baseUrl();
        hubspotSandbox = new SandboxClient(hubspotUrl, "sandbox");
        salesforceSandbox = new SandboxClient(salesforceUrl, "sandbox");
        String zohoUrl = sandboxes.vendor("zoho").baseUrl();
        zohoSandbox = new SandboxClient(zohoUrl, "sandbox");
        zohoSandbox.post("/_sandbox/reset", "");
        hubspotSandbox.post("/_sandbox/reset", "");
        salesforceSandbox.post("/_sandbox/reset", "");
        hubspot = new HubSpotDriver(camel, new MemoryTokenStore(), Clock.systemUTC())
                .open(new ConnectionName("hubspot"), settings("hubspot", hubspotUrl, TOKEN), new CountingGate());
        salesforce = new SalesforceDriver(camel, new MemoryTokenStore(), Clock.systemUTC())
                .open(
                        new ConnectionName("salesforce"),
                        settings("salesforce", salesforceUrl, SANDBOX),
                        new CountingGate());
        String tribeUrl = sandboxes.vendor("tribe").baseUrl();
        tribeSandbox = new SandboxClient(tribeUrl, "sandbox");
        tribe = new TribeDriver(new Sessions(camel, new MemoryTokenStore(), Clock.systemUTC()))
                .open(new ConnectionName("tribe"), settings("tribe", tribeUrl, TOKEN), new CountingGate());
        zoho = new ZohoDriver(new Sessions(camel, new MemoryTokenStore(), Clock.systemUTC()))
                .open(new ConnectionName("zoho"), settings("zoho", zohoUrl, login(zohoUrl)), new CountingGate());
    }

    private static ConnectionSettings.Auth login(String url) {
        return new ConnectionSettings.Auth(
                "refresh-token",
                null,
                "sandbox-client",
                new Secret("sandbox-secret"),
                new Secret("sandbox-refresh"),
                null,
                null,
                url + "/oauth/v2/token");
    }

    /** All records that a search walks through, each by the value of one field. */
    static TreeSet<String> found(Crm crm, String object, Condition condition, String key) {
        TreeSet<String> found = new TreeSet<>();
        String cursor = null;
        do {
            SearchPage page = crm.search(object, condition, List.of(key), cursor);
            page.records().forEach(record -> {
                if (!found.add(String.valueOf(record.fields().get(key)))) {
                    throw new AssertionError("found twice: " + record);
                }
            });
            cursor = page.next().orElse(null);
        } while (cursor != null);
        return found;
    }

    private static ConnectionSettings settings(String crm, String url, ConnectionSettings.Auth auth) {
        return new ConnectionSettings(
                crm,
                true,
                url,
                auth,
                Map.of(),
                8,
                Duration.ofSeconds(10),
                new ConnectionSettings.Budget(0.95, 500, Duration.ofSeconds(2), Duration.ofMinutes(5)),
                Map.of(),
                ConnectionSettings.Webhook.NONE,
                ConnectionSettings.OnCrmDelete.UNLINK,
                false,
                Duration.ofSeconds(60));
    }

    @Override
    public void close() {
        hubspot.close();
        salesforce.close();
        zoho.close();
        tribe.close();
        camel.stop();
        sandboxes.close();
    }
}
