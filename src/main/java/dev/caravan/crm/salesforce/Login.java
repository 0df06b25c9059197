package dev.caravan.crm.salesforce;

import dev.caravan.crm.Consent;
import java.util.Optional;

/**
 * Where calls get their session from. All callers share one session; however many need a new one at once, one login is
 * made.
 */
interface Login extends AutoCloseable {

    /**
     * The session to use now; logs in if there is none yet.
     *
     * @throws dev.caravan.crm.CrmException when Salesforce does not let us in
     */
    Session session();

    /**
     * A session other than one that Salesforce has refused; logs in unless another caller has done so already.
     *
     * @throws dev.caravan.crm.CrmException when Salesforce does not let us in
     */
    Session renew(Session refused);

    /** How a person lets Caravan in; empty where nobody is asked. */
    Optional<Consent> consent();

    /** Lets go of what logins need; the session itself stays valid, as the next start may use it again. */
    @Override
    void close();

    /**
     * @param token never logged
     * @param instanceUrl where the org answers, without a slash at the end
     */
    record Session(String token, String instanceUrl) {
        @Override
        public String toString() {
            return "session at " + instanceUrl;
        }
    }
}
