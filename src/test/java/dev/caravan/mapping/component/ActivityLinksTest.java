package dev.caravan.mapping.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.crm.Connection;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.Match;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.WaitForRecordException;
import dev.caravan.mapping.Expressions;
import dev.caravan.mapping.LinkedIds;
import dev.caravan.mapping.LinkedTo;
import dev.caravan.mapping.Mapping;
import dev.caravan.mapping.MappingFile;
import dev.caravan.mapping.Mappings;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("R185")
class ActivityLinksTest {
    private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    private static final RecordKey NOTE = new RecordKey(RecordType.NOTE, "n-1");

    @TempDir
    Path folder;

    private final Map<RecordKey, String> linked = new HashMap<>();
    private final Set<RecordKey> onTheirWay = new HashSet<>();

    @Test
    void contactAndCompanyAreLinkedAndADealOnlyWhereTheMappingSaysSo() {
        linked.putAll(Map.of(contact("p-1"), "501", company("c-1"), "601", deal("d-1"), "701"));
        Map<String, Object> named = Map.of("contact_id", "p-1", "company_id", "c-1", "deal_id", "d-1");
        assertThat(find(named, null, "").links())
                .extracting(LinkedTo::type, LinkedTo::object, LinkedTo::id)
                .containsExactly(
                        tuple(RecordType.CONTACT, "contacts", "501"), tuple(RecordType.COMPANY, "companies", "601"));
        assertThat(find(named, null, "linkTo: [deal]\n").links())
                .extracting(LinkedTo::id)
                .containsExactly("701");
    }

    @Test
    void theCompanyOfANoteThatNamesNoneIsThatOfItsContact() {
        linked.putAll(Map.of(contact("p-1"), "501", company("of-p-1"), "602"));
        assertThat(find(Map.of("contact_id", "p-1"), null, "").links())
                .extracting(LinkedTo::id)
                .containsExactly("501", "602");
    }

    @Test
    void aNoteWaitsForWhoeverIsOnTheWay() {
        linked.put(contact("p-1"), "501");
        onTheirWay.add(company("c-1"));
        assertThatThrownBy(() -> find(Map.of("contact_id", "p-1", "company_id", "c-1"), null, ""))
                .isInstanceOfSatisfying(
                        WaitForRecordException.class,
                        wait -> assertThat(wait.first()).isEqualTo(company("c-1")));
    }

    @Test
    void withoutItsContactANoteDoesNotGoAndSaysWhy() {
        linked.put(company("c-1"), "601");
        assertThat(find(Map.of("contact_id", "p-1", "company_id", "c-1"), null, "")
                        .refusal())
                .isEqualTo("its contact p-1 is not in hubspot: skipped, a rule; it goes as soon as that is there");
        assertThat(find(Map.of(), null, "").refusal()).startsWith("it names none of contact_id, company_id");
    }

    @Test
    void withoutItsCompanyANoteGoesToItsContact() {
        linked.put(contact("p-1"), "501");
        ActivityLinks.Found found = find(Map.of("contact_id", "p-1", "company_id", "c-1"), null, "");
        assertThat(found.refusal()).isNull();
        assertThat(found.links()).extracting(LinkedTo::id).containsExactly("501");
    }

    @Test
    void aNoteThatIsThereIsUpdatedWhateverItsContactDoes() {
        onTheirWay.add(contact("p-1"));
        Link link = new Link(NOTE, new ExternalId(HUBSPOT, "notes", "9"), Map.of(), NOW, "created");
        ActivityLinks.Found found = find(Map.of("contact_id", "p-1"), link, "");
        assertThat(found.refusal()).isNull();
        assertThat(found.links()).isEmpty();
    }

    private ActivityLinks.Found find(Map<String, Object> fields, Link link, String linkTo) {
        Mapping mapping = MappingFile.parse(
                "note.yaml",
                "record: note\nobject: notes\n" + linkTo + "fields:\n  body: hs_note_body\n",
                Expressions.unchecked());
        Match match = new Match(HubRecord.of(NOTE, fields, NOW, "app"), HUBSPOT, link, null, "none");
        return new ActivityLinks(new Mappings(folder, Expressions.unchecked()), new Ids())
                .of(match, mapping, connection());
    }

    private final class Ids implements LinkedIds {
        @Override
        public Optional<String> externalId(ConnectionName connection, RecordKey record, String object) {
            return Optional.ofNullable(linked.get(record));
        }

        @Override
        public Optional<RecordKey> companyOf(RecordKey contact) {
            return Optional.of(company("of-" + contact.id()));
        }

        @Override
        public Absence absence(ConnectionName connection, RecordKey record) {
            return new Absence(onTheirWay.contains(record), "skipped, a rule");
        }
    }

    private static RecordKey contact(String id) {
        return new RecordKey(RecordType.CONTACT, id);
    }

    private static RecordKey company(String id) {
        return new RecordKey(RecordType.COMPANY, id);
    }

    private static RecordKey deal(String id) {
        return new RecordKey(RecordType.DEAL, id);
    }

    private static Connection connection() {
        Crm crm =
                (Crm) Proxy.newProxyInstance(Crm.class.getClassLoader(), new Class<?>[] {Crm.class}, (p, m, a) -> null);
        ConnectionSettings settings = new ConnectionSettings(
                "hubspot",
                true,
                null,
                null,
                Map.of(),
                4,
                Duration.ofSeconds(30),
                null,
                Map.of(),
                ConnectionSettings.Webhook.NONE,
                ConnectionSettings.OnCrmDelete.UNLINK,
                false,
                Duration.ofSeconds(60));
        return new Connection(HUBSPOT, settings, crm, null);
    }
}
