package dev.caravan.crm.hubspot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import dev.caravan.SettableClock;
import dev.caravan.crm.ChangePage;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Fate;
import dev.caravan.crm.Notice;
import dev.caravan.crm.SavedList;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.WriteResult;
import dev.caravan.problem.ErrorCode;
import dev.caravan.sandbox.SandboxClient;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the driver tells of changes, fates, times and lists, against the sandbox; both live by one clock. */
class HubSpotPullTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final SettableClock clock = new SettableClock(START);
    private final TestAccount account = new TestAccount(clock);
    private Sandboxes sandboxes;
    private SandboxClient sandbox;
    private SandboxClient calls;
    private Crm crm;

    @BeforeEach
    void start() {
        sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("hubspot"), clock);
        String url = sandboxes.vendor("hubspot").baseUrl();
        sandbox = new SandboxClient(url, "");
        calls = new SandboxClient(url, "sandbox");
        crm = account.open(url);
    }

    @AfterEach
    void stop() {
        crm.close();
        account.close();
        sandboxes.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"contacts", "companies"})
    void fromNowOnBeginsEmptyAndThenTellsWhatChanged(String object) {
        create(object, 1);
        clock.advance(Duration.ofHours(1));
        ChangePage first = crm.changes(object, null);
        assertThat(first.notices()).isEmpty();
        assertThat(first.more()).isFalse();
        clock.advance(Duration.ofSeconds(5));
        String id = create(object, 1).get(0);
        ChangePage second = crm.changes(object, first.cursor());
        assertThat(second.notices()).extracting(Notice::object, Notice::id).containsExactly(tuple(object, id));
        assertThat(second.notices().get(0).changedAt()).contains(START.plusSeconds(3605));
        assertThat(second.more()).isFalse();
    }

    @Test
    @Tag("I26")
    void aChangeThatShowsLateIsToldThoughTheCursorIsYounger() {
        sandbox.put("/_sandbox/faults", "{\"searchLag\":30000}");
        List<String> late = create("contacts", 1);
        clock.advance(Duration.ofSeconds(10));
        ChangePage before =
                crm.changes("contacts", crm.changes("contacts", null).cursor());
        assertThat(before.notices()).isEmpty();
        clock.advance(Duration.ofSeconds(30));
        assertThat(ids(crm.changes("contacts", before.cursor()))).isEqualTo(late);
    }

    @Test
    @Tag("I26")
    void manyRecordsOfOneMomentAreAllTold() {
        String cursor = crm.changes("companies", null).cursor();
        clock.advance(Duration.ofMinutes(2));
        List<String> made = create("companies", 450);
        clock.advance(Duration.ofMillis(1));
        made.addAll(create("companies", 30));
        List<String> told = new ArrayList<>();
        ChangePage page = crm.changes("companies", cursor);
        for (int i = 0; i < 20 && page.more(); i++) {
            told.addAll(ids(page));
            page = crm.changes("companies", page.cursor());
        }
        told.addAll(ids(page));
        assertThat(page.more()).isFalse();
        assertThat(told).containsAll(made);
    }

    @Test
    void aRecordThatIsGoneWasDeletedOrMerged() {
        List<String> ids = create("contacts", 3);
        sandbox.post("/_sandbox/records/contacts/" + ids.get(0) + "/merge", "{\"others\":[\"" + ids.get(1) + "\"]}");
        crm.delete("contacts", List.of(ids.get(2)));
        assertThat(crm.read("contacts", ids.subList(1, 3), List.of("email"))).isEmpty();
        assertThat(crm.fates("contacts", List.of(ids.get(1), ids.get(2), "999999", "../1")))
                .containsOnly(
                        Map.entry(ids.get(1), new Fate.Merged(ids.get(0))),
                        Map.entry(ids.get(2), new Fate.Deleted()),
                        Map.entry("999999", new Fate.Deleted()),
                        Map.entry("../1", new Fate.Deleted()));
    }

    @Test
    void fieldsHaveTheTimeOfTheirLastChange() {
        List<String> ids = create("contacts", 60);
        clock.advance(Duration.ofMinutes(3));
        crm.write(
                "contacts",
                List.of(TestAccount.update("contacts", ids.get(59), TestAccount.values("lastname", "Other"))));
        Map<String, Map<String, Instant>> times = crm.fieldTimes("contacts", ids, List.of("email", "lastname"));
        assertThat(times).containsOnlyKeys(ids);
        assertThat(times.get(ids.get(0))).containsEntry("email", START).containsEntry("lastname", START);
        assertThat(times.get(ids.get(59)))
                .containsEntry("email", START)
                .containsEntry("lastname", START.plusSeconds(180));
        assertThat(crm.fieldTimes("contacts", List.of("999999"), List.of("email")))
                .isEmpty();
    }

    @Test
    void aListIsFoundByItsObjectAndWalkedToItsEnd() {
        List<String> ids = create("contacts", 250);
        String list = calls.post(
                        "/crm/v3/lists", "{\"name\":\"VIPs\",\"objectTypeId\":\"0-1\",\"processingType\":\"MANUAL\"}")
                .at("/list/listId");
        calls.put("/crm/v3/lists/" + list + "/memberships/add", "[\"" + String.join("\",\"", ids) + "\"]");
        assertThat(crm.lists("contacts"))
                .extracting(SavedList::id, SavedList::name)
                .contains(tuple(list, "VIPs"));
        assertThat(crm.lists("companies")).extracting(SavedList::id).doesNotContain(list);
        List<CrmRecord> found = new ArrayList<>();
        SearchPage page = crm.listed("contacts", list, List.of("lastname"), null);
        found.addAll(page.records());
        for (int i = 0; i < 10 && page.next().isPresent(); i++) {
            page = crm.listed("contacts", list, List.of("lastname"), page.next().orElseThrow());
            found.addAll(page.records());
        }
        assertThat(found).extracting(CrmRecord::id).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(found.get(0).fields()).containsOnlyKeys("lastname");
    }

    @Test
    void aListThatIsNotThereIsSaidToBeMissing() {
        CrmError error = catchThrowableOfType(CrmException.class, () -> crm.listed("contacts", "4711", List.of(), null))
                .error();
        assertThat(error)
                .isInstanceOfSatisfying(
                        CrmError.Rejected.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void itsWebhooksCanBeRead() {
        assertThat(crm.webhooks()).get().isInstanceOf(HubSpotWebhooks.class);
    }

    private List<String> create(String object, int count) {
        String run = clock.instant().toEpochMilli() + "-";
        List<String> ids = new ArrayList<>();
        for (List<Integer> part :
                Batches.of(100, IntStream.range(0, count).boxed().toList())) {
            List<WriteResult> results = crm.write(
                    object,
                    part.stream()
                            .map(i -> TestAccount.create(
                                    object,
                                    "hub-" + run + i,
                                    object.equals("contacts")
                                            ? TestAccount.values(
                                                    "email", "c" + run + i + "@example.com", "lastname", "L")
                                            : TestAccount.values("name", "Company " + run + i)))
                            .toList());
            results.forEach(result -> ids.add(((WriteResult.Written) result).id()));
        }
        return ids;
    }

    private static List<String> ids(ChangePage page) {
        return page.notices().stream().map(Notice::id).toList();
    }
}
