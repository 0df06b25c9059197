package dev.caravan.crm.pipedrive;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.Capabilities;
import dev.caravan.crm.Capabilities.Feature;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.Driver;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.LoginForm;
import dev.caravan.crm.http.Sessions;
import dev.caravan.crm.http.TokenHeader;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;

/** Opens Pipedrive companies by API token or OAuth refresh token. */
public final class PipedriveDriver implements Driver {
    /** (Pipedrive docs, "Authentication": header x-api-token; OAuth with the client in a Basic header.) */
    private static final LoginForm LOGIN = LoginForm.at("https://api.pipedrive.com")
            .key(TokenHeader.plain("x-api-token"))
            .oauth("https://oauth.pipedrive.com/oauth/token")
            .byBasic();

    private static final Capabilities CAPABILITIES = Capabilities.of("Pipedrive")
            .has(RecordType.COMPANY, "organizations")
            .has(RecordType.CONTACT, "persons")
            .has(RecordType.LEAD, "leads")
            .has(RecordType.DEAL, "deals")
            .has(RecordType.EMAIL, "activities of the type email, done; the mailbox can only be read")
            .has(RecordType.NOTE, "notes")
            .has(RecordType.TASK, "activities of the type task")
            .has(RecordType.CALL, "activities of the type call, done")
            .has(RecordType.MEETING, "activities of the type meeting")
            .lacks(RecordType.SUMMARY, "Pipedrive has no such object")
            .cannot(Feature.BATCH_WRITE, "Pipedrive takes one record per call")
            .cannot(
                    Feature.UNIQUE_FIELD,
                    "no field of Pipedrive's is unique; the look before a second try guards creates")
            .can(Feature.ASSOCIATE, "the field org_id")
            .cannot(Feature.MORE_COMPANIES, "a person has one organization")
            .cannot(Feature.QUERY, "Pipedrive can only list; conditions are met by Caravan")
            .can(Feature.LISTS, "filters")
            .can(Feature.CHANGES, "by update_time")
            .cannot(Feature.DELETES_POLLED, "lists leave deleted records out; webhooks tell them")
            .can(Feature.WEBHOOKS, "version 2, by HTTP Basic")
            .can(Feature.MERGES, "webhooks name the record that is left; known until a restart")
            .cannot(Feature.FIELD_TIMES, "only one record's history at a time; the record's time stands for all")
            .can(Feature.OWNERS, "users")
            .can(Feature.OAUTH, "refresh token; or an API token")
            .build();

    private final Sessions sessions;

    public PipedriveDriver(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public String type() {
        return "pipedrive";
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Crm open(ConnectionName name, ConnectionSettings settings, CallGate gate) {
        PipedriveSettings own = PipedriveSettings.of(name, settings);
        PipedriveRates rates = new PipedriveRates();
        JsonApi api = new JsonApi(
                sessions.open(name, settings, gate, rates, LOGIN), new PipedriveErrors(rates), PipedriveRates::priced);
        return new PipedriveCrm(api, own, sessions.clock());
    }
}
