package dev.caravan.crm.batch;

import dev.caravan.hub.ExternalId;
import dev.caravan.hub.RecordKey;
import java.util.Optional;

/** Which hub record a CRM record is linked with. */
@FunctionalInterface
public interface LinkedRecords {
    Optional<RecordKey> recordOf(ExternalId id);
}
