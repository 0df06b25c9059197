package dev.caravan.crm.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.Association;
import dev.caravan.crm.Capabilities;
import dev.caravan.crm.ChangePage;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Fate;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.Limits;
import dev.caravan.crm.Notice;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.StoredAsSent;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.filter.Condition;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every driver does alike, against its sandbox: each object, each operation, each class of errors. A driver's own
 * test extends this and says of its CRM only what {@link Subject} asks for.
 */
@SuppressWarnings("resource")
public abstract class DriverContract extends TroubleContract {
    Stream<Subject.Refusal> refusals() {
        return subject().refusals().stream();
    }

    @Test
    @Tag("R32")
    void whatTheDriverDeclaresIsWhatItHas() {
        Crm crm = account.connect();
        Capabilities declared = account.capabilities();
        for (RecordType type : RecordType.values()) {
            assertThat(crm.objectFor(type).isPresent()).as(type.word()).isEqualTo(declared.has(type));
        }
        assertThat(crm.webhooks().isPresent()).isEqualTo(declared.can(Capabilities.Feature.WEBHOOKS));
        assertThat(crm.limits().writeBatch() > 1).isEqualTo(declared.can(Capabilities.Feature.BATCH_WRITE));
        for (RecordType type : RecordType.pushed()) {
            if (declared.has(type)) {
                assertThat(subject().sample(type).values()).isNotEmpty();
            }
        }
    }

    @Test
    void limitsArePositiveAndEveryWindowHasALength() {
        Limits limits = account.connect().limits();
        assertThat(List.of(limits.writeBatch(), limits.readBatch(), limits.lookupBatch()))
                .allMatch(batch -> batch > 0);
        assertThat(limits.rates())
                .isNotEmpty()
                .allMatch(rate -> rate.calls() > 0 && rate.window().toMillis() > 0);
        assertThat(limits.searchLag()).isBetween(Duration.ZERO, Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theCrmDescribesTheFieldsOfItsObjects(Subject.Sample sample) {
        Crm crm = account.connect();
        ObjectSchema schema = crm.describe(account.object(crm, sample.type()));
        assertThat(schema.fields().keySet()).containsAll(sample.values().keySet());
        for (FieldSchema field : schema.fields().values()) {
            assertThat(field.label()).as(field.name()).isNotBlank();
            if (field.requiredOnCreate()) {
                assertThat(sample.values()).as("required").containsKey(field.name());
            }
        }
        for (String written : sample.values().keySet()) {
            assertThat(schema.field(written).orElseThrow().readOnly())
                    .as(written)
                    .isFalse();
        }
    }

    @Test
    void anObjectThatIsNoneIsNotFound() {
        Crm crm = account.connect();
        assertThat(error(() -> crm.describe("nonsense")))
                .isInstanceOfSatisfying(
                        CrmError.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aNewRecordIsReadAsItWasWritten(Subject.Sample sample) {
        Crm crm = account.connect();
        String object = account.object(crm, sample.type());
        Write write = account.newOne(crm, sample.type(), sample.values(account.nextNumber()));
        WriteResult.Written written = Account.written(crm.write(object, List.of(write)));
        assertThat(written.created()).isTrue();
        assertThat(written.id()).isNotBlank();
        CrmRecord read =
                one(crm.read(object, List.of(written.id()), write.values().keySet()));
        assertThat(read.id()).isEqualTo(written.id());
        assertThat(read.archived()).isFalse();
        assertThat(read.modifiedAt()).isPresent();
        assertSame(write.values(), read.fields());
        written.returned().forEach((field, value) -> {
            if (write.values().containsKey(field)) {
                assertThat(StoredAsSent.same(write.values().get(field), value))
                        .as("returned %s", field)
                        .isTrue();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aFullBatchGetsOneResultPerRecordInItsOrder(Subject.Sample sample) {
        Crm crm = account.connect();
        String object = account.object(crm, sample.type());
        List<Write> writes = IntStream.range(0, Math.min(5, crm.limits().writeBatch()))
                .mapToObj(i -> account.newOne(crm, sample.type(), sample.values(account.nextNumber())))
                .toList();
        List<WriteResult> results = crm.write(object, writes);
        assertThat(results).hasSameSizeAs(writes).allMatch(WriteResult.Written.class::isInstance);
        for (int i = 0; i < writes.size(); i++) {
            String id = ((WriteResult.Written) results.get(i)).id();
            CrmRecord read = one(crm.read(object, List.of(id), List.of(sample.lookup())));
            assertThat(StoredAsSent.same(
                            writes.get(i).values().get(sample.lookup()),
                            read.fields().get(sample.lookup())))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void anUpdateChangesWhatItNamesAndNothingElse(Subject.Sample sample) {
        Crm crm = account.connect();
        String object = account.object(crm, sample.type());
        Map<String, @Nullable Object> values = sample.values(account.nextNumber());
        Write create = account.newOne(crm, sample.type(), values);
        String id = Account.written(crm.write(object, List.of(create))).id();
        String changed =
                sample.values(account.nextNumber()).get(sample.changed()).toString();
        WriteResult.Written written = Account.written(crm.write(
                object, List.of(account.update(crm, sample.type(), id, Map.of(sample.changed(), changed)))));
        assertThat(written.created()).isFalse();
        assertThat(written.id()).isEqualTo(id);
        Map<String, @Nullable Object> expected = new java.util.LinkedHashMap<>(create.values());
        expected.put(sample.changed(), changed);
        assertSame(
                expected, one(crm.read(object, List.of(id), expected.keySet())).fields());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void nullClearsAField(Subject.Sample sample) {
        if (sample.cleared().isEmpty()) {
            return;
        }
        Crm crm = account.connect();
        String object = account.object(crm, sample.type());
        String id = account.create(crm, sample.type());
        Map<String, @Nullable Object> nothing = new java.util.LinkedHashMap<>();
        nothing.put(sample.cleared(), null);
        Account.written(crm.write(object, List.of(account.update(crm, sample.type(), id, nothing))));
        assertThat(one(crm.read(object, List.of(id), List.of(sample.cleared())))
                        .fields()
                        .get(sample.cleared()))
                .isNull();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void anUpdateOfARecordThatIsGoneIsNotFound(Subject.Sample sample) {
        Crm crm = account.connect();
        String object = account.object(crm, sample.type());
        String id = account.create(crm, sample.type());
        crm.delete(object, List.of(id));
        Object value = sample.values(account.nextNumber()).get(sample.changed());
        CrmError error = Account.refusal(() ->
                crm.write(object, List.of(account.update(crm, sample.type(), id, Map.of(sample.changed(), value)))));
        assertThat(error)
                .isInstanceOfSatisfying(
                        CrmError.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aLookUpFindsWhatWasJustWritten(Subject.Sample sample) {
        Crm crm = account.connect();
        String object = account.object(crm, sample.type());
        assertThat(crm.lookup(object, sample.lookup(), List.of("none@nowhere.example"), List.of()))
                .isEmpty();
        List<String> ids = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Write write = account.newOne(crm, sample.type(), sample.values(account.nextNumber()));
            ids.add(Account.written(crm.write(object, List.of(write))).id());
            values.add(String.valueOf(write.values().get(sample.lookup())));
        }
        List<CrmRecord> found = crm.lookup(object, sample.lookup(), values.subList(0, 2), List.of(sample.changed()));
        assertThat(found).extracting(CrmRecord::id).containsExactlyInAnyOrder(ids.get(0), ids.get(1));
        assertThat(found).allSatisfy(record -> {
            assertThat(record.fields()).containsKeys(sample.lookup(), sample.changed());
            assertThat(values).contains(String.valueOf(record.fields().get(sample.lookup())));
        });
        assertThat(crm.lookup(object, sample.lookup(), List.of("", " "), List.of()))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSearchWalksThroughEverythingOnceAndCountsIt(Subject.Sample sample) {
        Crm crm = account.connect();
        String object = account.object(crm, sample.type());
        List<String> ids = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Write write = account.newOne(crm, sample.type(), sample.values(account.nextNumber()));
            ids.add(Account.written(crm.write(object, List.of(write))).id());
            values.add(write.values().get(sample.lookup()));
        }
        Condition everything = new Condition.Everything();
        List<String> found = walk(crm, object, everything);
        assertThat(found).containsAll(ids).doesNotHaveDuplicates();
        assertThat(crm.count(object, everything)).isEqualTo(found.size());
        Condition some = new Condition.Or(List.of(
                new Condition.Compare(sample.lookup(), Condition.Operator.EQUAL, values.get(0)),
                new Condition.In(sample.lookup(), List.of(values.get(1), values.get(2)))));
        assertThat(walk(crm, object, some)).containsExactlyInAnyOrderElementsOf(ids.subList(0, 3));
        assertThat(crm.count(object, some)).isEqualTo(3);
        Condition none = new Condition.And(List.of(
                new Condition.Compare(sample.lookup(), Condition.Operator.EQUAL, values.get(0)),
                new Condition.Compare(sample.lookup(), Condition.Operator.EQUAL, values.get(1))));
        assertThat(walk(crm, object, none)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aDeletedRecordIsGoneAndMayBeDeletedAgain(Subject.Sample sample) {
        Crm crm = account.connect();
        String object = account.object(crm, sample.type());
        String kept = account.create(crm, sample.type());
        String gone = account.create(crm, sample.type());
        Account.written(crm.delete(object, List.of(gone)));
        Account.written(crm.delete(object, List.of(gone)));
        assertThat(crm.read(object, List.of(kept, gone), List.of(sample.lookup())))
                .extracting(CrmRecord::id)
                .containsExactly(kept);
        assertThat(crm.fates(object, List.of(gone))).containsOnlyKeys(gone);
        assertThat(crm.fates(object, List.of(gone)).get(gone)).isInstanceOf(Fate.Deleted.class);
        assertThat(walk(crm, object, new Condition.Everything())).doesNotContain(gone);
    }

    @ParameterizedTest
    @MethodSource("samples")
    @Tag("R41")
    void changesNameWhatWasMadeAndWhatWasChanged(Subject.Sample sample) {
        Crm crm = account.connect();
        String object = account.object(crm, sample.type());
        ChangePage start = crm.changes(object, null);
        assertThat(start.notices()).isEmpty();
        String made = account.create(crm, sample.type());
        ChangePage first = lookUntil(crm, object, start.cursor(), made);
        Object value = sample.values(account.nextNumber()).get(sample.changed());
        crm.write(object, List.of(account.update(crm, sample.type(), made, Map.of(sample.changed(), value))));
        ChangePage second = lookUntil(crm, object, first.cursor(), made);
        assertThat(second.notices()).allMatch(notice -> notice.object().equals(object));
        assertThat(second.cursor()).hasSizeLessThan(4000);
        boolean isTold = subject().tellsDeletions(sample.type());
        if (isTold && account.capabilities().can(Capabilities.Feature.DELETES_POLLED)) {
            crm.delete(object, List.of(made));
            lookUntil(crm, object, second.cursor(), made);
        }
    }

    @Test
    @Tag("R177")
    void aContactIsAssociatedWithItsCompany() {
        Crm crm = account.connect();
        String contacts = account.object(crm, RecordType.CONTACT);
        String companies = account.object(crm, RecordType.COMPANY);
        String contact = account.create(crm, RecordType.CONTACT);
        String company = account.create(crm, RecordType.COMPANY);
        for (int i = 0; i < 2; i++) {
            associate(crm, contacts, contact, companies, company);
        }
        String field = crm.companyField(contacts).orElseThrow();
        assertThat(one(crm.read(contacts, List.of(contact), List.of(field)))
                        .fields()
                        .get(field))
                .hasToString(company);
    }

    @ParameterizedTest
    @MethodSource("samples")
    @Tag("R185")
    void anActivityStandsAtItsContactAndItsCompany(Subject.Sample sample) {
        if (!sample.type().isActivity()) {
            return;
        }
        Crm crm = account.connect();
        String object = account.object(crm, sample.type());
        Write write = account.newOne(crm, sample.type(), sample.values(account.nextNumber()));
        String id = Account.written(crm.write(object, List.of(write))).id();
        for (AssociateTo to : account.lastParents()) {
            String field = crm.associationField(object, to.object()).orElse(null);
            if (field == null) {
                for (int i = 0; i < 2; i++) {
                    Account.written(crm.associate(List.of(new Association(object, id, to))));
                }
            } else {
                assertThat(one(crm.read(object, List.of(id), List.of(field)))
                                .fields()
                                .get(field))
                        .as(field)
                        .hasToString(account.held(crm, object, field));
            }
        }
    }

    @Test
    @Tag("R28")
    void theConnectionSaysAsWhomItRunsAndWhoMayOwnRecords() {
        Crm crm = account.connect();
        assertThat(crm.whoAmI()).isNotBlank();
        assertThat(crm.users()).isNotEmpty().allSatisfy(user -> {
            assertThat(user.id()).isNotBlank();
            assertThat(user.email()).contains("@");
        });
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aListThatIsNoneIsNotFound(Subject.Sample sample) {
        Crm crm = account.connect();
        String object = account.object(crm, sample.type());
        assertThat(crm.lists(object)).allMatch(list -> list.object().equals(object));
        if (account.capabilities().can(Capabilities.Feature.LISTS)) {
            assertThat(error(() -> crm.listed(object, "987654", List.of(), null)))
                    .isInstanceOfSatisfying(
                            CrmError.Rejected.class,
                            rejected -> assertThat(rejected.code()).isEqualTo(ErrorCode.NOT_FOUND));
        }
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aRecordThatTheCrmDoesNotTakeIsRejectedWithItsCode(Subject.Refusal refusal) {
        Crm crm = account.connect();
        String object = account.object(crm, refusal.type());
        Write write = account.newOne(crm, refusal.type(), refusal.values());
        CrmError error = Account.refusal(() -> crm.write(object, List.of(write)));
        assertThat(error).isInstanceOfSatisfying(CrmError.Rejected.class, rejected -> {
            assertThat(rejected.code()).isEqualTo(refusal.code());
            assertThat(rejected.detail()).isNotBlank();
            refusal.values().values().stream()
                    .filter(value -> value instanceof String text && text.contains("@"))
                    .forEach(value -> assertThat(rejected.detail()).doesNotContain(value.toString()));
        });
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void oneBadRecordHarmsNoneOfItsBatch(Subject.Refusal refusal) {
        Crm crm = account.connect();
        if (crm.limits().writeBatch() == 1) {
            return;
        }
        String object = account.object(crm, refusal.type());
        Write good = account.newOne(
                crm, refusal.type(), subject().sample(refusal.type()).values(account.nextNumber()));
        Write bad = account.newOne(crm, refusal.type(), refusal.values());
        try {
            List<WriteResult> results = crm.write(object, List.of(good, bad));
            assertThat(results.get(0)).isInstanceOf(WriteResult.Written.class);
            assertThat(results.get(1)).isInstanceOf(WriteResult.Refused.class);
        } catch (CrmException e) {
            assertThat(e.error()).isInstanceOf(CrmError.BatchRejected.class);
            assertThat(walk(crm, object, new Condition.Everything())).isEmpty();
        }
    }

    private void associate(Crm crm, String contacts, String contact, String companies, String company) {
        AssociateTo to = new AssociateTo(companies, company, AssociateTo.Kind.PRIMARY);
        crm.associationField(contacts, companies)
                .ifPresentOrElse(
                        field -> Account.written(crm.write(
                                contacts,
                                List.of(account.update(crm, RecordType.CONTACT, contact, Map.of(field, company))))),
                        () -> Account.written(crm.associate(List.of(new Association(contacts, contact, to)))));
    }

    /** Looks on until a record is named: a CRM whose times are whole seconds tells a second change a little later. */
    private static ChangePage lookUntil(Crm crm, String object, String cursor, String id) {
        AtomicReference<String> place = new AtomicReference<>(cursor);
        return await().atMost(Duration.ofSeconds(15))
                .until(
                        () -> {
                            ChangePage page = look(crm, object, place.get());
                            place.set(page.cursor());
                            return page;
                        },
                        page -> page.notices().stream().anyMatch(n -> n.id().equals(id)));
    }

    /** Every page of one look. */
    private static ChangePage look(Crm crm, String object, String cursor) {
        List<Notice> notices = new ArrayList<>();
        ChangePage page = crm.changes(object, cursor);
        notices.addAll(page.notices());
        while (page.more()) {
            page = crm.changes(object, page.cursor());
            notices.addAll(page.notices());
        }
        return new ChangePage(notices, page.cursor(), false);
    }

    private static CrmRecord one(List<CrmRecord> records) {
        assertThat(records).hasSize(1);
        return records.get(0);
    }

    private static void assertSame(Map<String, @Nullable Object> sent, Map<String, @Nullable Object> stored) {
        for (String field : new TreeSet<>(sent.keySet())) {
            assertThat(StoredAsSent.same(sent.get(field), stored.get(field)))
                    .as("%s: sent %s, stored %s", field, sent.get(field), stored.get(field))
                    .isTrue();
        }
    }
}
