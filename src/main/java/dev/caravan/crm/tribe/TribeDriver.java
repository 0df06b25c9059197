package dev.caravan.crm.tribe;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.Capabilities;
import dev.caravan.crm.Capabilities.Feature;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.Driver;
import dev.caravan.crm.http.ConsentForm;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.LoginForm;
import dev.caravan.crm.http.Sessions;
import dev.caravan.crm.http.TokenHeader;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import java.util.Map;

/** Opens TribeCRM environments by OAuth, as an application or for a user. */
public final class TribeDriver implements Driver {
    /** (TribeCRM docs, "Authentication": the client stands in the form.) */
    private static final LoginForm LOGIN = LoginForm.at("https://api.tribecrm.nl")
            .key(TokenHeader.BEARER)
            .oauth("https://auth.tribecrm.nl/oauth2/token");

    private static final Capabilities CAPABILITIES = Capabilities.of("TribeCRM")
            .has(RecordType.COMPANY, TribeObjects.COMPANIES)
            .has(RecordType.CONTACT, TribeObjects.CONTACTS)
            .has(RecordType.LEAD, TribeObjects.LEADS)
            .has(RecordType.DEAL, TribeObjects.DEALS)
            .lacks(RecordType.EMAIL, "TribeCRM documents neither the set of e-mails nor its fields")
            .lacks(
                    RecordType.NOTE,
                    "TribeCRM documents notes as parts of a new record only, not how one is added later")
            .has(RecordType.TASK, TribeObjects.TASKS)
            .has(RecordType.CALL, TribeObjects.CALLS)
            .has(RecordType.MEETING, TribeObjects.MEETINGS)
            .lacks(RecordType.SUMMARY, "TribeCRM has no such object")
            .cannot(Feature.BATCH_WRITE, "TribeCRM takes one record per call")
            .can(
                    Feature.UNIQUE_FIELD,
                    "ImportId, which Caravan looks for before each create, as TribeCRM keeps nothing unique; without"
                            + " it, the look before a second try")
            .can(
                    Feature.ASSOCIATE,
                    "the field Relation of the contact role; deals and activities by a role of the company")
            .cannot(Feature.MORE_COMPANIES, "each further company of a person is a contact role of its own")
            .can(Feature.QUERY, "OData filters; Caravan compares again")
            .cannot(Feature.LISTS, "TribeCRM documents no way to read saved views")
            .can(Feature.CHANGES, "by CreationDate and LastMutationDate, of a contact's person too")
            .cannot(Feature.DELETES_POLLED, "lists leave deleted records out; webhooks tell them")
            .can(Feature.WEBHOOKS, "signed with HMAC-SHA512")
            .cannot(Feature.MERGES, "nothing tells which record is left; a lead made a customer is followed")
            .cannot(Feature.FIELD_TIMES, "TribeCRM documents no history; the record's time stands for all")
            .can(Feature.OWNERS, "employees")
            .can(Feature.OAUTH, "a person's consent, a refresh token or client credentials")
            .build();

    private final Sessions sessions;

    public TribeDriver(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public String type() {
        return "tribe";
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Crm open(ConnectionName name, ConnectionSettings settings, CallGate gate) {
        TribeSettings own = TribeSettings.of(name, settings);
        LoginForm login = LOGIN.consent(consent(name, settings));
        for (Map.Entry<String, String> each :
                TribeSettings.loginForm(name, settings).entrySet()) {
            login = login.with(each.getKey(), each.getValue());
        }
        TribeErrors errors = new TribeErrors(sessions.clock());
        JsonApi api = new JsonApi(sessions.open(name, settings, gate, errors, login), errors);
        return new TribeCrm(api, own, sessions.clock());
    }

    /** (The same docs: no proof key, and no call that takes a token back.) */
    private static ConsentForm consent(ConnectionName name, ConnectionSettings settings) {
        String[] scopes = TribeSettings.scope(name, settings).split(" ");
        return ConsentForm.at("https://auth.tribecrm.nl/oauth2/auth", scopes).with("response_type", "code");
    }
}
