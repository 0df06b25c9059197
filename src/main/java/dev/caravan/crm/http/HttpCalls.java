package dev.caravan.crm.http;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.ConnectionName;
import java.util.Optional;
import org.apache.camel.CamelContext;

/**
 * Blocking calls to one server of a connection, each of them through the connection's gate. Every answer is handed back
 * as it is, refusals included. Safe for several threads.
 */
public final class HttpCalls implements AutoCloseable {
    /** Option of a connection that allows plain http and addresses that are not public. */
    public static final String PRIVATE_NETWORK = "private-network";

    private final ConnectionName connection;
    private final CamelHttp http;
    private final CallGate gate;
    private final RateSigns signs;

    private HttpCalls(ConnectionName connection, CamelHttp http, CallGate gate, RateSigns signs) {
        this.connection = connection;
        this.http = http;
        this.gate = gate;
        this.signs = signs;
    }

    /**
     * Makes calls to a server possible, without calling it.
     *
     * @param setting where the address is written, such as {@code base-url}; for messages
     * @param address https, or http for this machine or with the option {@value #PRIVATE_NETWORK}
     * @throws dev.caravan.problem.InvalidInputException when the address will not do
     */
    public static HttpCalls open(
            CamelContext camel,
            ConnectionName connection,
            ConnectionSettings settings,
            String setting,
            String address,
            CallGate gate,
            RateSigns signs) {
        boolean privateNetwork = Boolean.parseBoolean(settings.options().get(PRIVATE_NETWORK));
        Destination destination = Destination.of(connection, setting, address, privateNetwork);
        CamelHttp http = new CamelHttp(camel, connection, destination, settings.concurrency(), settings.callTimeout());
        return new HttpCalls(connection, http, gate, signs);
    }

    /**
     * Refuses an address of this machine or of a private network unless the connection has the option
     * {@value #PRIVATE_NETWORK}; for addresses that do not come from the connection's own settings. What a name leads
     * to is checked at each connect.
     *
     * @throws dev.caravan.problem.InvalidInputException when the address will not do; names the setting
     */
    public static void mustBePublic(
            ConnectionName connection, ConnectionSettings settings, String setting, String address) {
        if (!Boolean.parseBoolean(settings.options().get(PRIVATE_NETWORK))) {
            Destination.of(connection, setting, address, false).mustBePublic(connection, setting);
        }
    }

    public ConnectionName connection() {
        return connection;
    }

    /** Connection, method and path: the start of a message about this call. */
    public String name(HttpCall call) {
        return connection + " " + call;
    }

    /**
     * Makes one call, as soon as the gate lets it pass.
     *
     * @throws CrmException rate-limited by the gate before anything was sent, or transient when there was no whole
     *     answer
     */
    public HttpAnswer call(HttpCall call) {
        gate.enter(call.kind(), call.units());
        HttpAnswer answer = http.send(call);
        Optional<CrmError.RateLimited> refusal = signs.refusal(answer);
        if (refusal.isPresent()) {
            gate.refused(call.kind(), refusal.get().retryAfter(), refusal.get().detail());
        } else {
            gate.answered(call.kind());
        }
        signs.learn(answer, call.kind(), gate);
        return answer;
    }

    @Override
    public void close() {
        http.close();
    }
}
