package dev.caravan.crm.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Webhooks;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.filter.Condition;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
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
 * What every driver makes of trouble at its CRM and of odd webhooks, and that no call is made behind the gate's back.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("resource")
abstract class TroubleContract {
    private static final List<Trouble> TROUBLES = List.of(
            new Trouble("401", CrmError.Unauthorized.class),
            new Trouble("429", CrmError.RateLimited.class),
            new Trouble("500", CrmError.Transient.class),
            new Trouble("503", CrmError.Transient.class),
            new Trouble("reset-before-commit", CrmError.Transient.class),
            new Trouble("truncated-body", CrmError.Transient.class),
            new Trouble("not-json", CrmError.Transient.class));

    Account account;

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
                new Operation(
                        "update",
                        crm -> raise(crm.write(
                                account.object(crm, type),
                                List.of(account.update(
                                        crm,
                                        type,
                                        account.someId,
                                        Map.of(
                                                sample.changed(),
                                                sample.values(account.nextNumber())
                                                        .get(sample.changed()))))))),
                new Operation("delete", crm -> raise(crm.delete(account.object(crm, type), List.of(account.someId)))),
                new Operation("users", Crm::users),
                new Operation("whoAmI", Crm::whoAmI));
    }

    /** What is asked of every object of a CRM. */
    Stream<Operation> operations(Subject.Sample sample, String id) {
        RecordType type = sample.type();
        List<String> fields = List.of(sample.lookup());
        return Stream.of(
                new Operation("read", crm -> crm.read(account.object(crm, type), List.of(id), fields)),
                new Operation(
                        "search",
                        crm -> crm.search(account.object(crm, type), new Condition.Everything(), fields, null)),
                new Operation(
                        "update",
                        crm -> raise(crm.write(
                                account.object(crm, type),
                                List.of(account.update(
                                        crm,
                                        type,
                                        id,
                                        Map.of(
                                                sample.changed(),
                                                sample.values(account.nextNumber())
                                                        .get(sample.changed()))))))),
                new Operation("delete", crm -> raise(crm.delete(account.object(crm, type), List.of(id)))));
    }

    /** One thing that is asked of a CRM. */
    record Operation(String name, Consumer<Crm> work) {
        @Override
        public String toString() {
            return name;
        }
    }

    Stream<Arguments> troubles() {
        return operations().flatMap(operation -> TROUBLES.stream().map(trouble -> Arguments.of(operation, trouble)));
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
    void everyTroubleIsTheSameForEveryObject(Subject.Sample sample) {
        Crm crm = account.connect();
        for (Trouble trouble : TROUBLES) {
            // Anew each time: an answer that is cut off came after the deletion.
            String id = account.create(crm, sample.type());
            operations(sample, id).forEach(operation -> {
                // A connection that was refused may have to log in again, and that is not what is meant.
                crm.whoAmI();
                account.faults("{\"kind\":\"" + trouble.fault() + "\"}");
                assertThat(error(() -> operation.work().accept(crm)))
                        .as("%s meets %s", operation, trouble)
                        .isInstanceOf(trouble.is());
                account.faults("");
            });
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

    private long entered() {
        return account.gate.told().stream()
                .filter(told -> told.startsWith("enter"))
                .count();
    }

    static List<String> walk(Crm crm, String object, Condition condition) {
        List<String> ids = new ArrayList<>();
        String cursor = null;
        do {
            SearchPage page = crm.search(object, condition, List.of(), cursor);
            page.records().forEach(record -> ids.add(record.id()));
            cursor = page.next().orElse(null);
        } while (cursor != null && ids.size() < 10_000);
        return ids;
    }

    private static void raise(List<WriteResult> results) {
        if (results.get(0) instanceof WriteResult.Refused refused) {
            throw new CrmException("one record", refused.error(), null);
        }
    }

    static CrmError error(Runnable work) {
        Throwable thrown = catchThrowable(work::run);
        assertThat(thrown).isInstanceOf(CrmException.class);
        return ((CrmException) thrown).error();
    }
}
