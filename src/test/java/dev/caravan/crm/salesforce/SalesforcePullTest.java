package dev.caravan.crm.salesforce;

import static dev.caravan.crm.salesforce.SandboxOrg.written;
import static dev.caravan.crm.salesforce.TestOrg.auth;
import static dev.caravan.crm.salesforce.TestOrg.create;
import static dev.caravan.crm.salesforce.TestOrg.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.ChangePage;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Fate;
import dev.caravan.crm.Notice;
import dev.caravan.crm.SavedList;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.Write;
import dev.caravan.filter.Condition;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What comes out of an org: changes, fates, list views. */
class SalesforcePullTest {
    private static SandboxOrg sandbox;
    private static Crm crm;

    @BeforeAll
    static void startSandbox() {
        sandbox = new SandboxOrg();
        crm = sandbox.org.connect(auth("refresh-token"), true, Map.of("poll-overlap", "1s"), Duration.ofSeconds(10));
    }

    @AfterAll
    static void stopSandbox() {
        sandbox.close();
    }

    @BeforeEach
    void emptyTheSandbox() throws Exception {
        sandbox.empty();
    }

    @Test
    void createsUpdatesAndDeletesAreNoticed() {
        String cursor = crm.changes("Contact", null).cursor();
        String kept = contact("c-1", "kept@example.com");
        String gone = contact("c-2", "gone@example.com");
        ChangePage created = crm.changes("Contact", cursor);
        crm.delete("Contact", List.of(gone));
        ChangePage deleted = crm.changes("Contact", created.cursor());

        assertThat(created.notices())
                .extracting(Notice::id, Notice::why)
                .contains(tuple(kept, "Contact changed"), tuple(gone, "Contact changed"));
        assertThat(deleted.notices()).extracting(Notice::id, Notice::why).contains(tuple(gone, "Contact deleted"));
        assertThat(crm.read("Contact", List.of(kept, gone), List.of("Email")))
                .singleElement()
                .satisfies(record -> {
                    assertThat(record.id()).isEqualTo(kept);
                    assertThat(record.modifiedAt()).isPresent();
                });
        assertThat(crm.fates("Contact", List.of(gone, "003000000000000AAA", "no id")))
                .containsOnly(
                        Map.entry(gone, new Fate.Deleted()),
                        Map.entry("003000000000000AAA", new Fate.Deleted()),
                        Map.entry("no id", new Fate.Deleted()));
    }

    @Test
    void aRecordThatIsThereHasNoFate() {
        String id = contact("c-1", "kept@example.com");

        assertThatThrownBy(() -> crm.fates("Contact", List.of(id)))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.error()).isInstanceOf(CrmError.Transient.class));
    }

    @Test
    void aConvertedLeadIsNotReadAndTellsWhatItBecame() {
        String contact = contact("c-1", "ann@example.com");
        String account = written(
                        crm.write("Account", List.of(create(RecordType.COMPANY, "a-1", Map.of("Name", "Acme")))))
                .id();
        seed(
                "Lead",
                1,
                i -> json().put("LastName", "Doe")
                        .put("Company", "Acme")
                        .put("IsConverted", true)
                        .put("ConvertedContactId", contact)
                        .put("ConvertedAccountId", account));
        String lead = crm.search("Lead", new Condition.Everything(), List.of("LastName"), null)
                .records()
                .get(0)
                .id();

        assertThat(crm.read("Lead", List.of(lead), List.of("LastName"))).isEmpty();
        assertThat(crm.read("Lead", List.of(lead), List.of("Owner.Name"))).isEmpty();
        assertThat(crm.fates("Lead", List.of(lead)))
                .containsOnly(Map.entry(lead, new Fate.Converted(Map.of("Contact", contact, "Account", account))));
    }

    @Test
    @Tag("I16")
    void pollingMissesNothingWhileRecordsChange() {
        String cursor = crm.changes("Contact", null).cursor();
        seed("Contact", 5_000, i -> json().put("LastName", "Doe").put("Title", "none"));
        List<String> ids =
                new ArrayList<>(walk(next -> crm.search("Contact", new Condition.Everything(), List.of(), next)));
        Set<String> told = new HashSet<>();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> change(ids, new Random(7)));

        boolean quiet = false;
        for (int polls = 0; polls < 5_000 && !quiet; polls++) {
            boolean written = writer.isDone();
            ChangePage page = crm.changes("Contact", cursor);
            cursor = page.cursor();
            page.notices().forEach(notice -> told.add(notice.id() + notice.changedAt()));
            quiet = written && told.size() >= 5_000 && settled(cursor);
        }

        writer.join();
        List<CrmRecord> last = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += 500) {
            last.addAll(crm.read("Contact", ids.subList(from, from + 500), List.of("Title")));
        }
        assertThat(last).hasSize(5_000);
        assertThat(last.stream().filter(record -> !"none".equals(record.fields().get("Title"))))
                .hasSizeGreaterThan(500);
        assertThat(last).allMatch(record -> told.contains(record.id() + record.modifiedAt()));
    }

    @Test
    void listViewsAreWalkedHoweverManyRecordsTheyShow() {
        seed(
                "Contact",
                4_500,
                i -> i % 3 == 0
                        ? json().put("LastName", "Doe").put("Email", "p" + i + "@example.com")
                        : json().put("LastName", "Doe"));

        List<SavedList> lists = crm.lists("Contact");

        assertThat(lists).extracting(SavedList::name).contains("All Contacts", "Contacts With Email", "My Contacts");
        assertThat(walk(next -> crm.listed("Contact", list(lists, "All Contacts"), List.of("Email"), next)))
                .hasSize(4_500);
        assertThat(walk(next -> crm.listed("Contact", list(lists, "Contacts With Email"), List.of("Email"), next)))
                .hasSize(1_500);
        assertThat(walk(next -> crm.listed("Contact", list(lists, "My Contacts"), List.of("Email"), next)))
                .as("whose they are decides the org: those of the user who logs in")
                .hasSizeLessThanOrEqualTo(4_500);
        SearchPage first = crm.listed("Contact", list(lists, "Contacts With Email"), List.of("Email"), null);
        assertThat(first.records().get(0).fields().get("Email")).asString().endsWith("@example.com");
    }

    @Test
    void aListViewThatIsNotThereIsNotFound() {
        for (String id : List.of("00B000000000000AAA", "no id", "../../limits")) {
            assertThatThrownBy(() -> crm.listed("Contact", id, List.of("Email"), null))
                    .isInstanceOfSatisfying(
                            CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        }
    }

    @Test
    void fieldsHaveNoTimesOfTheirOwn() {
        String id = contact("c-1", "ann@example.com");

        assertThat(crm.fieldTimes("Contact", List.of(id), List.of("Email"))).isEmpty();
    }

    /** Whether the cursor is past everything that was changed. */
    private static boolean settled(String cursor) {
        ChangePage page = crm.changes("Contact", cursor);
        return page.notices().isEmpty()
                && ChangeCursor.of(cursor).orElseThrow().told().isEmpty();
    }

    private static void change(List<String> ids, Random random) {
        for (int batch = 0; batch < 40; batch++) {
            String title = "Title " + batch;
            List<Write> writes = random.ints(40, 0, ids.size())
                    .distinct()
                    .mapToObj(i -> update(RecordType.CONTACT, ids.get(i), Map.of("Title", title)))
                    .toList();
            crm.write("Contact", writes);
        }
    }

    private static Set<String> walk(Function<@Nullable String, SearchPage> pages) {
        Set<String> ids = new HashSet<>();
        String cursor = null;
        int count = 0;
        do {
            SearchPage page = pages.apply(cursor);
            page.records().forEach(record -> assertThat(ids.add(record.id())).isTrue());
            cursor = page.next().orElse(null);
            count++;
        } while (cursor != null && count < 20);
        return ids;
    }

    private static String contact(String hubId, String email) {
        return written(crm.write(
                        "Contact",
                        List.of(create(RecordType.CONTACT, hubId, Map.of("LastName", "Doe", "Email", email)))))
                .id();
    }

    private static String list(List<SavedList> lists, String name) {
        return lists.stream()
                .filter(list -> list.name().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static void seed(String object, int count, Function<Integer, ObjectNode> record) {
        List<ObjectNode> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(record.apply(i));
        }
        sandbox.sandbox.api().seed(object, records);
    }

    private static ObjectNode json() {
        return SandboxOrg.JSON.createObjectNode();
    }
}
