package dev.caravan.crm.rest;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.Capabilities;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.Driver;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.Sessions;
import dev.caravan.hub.ConnectionName;

/** Opens accounts of CRMs that a file describes. */
public final class RestDriver implements Driver {
    private final Sessions sessions;

    public RestDriver(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public String type() {
        return "rest";
    }

    /** What a description can say; {@link #capabilities(ConnectionName, ConnectionSettings)} tells what one says. */
    @Override
    public Capabilities capabilities() {
        return RestCapabilities.ANY;
    }

    @Override
    public Capabilities capabilities(ConnectionName name, ConnectionSettings settings) {
        return RestCapabilities.of(RestSettings.description(name, settings));
    }

    @Override
    public Crm open(ConnectionName name, ConnectionSettings settings, CallGate gate) {
        Description description = RestSettings.description(name, settings);
        RestSettings own = RestSettings.of(name, settings, description);
        RestLogin login = RestLogin.of(name, settings, description);
        RestErrors errors =
                new RestErrors(description.errors(), description.limits().refused());
        RestRates rates = new RestRates(description.limits(), errors, sessions.clock());
        JsonApi api = new JsonApi(login.open(sessions, gate, rates), errors);
        RestCalls calls = new RestCalls(api, errors, description.headers(), new Links(login.base()));
        return new RestCrm(description, own, calls, sessions.clock());
    }
}
