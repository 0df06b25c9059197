package dev.caravan.crm.zoho;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.Capabilities;
import dev.caravan.crm.Capabilities.Feature;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.Driver;
import dev.caravan.crm.http.ConsentForm;
import dev.caravan.crm.http.LoginForm;
import dev.caravan.crm.http.Options;
import dev.caravan.crm.http.Sessions;
import dev.caravan.crm.http.TokenHeader;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;

/** Opens Zoho CRM accounts by OAuth: a refresh token, or the client's own credentials. */
public final class ZohoDriver implements Driver {
    private static final Capabilities CAPABILITIES = Capabilities.of("Zoho CRM")
            .has(RecordType.COMPANY, "Accounts")
            .has(RecordType.CONTACT, "Contacts")
            .has(RecordType.LEAD, "Leads")
            .has(RecordType.DEAL, "Deals")
            .lacks(
                    RecordType.EMAIL,
                    "Zoho takes an e-mail at one record for good: nothing changes or deletes it, and only that record lists it")
            .has(RecordType.NOTE, "Notes, of one record")
            .has(RecordType.TASK, "Tasks")
            .has(RecordType.CALL, "Calls")
            .has(RecordType.MEETING, "Events")
            .lacks(RecordType.SUMMARY, "Zoho has no such object")
            .can(Feature.BATCH_WRITE, "100")
            .can(
                    Feature.UNIQUE_FIELD,
                    "a field without duplicates, by upsert; without one, the look before a second try")
            .can(Feature.ASSOCIATE, "the field Account_Name")
            .cannot(Feature.MORE_COMPANIES, "a contact has one account")
            .can(Feature.QUERY, "COQL, which sees new records at once")
            .can(Feature.LISTS, "custom views")
            .can(Feature.CHANGES, "by Modified_Time")
            .can(Feature.DELETES_POLLED, "the list of deleted records")
            .can(Feature.WEBHOOKS, "notifications, proved by the token of their channel, which ends after a day")
            .cannot(Feature.MERGES, "Zoho does not tell which record is left")
            .cannot(Feature.FIELD_TIMES, "only one record's history at a time; the record's time stands for all")
            .can(Feature.OWNERS, "users")
            .can(Feature.OAUTH, "a person's consent, a refresh token or client credentials")
            .build();

    /** What {@code docs/zoho.md} tells to ask for. */
    private static final String SCOPES = "ZohoCRM.modules.ALL,ZohoCRM.settings.fields.READ,"
            + "ZohoCRM.settings.custom_views.READ,ZohoCRM.users.READ,ZohoCRM.coql.READ";

    private final Sessions sessions;

    public ZohoDriver(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public String type() {
        return "zoho";
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Crm open(ConnectionName name, ConnectionSettings settings, CallGate gate) {
        ZohoSettings own = ZohoSettings.of(name, settings);
        ZohoRates rates = new ZohoRates(own.credits(), sessions.clock());
        LoginForm login = login(own.dataCenter(), Options.of(name, settings), settings.auth());
        return new ZohoCrm(sessions.open(name, settings, gate, rates, login), own, sessions.clock());
    }

    /**
     * The page of the data centre that the settings name; the one that the answer names is never followed. (Zoho's
     * interface description, authorization URL: offline access, and consent asked anew, bring a refresh token each
     * time.)
     */
    private static ConsentForm consent(ZohoDataCenter center, Options options) {
        return ConsentForm.at(
                        center.authorizeUrl(), options.text("scope", SCOPES).split(","))
                .separatedBy(",")
                .with("response_type", "code")
                .with("access_type", "offline")
                .with("prompt", "consent")
                .ends(ConsentForm.Way.QUERY, "/oauth/v2/token/revoke");
    }

    /**
     * Zoho's tokens come in a header of its own, whatever their answer says; a refused login is answered with 200 and
     * an error. (Zoho's documentation, "OAuth", "Token validity": ten access tokens in ten minutes.)
     */
    private static LoginForm login(ZohoDataCenter center, Options options, ConnectionSettings.Auth auth) {
        LoginForm login = LoginForm.at(center.baseUrl())
                .oauth(center.tokenUrl())
                .issuedIn(new TokenHeader("Authorization", "Zoho-oauthtoken "))
                .busyAt("access_denied", "Access Denied")
                .consent(consent(center, options));
        return auth.kind().equals("client-credentials")
                ? login.with("scope", options.text(ZohoSettings.SCOPE, SCOPES))
                        .with("soid", "ZohoCRM." + options.needed(ZohoSettings.ORGANIZATION))
                : login;
    }
}
