package dev.caravan.crm.app;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.Capabilities;
import dev.caravan.crm.Capabilities.Feature;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.Driver;
import dev.caravan.crm.http.HttpCalls;
import dev.caravan.crm.http.OAuthLogin;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.time.Clock;
import org.apache.camel.CamelContext;

/** Opens connections to the App: webhooks to its endpoint, or events on a Kafka topic. */
public final class AppDriver implements Driver {
    /** The driver's word in the settings. */
    public static final String TYPE = "app";

    private static final String ONLY_HEARS = "it cannot be asked; it only hears";

    private static final Capabilities CAPABILITIES = Capabilities.of("the App")
            .has(RecordType.COMPANY, "company")
            .has(RecordType.CONTACT, "contact")
            .has(RecordType.LEAD, "lead")
            .has(RecordType.DEAL, "deal")
            .lacks(RecordType.EMAIL, "activities come from it")
            .lacks(RecordType.NOTE, "activities come from it")
            .lacks(RecordType.TASK, "activities come from it")
            .lacks(RecordType.CALL, "activities come from it")
            .lacks(RecordType.MEETING, "activities come from it")
            .lacks(RecordType.SUMMARY, "activities come from it")
            .cannot(Feature.BATCH_WRITE, "one webhook per change; on a topic up to 500 events are sent together")
            .can(Feature.UNIQUE_FIELD, "the hub's id is its id")
            .can(Feature.ASSOCIATE, "the field company_id")
            .cannot(Feature.MORE_COMPANIES, "a contact has one company_id")
            .cannot(Feature.QUERY, ONLY_HEARS)
            .cannot(Feature.LISTS, ONLY_HEARS)
            .cannot(Feature.CHANGES, ONLY_HEARS)
            .cannot(Feature.DELETES_POLLED, ONLY_HEARS)
            .can(Feature.WEBHOOKS, "Standard Webhooks")
            .cannot(Feature.MERGES, "it says what became of its own records")
            .cannot(Feature.FIELD_TIMES, "the time of its webhook stands for all")
            .cannot(Feature.OWNERS, ONLY_HEARS)
            .cannot(Feature.OAUTH, "its webhooks are signed")
            .build();

    private final CamelContext camel;
    private final EndpointSwitch endpoint;
    private final String brokers;
    private final Clock clock;

    /** @param brokers Kafka's, for connections that name none; empty for none */
    public AppDriver(CamelContext camel, EndpointSwitch endpoint, String brokers, Clock clock) {
        this.camel = camel;
        this.endpoint = endpoint;
        this.brokers = brokers;
        this.clock = clock;
    }

    /** What is wrong with a connection whose endpoint said that it is gone. */
    public static CrmError.Unauthorized stopped(String reason) {
        return new CrmError.Unauthorized(reason + ", so it is not called any more", ErrorCode.ENDPOINT_GONE);
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Crm open(ConnectionName name, ConnectionSettings settings, CallGate gate) {
        if (settings.pull()) {
            throw wrong(
                    name,
                    "pull",
                    "is true, but the App is not asked for changes: it sends them to /api/records," + " /webhooks/"
                            + name + " or a topic. Leave it out");
        }
        AppSettings own = AppSettings.of(name, settings, brokers);
        return new AppCrm(delivery(name, settings, own, gate), own, clock);
    }

    private Delivery delivery(ConnectionName name, ConnectionSettings settings, AppSettings own, CallGate gate) {
        if (own.topic() != null) {
            return new KafkaDelivery(name, own.brokers(), own.topic(), settings.callTimeout(), gate);
        }
        String address = settings.baseUrl();
        if (address == null || address.isBlank()) {
            throw wrong(name, "base-url", "is missing. Write the address of the App's webhook endpoint");
        }
        SigningSecrets secrets = SigningSecrets.of(
                "caravan.connections." + name + ".auth.token",
                OAuthLogin.secret(name, "token", settings.auth().token()));
        AppAnswers answers = new AppAnswers(clock);
        String path = OAuthLogin.path(address);
        if (path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            throw wrong(name, "base-url", "must be scheme, host, port and path only");
        }
        HttpCalls calls = HttpCalls.open(camel, name, settings, "base-url", OAuthLogin.server(address), gate, answers);
        return new WebhookDelivery(calls, path, secrets, answers, endpoint, clock);
    }

    private static InvalidInputException wrong(ConnectionName name, String setting, String what) {
        return new InvalidInputException(
                ErrorCode.CONFIGURATION_INVALID, "caravan.connections." + name + "." + setting + " " + what);
    }
}
