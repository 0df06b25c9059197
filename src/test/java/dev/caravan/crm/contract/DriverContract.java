package dev.caravan.crm.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
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
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.StoredAsSent;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Webhooks;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.filter.Condition;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every driver does alike, against its sandbox: each object, each operation, each class of errors. A driver's own
 * test extends this and says of its CRM only what {@link Subject} asks for.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("resource")
public abstract class DriverContract {
    private Account account;

    /** The CRM under test. */
    protected abstract Subject subject();

    @BeforeAll
    void start() {
        account = new Account(subject());
    }

    @BeforeEach
    void empty() {
        account.empty();
    }

    @AfterAll
    void stop() {
        account.close();
    }

    Stream<Subject.Sample> samples() {
        return subject().samples().stream();
    }

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

    /** Operations that a CRM is asked for, by name. */
    Stream<Operation> operations() {
        RecordType type = RecordType.CONTACT;
        Subject.Sample sample = subject().sample(type);
        List<String> fields = List.of(sample.lookup());
        return Stream.of(
                new Operation("describe", crm -> crm.describe(account.object(crm, type))),
                new Operation("read", crm -> crm.read(account.object(crm, type), List.of(account.someId), fields)),
                new Operation(
                        "lookup",
                        crm -> crm.lookup(account.object(crm, type), sample.lookup(), List.of("a@b.example"), fields)),
                new Operation(
                        "search",
                        crm -> crm.search(account.object(crm, type), new Condition.Everything(), fields, null)),
                new Operation("count", crm -> crm.count(account.object(crm, type), new Condition.Everything())),
                new Operation("changes", crm -> crm.changes(account.object(crm, type), account.someCursor)),
                new Operation(
                        "write",
                        crm -> raise(crm.write(
                                account.object(crm, type),
                                List.of(account.newOne(crm, type, sample.values(account.nextNumber())))))),
                new Operation("delete", crm -> raise(crm.delete(account.object(crm, type), List.of(account.someId)))),
                new Operation("users", Crm::users),
                new Operation("whoAmI", Crm::whoAmI));
    }

    /** One thing that is asked of a CRM. */
    record Operation(String name, Consumer<Crm> work) {
        @Override
        public String toString() {
            return name;
        }
    }

    Stream<Arguments> troubles() {
        return operations()
                .flatMap(operation -> Stream.of(
                                new Trouble("401", CrmError.Unauthorized.class),
                                new Trouble("429", CrmError.RateLimited.class),
                                new Trouble("500", CrmError.Transient.class),
                                new Trouble("503", CrmError.Transient.class),
                                new Trouble("reset-before-commit", CrmError.Transient.class),
                                new Trouble("truncated-body", CrmError.Transient.class),
                                new Trouble("not-json", CrmError.Transient.class))
                        .map(trouble -> Arguments.of(operation, trouble)));
    }

    /** What goes wrong, and what it is to the runtime. */
    record Trouble(String fault, Class<? extends CrmError> is) {
        @Override
        public String toString() {
            return fault;
        }
    }

    @ParameterizedTest(name = "{0} meets {1}")
    @MethodSource("troubles")
    void everyTroubleIsTheSameInEveryOperation(Operation operation, Trouble trouble) {
        Crm crm = account.connect();
        account.someId = account.create(crm, RecordType.CONTACT);
        account.someCursor =
                crm.changes(account.object(crm, RecordType.CONTACT), null).cursor();
        account.faults("{\"kind\":\"" + trouble.fault() + "\"}");
        assertThat(error(() -> operation.work().accept(crm))).isInstanceOf(trouble.is());
        if (trouble.fault().equals("429")) {
            assertThat(account.gate.told()).anyMatch(told -> told.startsWith("refused"));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    @Tag("I4")
    void aWriteWhoseAnswerIsLostHasAnUnknownOutcomeAndIsFoundAfterwards(Subject.Sample sample) {
        Crm crm = account.connect();
        String object = account.object(crm, sample.type());
        Write write = account.newOne(crm, sample.type(), sample.values(account.nextNumber()));
        // The login is a call with an effect too, and is not what is meant.
        crm.whoAmI();
        account.faults("{\"kind\":\"reset-after-commit\"}");
        CrmError error = Account.refusal(() -> crm.write(object, List.of(write)));
        account.faults("");
        assertThat(error)
                .isInstanceOfSatisfying(
                        CrmError.Transient.class,
                        lost -> assertThat(lost.outcomeUnknown()).isTrue());
        String value = String.valueOf(write.values().get(sample.lookup()));
        assertThat(crm.lookup(object, sample.lookup(), List.of(value), List.of()))
                .hasSize(1);
        Condition condition = new Condition.Compare(sample.lookup(), Condition.Operator.EQUAL, value);
        assertThat(walk(crm, object, condition)).hasSize(1);
        assertThat(crm.nameField(object)).isIn(crm.describe(object).fields().keySet());
    }

    @Test
    void aCallThatHangsEndsWithTheConnectionsTimeOut() {
        Crm crm = account.connect(Duration.ofSeconds(1));
        account.faults("{\"kind\":\"hang\",\"millis\":20000}");
        assertThat(error(crm::whoAmI)).isInstanceOf(CrmError.Transient.class);
        account.faults("");
    }

    @Test
    @Tag("R104")
    void everyCallGoesThroughTheGate() {
        Crm crm = account.connect();
        long before = entered();
        long counted = account.calls().path("total").asLong();
        account.create(crm, RecordType.CONTACT);
        String contacts = account.object(crm, RecordType.CONTACT);
        crm.lookup(contacts, subject().sample(RecordType.CONTACT).lookup(), List.of("a@b.example"), List.of());
        crm.users();
        assertThat(account.calls().path("total").asLong() - counted)
                .isEqualTo(entered() - before)
                .isPositive();
    }

    static Stream<byte[]> oddBodies() {
        return Stream.of(
                        "",
                        "null",
                        "42",
                        "\"text\"",
                        "[]",
                        "{}",
                        "[[[]]]",
                        "{\"data\":null,\"meta\":null,\"previous\":null}",
                        "{\"data\":[],\"meta\":{\"id\":{}},\"ids\":\"x\",\"payload\":7}",
                        "[{\"objectId\":{},\"subscriptionType\":7}, null, 3]",
                        "<html><body>Bad Gateway</body></html>",
                        "a=b&c[d]=%zz",
                        "[".repeat(5000),
                        "{\"a\":1}{\"a\":1}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("oddBodies")
    @Tag("S8")
    void anOddWebhookBodyIsRefusedOrSaysNothing(byte[] body) {
        Webhooks webhooks = account.connect().webhooks().orElse(null);
        if (webhooks == null) {
            return;
        }
        for (String scheme : webhooks.schemes()) {
            WebhookCall call = new WebhookCall("POST", "/webhooks/x", "", Map.of(), body);
            Throwable thrown = catchThrowable(
                    () -> assertThat(webhooks.read(call, scheme)).as("notices").isEmpty());
            if (thrown != null) {
                assertThatThrownBy(() -> webhooks.read(call, scheme)).isInstanceOf(InvalidInputException.class);
            }
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

    private long entered() {
        return account.gate.told().stream()
                .filter(told -> told.startsWith("enter"))
                .count();
    }

    private static List<String> walk(Crm crm, String object, Condition condition) {
        List<String> ids = new ArrayList<>();
        String cursor = null;
        do {
            SearchPage page = crm.search(object, condition, List.of(), cursor);
            page.records().forEach(record -> ids.add(record.id()));
            cursor = page.next().orElse(null);
        } while (cursor != null && ids.size() < 10_000);
        return ids;
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

    private static void raise(List<WriteResult> results) {
        if (results.get(0) instanceof WriteResult.Refused refused) {
            throw new CrmException("one record", refused.error(), null);
        }
    }

    private static CrmError error(Runnable work) {
        Throwable thrown = catchThrowable(work::run);
        assertThat(thrown).isInstanceOf(CrmException.class);
        return ((CrmException) thrown).error();
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
