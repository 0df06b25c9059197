package dev.caravan.mapping.component;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.crm.Connection;
import dev.caravan.crm.CrmUser;
import dev.caravan.hub.ConnectionName;
import dev.caravan.mapping.Mapping;
import dev.caravan.mapping.MappingValueException;
import dev.caravan.mapping.OwnerRule;
import dev.caravan.problem.ErrorCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Which user of a CRM has an e-mail address. The CRM is asked for its users once in ten minutes at most. */
final class Owners {
    private final Cache<ConnectionName, Map<String, String>> idsByEmail =
            Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(10)).build();

    /**
     * The id of the user whom the rule names.
     *
     * @throws MappingValueException when no active user has that address
     * @throws dev.caravan.crm.CrmException when the CRM could not be asked
     */
    String idOf(Connection connection, Mapping mapping, OwnerRule rule) {
        Map<String, String> ids = idsByEmail.get(connection.name(), name -> users(connection));
        String id = ids.get(rule.defaultOwner().strip().toLowerCase(Locale.ROOT));
        if (id == null) {
            throw new MappingValueException(
                    ErrorCode.MAPPING_VALUE,
                    rule.to(),
                    mapping.file() + " names an owner.default who is no active user of " + connection.name()
                            + ". Correct the address, or remove 'owner'; a user who was just added is known after ten"
                            + " minutes.");
        }
        return id;
    }

    private static Map<String, String> users(Connection connection) {
        Map<String, String> ids = new HashMap<>();
        for (CrmUser user : connection.crm().users()) {
            if (user.active() && !user.email().isBlank()) {
                ids.putIfAbsent(user.email().toLowerCase(Locale.ROOT), user.id());
            }
        }
        return ids;
    }
}
