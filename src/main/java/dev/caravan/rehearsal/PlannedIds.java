package dev.caravan.rehearsal;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.Link;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.LinkedIds;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Ids of records that a plan would make, before they have one. */
public final class PlannedIds implements LinkedIds {
    /** Begins a text that stands for an id. */
    public static final String MARK = "new:";

    private static final String TAKEN = MARK + "crm/";

    private final LinkStore links;
    private final RecordStore records;
    private final Set<String> created = ConcurrentHashMap.newKeySet();

    public PlannedIds(LinkStore links, RecordStore records) {
        this.links = links;
        this.records = records;
    }

    /** Stands for the CRM's id of a hub record that a push creates there. */
    static String of(RecordKey record) {
        return MARK + record.type().word() + "/" + record.id();
    }

    /** Stands for the hub's id of a CRM record that a pull takes. */
    static String of(ExternalId id) {
        return TAKEN + id.object() + "/" + id.id();
    }

    /** A push of the plan creates the record. */
    void creates(ConnectionName connection, RecordKey record) {
        created.add(connection + " " + record);
    }

    @Override
    public Optional<String> externalId(ConnectionName connection, RecordKey record, String object) {
        Optional<String> linked = links.find(connection, record)
                .map(Link::id)
                .filter(id -> id.object().equals(object))
                .map(ExternalId::id);
        return linked.isPresent() || !created.contains(connection + " " + record) ? linked : Optional.of(of(record));
    }

    @Override
    public Optional<RecordKey> companyOf(RecordKey contact) {
        return records.find(contact).flatMap(r -> r.reference(RecordType.COMPANY));
    }

    /** The id that a planned value stands for by now, or the value itself. */
    @Nullable
    Object resolve(ConnectionName connection, @Nullable Object planned) {
        if (!(planned instanceof String text) || !text.startsWith(MARK)) {
            return planned;
        }
        String[] parts = text.substring(text.startsWith(TAKEN) ? TAKEN.length() : MARK.length())
                .split("/", 2);
        if (parts.length < 2) {
            return planned;
        }
        if (text.startsWith(TAKEN)) {
            return links.recordOf(new ExternalId(connection, parts[0], parts[1]))
                    .<Object>map(RecordKey::id)
                    .orElse(planned);
        }
        return links.find(connection, new RecordKey(RecordType.of(parts[0]), parts[1]))
                .<Object>map(link -> link.id().id())
                .orElse(planned);
    }
}
