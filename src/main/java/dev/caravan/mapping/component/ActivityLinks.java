package dev.caravan.mapping.component;

import dev.caravan.crm.Connection;
import dev.caravan.crm.Match;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.WaitForRecordException;
import dev.caravan.mapping.LinkedIds;
import dev.caravan.mapping.LinkedTo;
import dev.caravan.mapping.Mapping;
import dev.caravan.mapping.Mappings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds what an activity is linked with in a connection (R184, R185). A new activity waits for those that are still on
 * their way there, and does not go when the first one that it names cannot be there.
 */
final class ActivityLinks {
    private final Mappings mappings;
    private final LinkedIds linkedIds;

    /**
     * What an activity is linked with.
     *
     * @param refusal why the activity does not go; null when it does
     */
    record Found(List<LinkedTo> links, @Nullable String refusal) {}

    ActivityLinks(Mappings mappings, LinkedIds linkedIds) {
        this.mappings = mappings;
        this.linkedIds = linkedIds;
    }

    /**
     * Those of the records that the activity names which the connection has.
     *
     * @throws WaitForRecordException when one of them comes first
     */
    Found of(Match match, Mapping mapping, Connection connection) {
        Map<RecordType, RecordKey> named = named(match, mapping);
        ConnectionName name = connection.name();
        List<LinkedTo> links = new ArrayList<>();
        String refusal =
                named.isEmpty() ? "it names none of " + ids(mapping) + ", so nobody would find it there" : null;
        boolean isFirst = true;
        for (RecordKey key : named.values()) {
            String object = object(connection, key.type()).orElse(null);
            Optional<String> id = object == null ? Optional.empty() : linkedIds.externalId(name, key, object);
            if (object != null && id.isPresent()) {
                links.add(new LinkedTo(key.type(), object, id.get()));
            } else if (match.isNew()) {
                LinkedIds.Absence absence = linkedIds.absence(name, key);
                if (absence.isOnItsWay()) {
                    throw new WaitForRecordException(match.record().key(), key, "it is linked with it");
                }
                if (isFirst) {
                    refusal = "its " + key + " is not in " + name
                            + (absence.why() == null ? "" : ": " + absence.why())
                            + "; it goes as soon as that is there";
                }
            }
            isFirst = false;
        }
        return new Found(links, match.isNew() ? refusal : null);
    }

    /** In the order of the mapping; the company of an activity that names none is that of its contact. */
    private Map<RecordType, RecordKey> named(Match match, Mapping mapping) {
        Map<RecordType, RecordKey> named = new LinkedHashMap<>();
        for (RecordType type : mapping.linkTo()) {
            Optional<RecordKey> own = match.record().reference(type);
            if (own.isEmpty() && type == RecordType.COMPANY) {
                own = match.record().reference(RecordType.CONTACT).flatMap(linkedIds::companyOf);
            }
            own.ifPresent(key -> named.put(type, key));
        }
        return named;
    }

    private Optional<String> object(Connection connection, RecordType type) {
        return mappings.find(connection.name(), connection.settings().type(), type)
                .map(Mapping::object)
                .or(() -> connection.crm().objectFor(type));
    }

    private static String ids(Mapping mapping) {
        return String.join(
                ", ", mapping.linkTo().stream().map(type -> type.word() + "_id").toList());
    }
}
