package dev.caravan.crm.http;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.Secret;

/** A token that was given once and does not expire: API keys and private apps. */
public final class FixedToken implements AccessTokens {
    private final ConnectionName connection;
    private final Secret token;

    public FixedToken(ConnectionName connection, Secret token) {
        this.connection = connection;
        this.token = token;
    }

    @Override
    public String current() {
        return token.reveal();
    }

    @Override
    public boolean canRenew() {
        return false;
    }

    @Override
    public String renewed(String refused) {
        throw new CrmException(
                connection + " login",
                new CrmError.Unauthorized(
                        "the token is refused; put a new one in its place", ErrorCode.CRM_UNAUTHORIZED),
                null);
    }

    @Override
    public void close() {
        // Holds nothing open.
    }
}
