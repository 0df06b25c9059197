package dev.caravan.console.operations;

import dev.caravan.connect.Authorizations;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.hub.ConnectionName;
import java.util.List;
import java.util.Map;

/**
 * The life of connections: who lets them in, and what their CRMs say of their fields. {@code by} is the name of the
 * user who acts; what a caller got wrong is a {@link dev.caravan.problem.CaravanException}.
 */
public interface LoginOperations {

    /** All connections in the order of their names. A CRM whose user is not known yet is asked, briefly. */
    List<LoginView> logins();

    /** Where vendors send the browser back to. */
    String redirectUri();

    /** @see Authorizations#begin */
    String begin(ConnectionName connection, String session, String by);

    /** @see Authorizations#finish */
    Authorizations.Connected finish(Map<String, String> answer, String session, String by);

    /** @see Authorizations#withdraw */
    boolean disconnect(ConnectionName connection, String by);

    /**
     * What the mappings of a connection look like to its CRM.
     *
     * @param refresh asks the CRM anew instead of taking what it said last
     */
    List<MappingView> mappings(ConnectionName connection, boolean refresh);

    /** The fields of one object; see {@link #mappings}. */
    ObjectSchema fields(ConnectionName connection, String object, boolean refresh);
}
