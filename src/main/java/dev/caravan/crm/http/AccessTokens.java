package dev.caravan.crm.http;

import dev.caravan.crm.Consent;
import java.util.Optional;

/** Where the access token of a connection comes from. Safe for several threads. */
public interface AccessTokens extends AutoCloseable {

    /**
     * A token that should be valid now.
     *
     * @throws dev.caravan.crm.CrmException unauthorized when the login is refused, transient when the login server
     *     cannot be asked
     */
    String current();

    /** Whether a refused token can be replaced without a person. */
    boolean canRenew();

    /**
     * A token to use instead of one that was refused. Threads whose token was refused together share one call.
     *
     * @throws dev.caravan.crm.CrmException unauthorized when the login is refused, transient when the login server
     *     cannot be asked
     */
    String renewed(String refused);

    /** How a person gives or takes back these tokens; empty where they come in another way. */
    default Optional<Consent> consent() {
        return Optional.empty();
    }

    @Override
    void close();
}
