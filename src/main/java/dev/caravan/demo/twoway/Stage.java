package dev.caravan.demo.twoway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.FieldHistoryStore;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.Mapping;
import dev.caravan.mapping.Mappings;
import dev.caravan.synclog.SyncLogEntry;
import dev.caravan.synclog.SyncLogFilter;
import dev.caravan.synclog.SyncLogStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spi.RouteController;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;

/** The running Caravan and the two sandboxes: what the parts of the story act on and look at. */
final class Stage {
    /** Longest wait for something to come out. */
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private static final Duration GLANCE = Duration.ofMillis(50);
    private static final int NEWEST = 500;

    private final ApplicationContext context;
    private final Map<Place, Desk> desks;
    private final RecordStore records;
    private final LinkStore links;
    private final ChangeMarkStore marks;
    private final SyncLogStore log;
    private final FieldHistoryStore history;
    private final Mappings mappings;
    private final ProducerTemplate camel;
    private final Clock clock;

    Stage(ApplicationContext context, Map<Place, Desk> desks) {
        this.context = context;
        this.desks = desks;
        this.records = context.getBean(RecordStore.class);
        this.links = context.getBean(LinkStore.class);
        this.marks = context.getBean(ChangeMarkStore.class);
        this.log = context.getBean(SyncLogStore.class);
        this.history = context.getBean(FieldHistoryStore.class);
        this.mappings = context.getBean(Mappings.class);
        this.camel = context.getBean(ProducerTemplate.class);
        this.clock = context.getBean(Clock.class);
    }

    Desk desk(Place place) {
        Desk desk = desks.get(place);
        if (desk == null) {
            throw new NoSuchElementException(place + " has no screens");
        }
        return desk;
    }

    Instant now() {
        return clock.instant();
    }

    /** The App sends a record, as it would by {@code /api/records}. */
    void app(RecordKey key, Map<String, ?> fields) {
        Map<String, Object> record = new LinkedHashMap<>(fields);
        record.put("id", key.id());
        Exchange answer = camel.request(
                "hub:" + key.type().word() + "?origin=app",
                exchange -> exchange.getMessage().setBody(record));
        if (answer.getException() != null) {
            throw new IllegalStateException("the hub did not take " + key, answer.getException());
        }
    }

    Optional<HubRecord> inHub(RecordKey key) {
        return records.find(key);
    }

    /** How people call the record: first name, or name; its id where it has neither. */
    String name(RecordKey key) {
        return inHub(key)
                .flatMap(record -> Stream.of("first_name", "name", "last_name")
                        .map(record::text)
                        .filter(text -> !text.isBlank())
                        .findFirst())
                .orElse(key.id())
                .strip();
    }

    Optional<Link> link(Place crm, RecordKey key) {
        return links.find(crm.connection(), key);
    }

    /** The hub's record that is linked with a CRM's. */
    Optional<RecordKey> recordOf(Place crm, String object, String id) {
        return links.recordOf(new ExternalId(crm.connection(), object, id));
    }

    /** Its id in a CRM that has it. */
    String idIn(Place crm, RecordKey key) {
        return link(crm, key)
                .orElseThrow(() -> new NoSuchElementException(key + " is not in " + crm.title()))
                .id()
                .id();
    }

    String objectIn(Place crm, RecordType type) {
        return mapping(crm, type).object();
    }

    /** A hub field's value in a place; null where there is no such field or no such record. */
    @Nullable
    String value(Place place, RecordKey key, String field) {
        if (place == Place.HUB) {
            return inHub(key).map(record -> record.text(field)).orElse(null);
        }
        String name = mapping(place, key.type()).crmField(field);
        return name == null
                ? null
                : inCrm(place, key).map(r -> text(r.path(name))).orElse(null);
    }

    /** Whether the record is there; in a CRM: whether the linked one is. */
    String presence(Place place, RecordKey key) {
        boolean there =
                place == Place.HUB ? inHub(key).isPresent() : inCrm(place, key).isPresent();
        return there ? "there" : place == Place.HUB ? "not there" : "not linked";
    }

    private Optional<JsonNode> inCrm(Place crm, RecordKey key) {
        return link(crm, key).flatMap(l -> desk(crm).record(l.id().object(), l.id().id()));
    }

    private static String text(JsonNode value) {
        return value.isNumber()
                ? value.decimalValue().stripTrailingZeros().toPlainString()
                : value.isNull() ? "" : value.asText();
    }

    Mapping mapping(Place crm, RecordType type) {
        return mappings.get(crm.connection(), crm.connection().value(), type);
    }

    List<FieldHistoryStore.Entry> lost(RecordKey key, int most) {
        return history.of(key, most);
    }

    /** Lines of the sync log after one, the oldest first. */
    List<SyncLogEntry> logAfter(long id) {
        return log.find(SyncLogFilter.newest(NEWEST)).stream()
                .filter(line -> line.id() > id)
                .sorted((a, b) -> Long.compare(a.id(), b.id()))
                .toList();
    }

    long lastLog() {
        return log.find(SyncLogFilter.newest(1)).stream()
                .mapToLong(SyncLogEntry::id)
                .findFirst()
                .orElse(0);
    }

    /** Whether no event is on its way and no mark waits; asked in this order, as an event becomes a mark. */
    boolean isAtRest() {
        return desks.values().stream().allMatch(desk -> desk.webhooksWaiting() == 0) && marks.count() == 0;
    }

    /** Waits until something holds and all is at rest, or the patience ends. */
    boolean await(BooleanSupplier wanted) {
        Instant end = now().plus(PATIENCE);
        while (!(isAtRest() && wanted.getAsBoolean())) {
            if (now().isAfter(end)) {
                return false;
            }
            pause(GLANCE);
        }
        return true;
    }

    static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    /** Stops the routes of a record type, as in the console, while something happens. */
    void whileRoutesAreStopped(RecordType type, Runnable act) {
        RouteController routes = context.getBean(CamelContext.class).getRouteController();
        List<String> names = Place.CRMS.stream()
                .flatMap(crm -> Stream.of("pull", "push").map(way -> crm.connection() + "-" + type.word() + "-" + way))
                .toList();
        names.forEach(name -> change(name, routes::stopRoute));
        try {
            act.run();
        } finally {
            names.forEach(name -> change(name, routes::startRoute));
        }
    }

    /** Stops or starts a route. */
    private interface RouteChange {
        void apply(String route) throws Exception;
    }

    private static void change(String route, RouteChange change) {
        try {
            change.apply(route);
        } catch (Exception e) {
            // Camel declares any; a route that neither stops nor starts ends the story.
            throw new IllegalStateException("the route " + route + " cannot be stopped or started", e);
        }
    }
}
