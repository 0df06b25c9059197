package dev.caravan.crm.activecampaign;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.Capabilities;
import dev.caravan.crm.Capabilities.Feature;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.Driver;
import dev.caravan.crm.http.AuthorizedCalls;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.LoginForm;
import dev.caravan.crm.http.Sessions;
import dev.caravan.crm.http.TokenHeader;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;

/** Opens ActiveCampaign accounts by API key. */
public final class ActiveCampaignDriver implements Driver {
    /** (ActiveCampaign docs, "Base URL" and "Authentication": each account has its own address; header Api-Token.) */
    private static final LoginForm LOGIN = LoginForm.at(null).key(TokenHeader.plain("Api-Token"));

    /** ActiveCampaign answers a good key with 403 now and then; one that is bad stays so. */
    private static final int DOUBTS = 2;

    private static final Capabilities CAPABILITIES = Capabilities.of("ActiveCampaign")
            .has(RecordType.COMPANY, "accounts")
            .has(RecordType.CONTACT, "contacts")
            .lacks(
                    RecordType.LEAD,
                    "ActiveCampaign has no leads; a contact with a list, a tag or a deal stands for one")
            .has(RecordType.DEAL, "deals")
            .lacks(RecordType.EMAIL, "ActiveCampaign's e-mails can only be read")
            .has(RecordType.NOTE, "notes, of one contact, account or deal")
            .has(RecordType.TASK, "dealTasks, of one contact or deal")
            .has(RecordType.CALL, "dealTasks of the type Call, done")
            .has(RecordType.MEETING, "dealTasks with an end")
            .lacks(RecordType.SUMMARY, "ActiveCampaign has no such object")
            .cannot(Feature.BATCH_WRITE, "its bulk import says neither ids nor what became of a record")
            .cannot(
                    Feature.UNIQUE_FIELD,
                    "no field for the hub's id is unique; the e-mail address and an account's name are, and guard creates")
            .can(Feature.ASSOCIATE, "accountContacts, shown as the field account")
            .cannot(Feature.MORE_COMPANIES, "a contact has one account")
            .cannot(Feature.QUERY, "ActiveCampaign can only list; conditions are met by Caravan")
            .can(Feature.LISTS, "lists, of contacts")
            .can(Feature.CHANGES, "contacts and deals by the time of the last change, accounts by a list of all")
            .cannot(Feature.DELETES_POLLED, "nothing tells of deleted records")
            .can(Feature.WEBHOOKS, "by a token in the path; not signed")
            .cannot(Feature.MERGES, "nothing tells which contact is left")
            .cannot(Feature.FIELD_TIMES, "ActiveCampaign keeps none; the record's time stands for all")
            .can(Feature.OWNERS, "users, of accounts and deals")
            .cannot(Feature.OAUTH, "ActiveCampaign has API keys only")
            .build();

    private final Sessions sessions;

    public ActiveCampaignDriver(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public String type() {
        return "activecampaign";
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Crm open(ConnectionName name, ConnectionSettings settings, CallGate gate) {
        ActiveCampaignSettings own = ActiveCampaignSettings.of(name, settings);
        ActiveCampaignRates rates = new ActiveCampaignRates(sessions.clock(), own.callsPerSecond());
        AuthorizedCalls calls =
                sessions.open(name, settings, gate, rates, LOGIN).doubting(403, DOUBTS);
        return new ActiveCampaignCrm(new JsonApi(calls, new ActiveCampaignErrors(rates)), own, sessions.clock());
    }
}
