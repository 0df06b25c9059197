package dev.caravan.crm.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Seals tokens so that a row can be opened only with the keyset and only as the row of its own connection. */
public final class SealedTokenStore implements TokenStore {
    private final OAuthTokenTable table;
    private final Keyset keyset;

    public SealedTokenStore(OAuthTokenTable table, Keyset keyset) {
        this.table = table;
        this.keyset = keyset;
    }

    @Override
    public Optional<TokenSet> load(ConnectionName connection) {
        return table.load(connection).map(row -> open(connection, row));
    }

    @Override
    public void save(ConnectionName connection, TokenSet tokens) {
        ObjectNode json = Json.object();
        json.put("access", tokens.access()).put("refresh", tokens.refresh()).put("grant", tokens.grant());
        Instant expires = tokens.expires();
        json.put("expires", expires == null ? null : expires.toEpochMilli());
        try {
            table.save(connection, keyset.seal(Json.write(json), connection.value()));
        } catch (GeneralSecurityException e) {
            throw unreadable(connection, "its tokens cannot be sealed with this keyset", e);
        }
    }

    @Override
    public void remove(ConnectionName connection) {
        table.remove(connection);
    }

    private TokenSet open(ConnectionName connection, byte[] row) {
        try {
            JsonNode json = Json.tryRead(keyset.open(row, connection.value())).orElse(Json.object());
            return new TokenSet(
                    Objects.requireNonNullElse(Json.text(json, "access"), ""),
                    Json.text(json, "refresh"),
                    json.path("expires").isNumber()
                            ? Instant.ofEpochMilli(json.path("expires").longValue())
                            : null,
                    Objects.requireNonNullElse(Json.text(json, "grant"), ""));
        } catch (GeneralSecurityException e) {
            throw unreadable(
                    connection, "its stored tokens do not open: the keyset is another one, or the row was changed", e);
        }
    }

    private static CrmException unreadable(ConnectionName connection, String why, @Nullable Throwable cause) {
        return new CrmException(
                connection + " login",
                new CrmError.Unauthorized(
                        why + ". Put the right " + Keyset.FILE + " or " + Keyset.VARIABLE
                                + " back, or connect the account again",
                        ErrorCode.CRM_UNAUTHORIZED),
                cause);
    }
}
