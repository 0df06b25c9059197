package dev.caravan.crm.dynamics;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.Capabilities;
import dev.caravan.crm.Capabilities.Feature;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.Driver;
import dev.caravan.crm.http.AuthorizedCalls;
import dev.caravan.crm.http.Sessions;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;

/** Opens Dataverse environments by OAuth of Microsoft Entra: as an application or for a person. */
public final class DynamicsDriver implements Driver {
    private static final Capabilities CAPABILITIES = Capabilities.of("Dynamics 365")
            .has(RecordType.COMPANY, "accounts")
            .has(RecordType.CONTACT, "contacts")
            .has(RecordType.LEAD, "leads")
            .has(RecordType.DEAL, "opportunities")
            .has(RecordType.EMAIL, "emails")
            .has(RecordType.NOTE, "annotations")
            .has(RecordType.TASK, "tasks")
            .has(RecordType.CALL, "phonecalls")
            .has(RecordType.MEETING, "appointments")
            .lacks(RecordType.SUMMARY, "Dynamics has no such table")
            .can(Feature.BATCH_WRITE, "100 in one $batch, up to 1,000 by setting; each with a result of its own")
            .can(Feature.UNIQUE_FIELD, "an alternate key")
            .can(Feature.ASSOCIATE, "the look-up parentcustomerid; of activities regardingobjectid, of notes objectid")
            .cannot(Feature.MORE_COMPANIES, "a contact has one parent customer")
            .can(Feature.QUERY, "OData filters")
            .can(Feature.LISTS, "public and personal views")
            .can(Feature.CHANGES, "by modifiedon")
            .cannot(Feature.DELETES_POLLED, "lists leave deleted records out; webhooks tell them")
            .can(Feature.WEBHOOKS, "a secret in a header or in the query")
            .can(Feature.MERGES, "the loser stays and names its master")
            .cannot(Feature.FIELD_TIMES, "only where auditing is on; the record's time stands for all")
            .can(Feature.OWNERS, "users; teams by team:id")
            .can(Feature.OAUTH, "a person's consent, a refresh token or client credentials")
            .build();

    private final Sessions sessions;

    public DynamicsDriver(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public String type() {
        return "dynamics";
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Crm open(ConnectionName name, ConnectionSettings settings, CallGate gate) {
        DynamicsSettings own = DynamicsSettings.of(name, settings);
        AuthorizedCalls calls = sessions.open(name, settings, gate, new DynamicsRates(sessions.clock()), own.login());
        return new DynamicsCrm(calls, own, sessions.clock());
    }
}
