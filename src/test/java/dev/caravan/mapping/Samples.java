package dev.caravan.mapping;

import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Match;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Records, matches and mappings for tests. */
final class Samples {
    static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    static final RecordKey CONTACT = new RecordKey(RecordType.CONTACT, "c-812");
    static final Instant TIME = Instant.parse("2026-03-01T10:00:00Z");

    private Samples() {}

    static Mapping mapping(String yaml) {
        return MappingFile.parse(
                "mappings/hubspot/contact.yaml", "record: contact\nobject: contacts\n" + yaml, Expressions.unchecked());
    }

    static FieldPlan plan(String yaml, String... required) {
        return FieldPlan.compile(mapping(yaml), Expressions.unchecked(), Set.of(required));
    }

    static HubRecord record(Object... fields) {
        return HubRecord.of(CONTACT, map(fields), TIME, "app");
    }

    static Match isNew(Object... fields) {
        return new Match(record(fields), HUBSPOT, null, null, "none");
    }

    static Match linked(Map<String, @Nullable Object> base, Object... fields) {
        return new Match(record(fields), HUBSPOT, link(base), null, "link");
    }

    static Match found(Map<String, @Nullable Object> current, Object... fields) {
        return new Match(record(fields), HUBSPOT, null, crm(current, TIME), "work_email");
    }

    static Match linkedAndRead(
            Map<String, @Nullable Object> base,
            Map<String, @Nullable Object> current,
            Instant modified,
            Object... fields) {
        return new Match(record(fields), HUBSPOT, link(base), crm(current, modified), "link");
    }

    static CrmRecord crm(Map<String, @Nullable Object> fields, Instant modified) {
        return new CrmRecord("contacts", "512", fields, Optional.of(modified), false);
    }

    static Link link(Map<String, @Nullable Object> base) {
        return new Link(CONTACT, new ExternalId(HUBSPOT, "contacts", "512"), base, TIME, "created");
    }

    static Map<String, @Nullable Object> base(@Nullable Object... entries) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put(String.valueOf(entries[i]), entries[i + 1]);
        }
        return map;
    }

    private static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put(String.valueOf(entries[i]), entries[i + 1]);
        }
        return map;
    }
}
