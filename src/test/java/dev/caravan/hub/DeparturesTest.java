package dev.caravan.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.SettableClock;
import dev.caravan.sql.Database;
import dev.caravan.sql.Databases;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A converted lead and the contact that takes over, in whatever order the two become known. */
class DeparturesTest {
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    private static final ConnectionName SALESFORCE = new ConnectionName("salesforce");
    private static final RecordKey LEAD = new RecordKey(RecordType.LEAD, "p-1");
    private static final RecordKey HEIR = new RecordKey(RecordType.CONTACT, "p-1");
    private static final RecordKey OTHER = new RecordKey(RecordType.CONTACT, "c-9");
    private static final ExternalId OLD = new ExternalId(SALESFORCE, "Lead", "00Q000000000001AAA");
    private static final ExternalId PERSON = new ExternalId(SALESFORCE, "Contact", "003000000000001AAA");

    private final SettableClock clock = SettableClock.at("2026-03-01T10:00:00Z");
    private final Database database = Database.open(Databases.sqlite());
    private final RecordStore records = new RecordStore(database);
    private final LinkStore links = new LinkStore(database);
    private final ChangeMarkStore marks = new ChangeMarkStore(database, clock, "test", Duration.ofMinutes(1));
    private final MatchKeys keys = new MatchKeys("US");
    private Departures departures;

    @BeforeEach
    void open() {
        Subscriptions subscriptions = new Subscriptions();
        subscriptions.add(HUBSPOT, RecordType.CONTACT, false);
        subscriptions.add(SALESFORCE, RecordType.CONTACT, false);
        MarkSignal signal = new MarkSignal();
        departures = new Departures(
                PullTransactions.in(database),
                clock,
                subscriptions,
                signal,
                new Heirs(clock, subscriptions, signal, keys::of));
        keep(LEAD, Map.of("last_name", "Moreau", "work_email", "lin@acme.example", "linkedin_url", "in/lin"));
        link(LEAD, OLD);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void keep(RecordKey key, Map<String, Object> fields) {
        HubRecord record = HubRecord.of(key, fields, clock.instant(), "app");
        database.writeNow(tx -> {
            RecordStore.save(tx, List.of(RecordStore.Row.of(record)), clock.millis());
            RecordStore.saveKeys(tx, List.of(new RecordStore.Keys(key, List.of(), keys.of(record))));
            return 1;
        });
    }

    private void link(RecordKey key, ExternalId id) {
        database.writeNow(tx -> {
            LinkStore.save(tx, new Link(key, id, Map.of(), clock.instant(), "created"));
            return 1;
        });
    }

    private void convert() {
        departures
                .converted(RecordType.LEAD, OLD, Map.of(RecordType.CONTACT, PERSON))
                .join();
        assertThat(links.of(LEAD)).isEmpty();
        assertThat(marks.claim(SALESFORCE, Direction.PULL, RecordType.CONTACT, 10))
                .extracting(ChangeMark::key)
                .containsExactly(PERSON.id());
    }

    private Set<String> pushedTo(ConnectionName connection) {
        return Set.copyOf(marks.claim(connection, Direction.PUSH, RecordType.CONTACT, 10).stream()
                .map(ChangeMark::key)
                .toList());
    }

    @Test
    void theLeadGoesOnAsAContactUnderItsId() {
        convert();
        assertThat(links.recordOf(PERSON)).contains(HEIR);
        assertThat(records.find(HEIR).orElseThrow().text("linkedin_url")).isEqualTo("in/lin");
        assertThat(pushedTo(HUBSPOT)).containsExactly("p-1");
        assertThat(pushedTo(SALESFORCE)).as("its pull comes next").isEmpty();
        MatchKey email = keys.of(records.find(HEIR).orElseThrow()).stream()
                .filter(key -> key.kind().equals("email"))
                .findFirst()
                .orElseThrow();
        Optional<String> known = database.writeNow(tx -> RecordStore.idByKey(tx, RecordType.CONTACT, email));
        assertThat(known)
                .as("nobody with this address becomes a second contact")
                .contains("p-1");
    }

    @Test
    void aContactThatCameFirstKeepsItsValuesAndGetsWhatItLacks() {
        keep(OTHER, Map.of("last_name", "Moreau-Vos", "work_email", "lin@acme.example"));
        link(OTHER, PERSON);
        convert();
        HubRecord heir = records.find(OTHER).orElseThrow();
        assertThat(heir.text("last_name")).isEqualTo("Moreau-Vos");
        assertThat(heir.text("linkedin_url")).isEqualTo("in/lin");
        assertThat(heir.version()).isEqualTo(2);
        assertThat(links.recordOf(PERSON)).contains(OTHER);
        assertThat(records.find(HEIR)).isEmpty();
        assertThat(pushedTo(HUBSPOT)).containsExactly("c-9");
        assertThat(pushedTo(SALESFORCE)).containsExactly("c-9");
    }

    @Test
    void aContactThatAnotherCrmKnowsIsNotMadeASecondTime() {
        keep(OTHER, Map.of("last_name", "Moreau", "work_email", "Lin@Acme.example"));
        convert();
        assertThat(records.find(HEIR)).isEmpty();
        assertThat(records.find(OTHER).orElseThrow().text("linkedin_url")).isEqualTo("in/lin");
        assertThat(links.recordOf(PERSON)).as("the pull finds it").isEmpty();
    }

    @Test
    void aContactThatLacksNothingIsLeftAlone() {
        keep(
                OTHER,
                Map.of("last_name", "Vos", "work_email", "lin@acme.example", "linkedin_url", "in/vos", "city", "Gent"));
        link(OTHER, PERSON);
        convert();
        assertThat(records.find(OTHER).orElseThrow().version()).isEqualTo(1);
        assertThat(pushedTo(HUBSPOT)).isEmpty();
    }
}
