package dev.caravan.crm.component;

import static dev.caravan.crm.batch.RunningCrm.contact;
import static dev.caravan.crm.batch.RunningCrm.create;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.Association;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.FakeCrm;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.batch.RunningCrm;
import dev.caravan.filter.Condition;
import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubConstants;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Lane;
import dev.caravan.hub.Link;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Work;
import dev.caravan.problem.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrmProducerTest {
    private static final String WRITE = "crm:fake/contact?linger=5ms";

    private final FakeCrm crm = new FakeCrm();
    private RunningCrm running;
    private DefaultCamelContext camel;

    @BeforeEach
    void start() {
        running = RunningCrm.with(crm);
        camel = new DefaultCamelContext();
        camel.addComponent(
                "crm", new CrmComponent(running.runtime, text -> new Condition.Everything(), running.clock, null));
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
        running.close();
    }

    /** An exchange on its way, with the number of times that it was completed. */
    private record Sent(Exchange exchange, CompletableFuture<Boolean> end, AtomicInteger completions, boolean sync) {
        Sent await() {
            assertThat(end.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(sync);
            return this;
        }

        CrmError error() {
            return exchange.getException(CrmException.class).error();
        }
    }

    private Sent send(String uri, Object body, @Nullable Work work, Map<String, Object> headers) {
        try {
            AsyncProducer producer = camel.getEndpoint(uri).createAsyncProducer();
            producer.start();
            Exchange exchange = new DefaultExchange(camel);
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new LinkedHashMap<>(headers));
            exchange.setProperty(HubConstants.WORK, work);
            AtomicInteger completions = new AtomicInteger();
            CompletableFuture<Boolean> end = new CompletableFuture<>();
            boolean sync = producer.process(exchange, doneSync -> {
                completions.incrementAndGet();
                end.complete(doneSync);
            });
            return new Sent(exchange, end, completions, sync);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Sent send(String uri, Object body) {
        return send(uri, body, null, Map.of());
    }

    private Work work(String id, Lane lane) {
        Instant now = running.clock.instant();
        ChangeMark mark = new ChangeMark(
                1,
                new ConnectionName("fake"),
                Direction.PUSH,
                RecordType.CONTACT,
                id,
                1,
                now,
                "edited",
                lane,
                0,
                "t",
                null);
        return new Work(mark, HubRecord.of(contact(id), Map.of(), now, "app"), now);
    }

    @Test
    void aWriteEndsWithTheCrmsIdAsItsBody() {
        Sent sent = send(WRITE, create("c-1")).await();
        WriteResult.Written written = sent.exchange().getMessage().getBody(WriteResult.Written.class);
        assertThat(written.created()).isTrue();
        assertThat(sent.exchange().getMessage().getHeader(CrmConstants.EXTERNAL_ID))
                .isEqualTo(written.id());
        assertThat(sent.exchange().getException()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"write", "upsert", "create", "update", "UPSERT"})
    void everyWordForWritingWrites(String word) {
        send(WRITE + "&operation=" + word, create("c-1")).await();
        assertThat(crm.records()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"40, 40", "40ms, 40", "2s, 2000", "PT0.5S, 500"})
    void aLingerIsWrittenAsTimesAreInCamel(String text, long millis) {
        CrmEndpoint endpoint = camel.getEndpoint("crm:fake/contact?linger=" + text, CrmEndpoint.class);
        assertThat(endpoint.options().linger()).hasMillis(millis);
    }

    @Test
    void exchangesThatWaitTogetherShareACall() {
        List<Sent> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(send("crm:fake/contact?linger=200ms&maxBatch=25", create("c-" + i)));
        }
        all.forEach(Sent::await);
        assertThat(crm.calls("write")).hasSize(2);
    }

    @Test
    void eachExchangeIsCompletedOnceWhetherItPassesFailsOrIsRefused() {
        crm.poison(List.of("c-2"));
        List<Sent> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(send(WRITE, create("c-" + i)));
        }
        all.add(send(WRITE, "not a write"));
        all.forEach(Sent::await);
        crm.fault((operation, n) -> new CrmError.Transient("HTTP 503", false));
        all.add(send(WRITE, create("c-7")).await());
        assertThat(all).allMatch(s -> s.completions().get() == 1);
        assertThat(all.stream().map(s -> s.exchange().getException() == null))
                .containsExactly(true, true, false, true, true, false, false);
        assertThat(all.get(5).sync()).isTrue();
    }

    @Test
    void stoppingCompletesEachExchangeOnce() {
        List<Sent> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(send("crm:fake/contact?linger=30s", create("c-" + i)));
        }
        running.close();
        all.add(send(WRITE, create("late")));
        all.forEach(Sent::await);
        assertThat(all)
                .allMatch(s -> s.completions().get() == 1)
                .allMatch(s -> s.error() instanceof CrmError.Transient);
    }

    @Test
    void aCreateConcludesTheWorkWithItsLink() {
        Work work = work("c-1", Lane.LIVE);
        Write write = new Write(
                contact("c-1"),
                "contacts",
                null,
                Map.of("lastname", "Lind"),
                List.of(),
                Map.of("lastname", "lind", "city", "Uppsala"),
                "created");
        Sent sent = send(WRITE, write, work, Map.of()).await();
        String id =
                sent.exchange().getMessage().getBody(WriteResult.Written.class).id();
        Work.Conclusion conclusion = work.conclusion().orElseThrow();
        assertThat(conclusion.outcome()).isEqualTo(new Outcome.Created("created fake contacts " + id));
        assertThat(conclusion.link())
                .isEqualTo(new Link(
                        contact("c-1"),
                        new ExternalId(new ConnectionName("fake"), "contacts", id),
                        Map.of("lastname", "Lind", "city", "Uppsala"),
                        running.clock.instant(),
                        "created"));
        assertThat(work.trail().notes()).containsOnlyKeys("sent", "answered");
        assertThat(work.trail().notes().get("sent")).asString().contains("Lind");
        assertThat(work.trail().notes().get("answered"))
                .asString()
                .contains(id)
                .contains("created=true")
                .contains("write #1");
    }

    @Test
    void anUpdateConcludesTheWorkAndKeepsHowItWasFound() {
        Work work = work("c-1", Lane.LIVE);
        String id = crm.put(Map.of("lastname", "Old"));
        send(WRITE, RunningCrm.update("c-1", id), work, Map.of()).await();
        Work.Conclusion conclusion = work.conclusion().orElseThrow();
        assertThat(conclusion.outcome().word()).isEqualTo("updated");
        assertThat(conclusion.link())
                .isNotNull()
                .satisfies(l -> assertThat(l.how()).isEqualTo("link"));
    }

    @Test
    void aRefusedRecordConcludesNothingAndSaysWhy() {
        crm.poison(List.of("c-1"));
        Work work = work("c-1", Lane.LIVE);
        Sent sent = send(WRITE, create("c-1"), work, Map.of()).await();
        assertThat(sent.error()).isEqualTo(new CrmError.Rejected("wrong", ErrorCode.INVALID_VALUE));
        assertThat(work.conclusion()).isEmpty();
        assertThat(work.trail().notes().get("answered")).asString().contains("CRM-212");
    }

    @ParameterizedTest(name = "the association fails: {0}")
    @CsvSource({"true", "false"})
    @Tag("R177")
    void aRecordIsLinkedEvenWhenItsAssociationFails(boolean fails) {
        crm.associationFault(() -> fails ? Optional.of(new CrmError.Transient("locked", false)) : Optional.empty());
        Work work = work("c-1", Lane.LIVE);
        Write write = new Write(
                contact("c-1"),
                "contacts",
                null,
                Map.of("lastname", "Lind"),
                List.of(new AssociateTo("companies", "77", AssociateTo.Kind.PRIMARY)),
                Map.of("lastname", "Lind", "@company", "77"),
                "created");
        Sent sent = send(WRITE, write, work, Map.of()).await();
        Work.Conclusion conclusion = work.conclusion().orElseThrow();
        assertThat(conclusion.outcome().word()).isEqualTo("created");
        assertThat(conclusion.link())
                .isNotNull()
                .satisfies(l -> assertThat(l.base().containsKey("@company")).isEqualTo(!fails));
        assertThat(sent.exchange().getException() != null).isEqualTo(fails);
    }

    @Test
    void aDuplicateOfALinkedRecordIsSkipped() {
        crm.uniqueField("email");
        String existing = crm.put(Map.of("email", "c-1@example.com"));
        running.links.put(new ExternalId(new ConnectionName("fake"), "contacts", existing), contact("c-7"));
        Work work = work("c-1", Lane.LIVE);
        Sent sent = send(WRITE, create("c-1"), work, Map.of()).await();
        assertThat(sent.exchange().getException()).isNull();
        assertThat(work.conclusion().orElseThrow().outcome())
                .isEqualTo(new Outcome.Skipped(
                        "duplicate of contact c-7, which is linked with fake contacts " + existing));
        Sent withoutMark = send(WRITE, create("c-1")).await();
        assertThat(withoutMark.exchange().getException(CrmException.class).code())
                .isEqualTo(ErrorCode.DUPLICATE_VALUE);
    }

    @Test
    void severalCandidatesAreHeld() {
        running.intents.open(new ConnectionName("fake"), List.of(contact("c-1")));
        crm.put(create("c-1").values());
        crm.put(create("c-1").values());
        running.clock.advance(java.time.Duration.ofMinutes(1));
        Work work = work("c-1", Lane.LIVE);
        send(WRITE, create("c-1"), work, Map.of()).await();
        assertThat(work.conclusion().orElseThrow().outcome().word()).isEqualTo("held");
    }

    @Test
    void readReturnsTheRecordsInSeveralCallsWhenNeeded() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            ids.add(crm.put(Map.of("email", i + "@example.com", "city", "Lund")));
        }
        Sent sent = send("crm:fake/contact?operation=read", ids, null, Map.of(CrmConstants.FIELDS, "email, city"))
                .await();
        List<CrmRecord> found = records(sent);
        assertThat(found).hasSize(250).allMatch(r -> r.fields().keySet().containsAll(List.of("email", "city")));
        assertThat(crm.calls("read")).hasSize(3);
    }

    @Test
    void readWithoutFieldsReturnsAllOfThem() {
        String id = crm.put(Map.of("email", "a@example.com"));
        Sent sent = send("crm:fake/contact?operation=read", List.of(id)).await();
        assertThat(records(sent))
                .singleElement()
                .satisfies(r -> assertThat(r.fields()).containsOnlyKeys("email"));
    }

    @Test
    void searchReturnsAPageAndWhereItGoesOn() {
        for (int i = 0; i < 3; i++) {
            crm.put(Map.of("email", i + "@example.com"));
        }
        String uri = "crm:fake/contact?operation=search&fields=email";
        Sent first = send(uri, "email IS NOT NULL").await();
        assertThat(records(first)).hasSize(2);
        Object cursor = first.exchange().getMessage().getHeader(CrmConstants.CURSOR);
        Sent second = send(uri, new Condition.Everything(), null, Map.of(CrmConstants.CURSOR, cursor))
                .await();
        assertThat(records(second)).hasSize(1);
        assertThat(second.exchange().getMessage().getHeader(CrmConstants.CURSOR))
                .isNull();
    }

    @Test
    void deleteTakesAnIdOrALink() {
        String one = crm.put(Map.of());
        String two = crm.put(Map.of());
        Link link = new Link(
                contact("c-1"),
                new ExternalId(new ConnectionName("fake"), "contacts", two),
                Map.of(),
                running.clock.instant(),
                "created");
        Sent first = send("crm:fake/contact?operation=delete", one);
        Sent second = send("crm:fake/contact?operation=delete", link);
        first.await();
        second.await();
        assertThat(crm.records()).isEmpty();
        assertThat(crm.calls("delete")).hasSize(1);
    }

    @Test
    void associateMakesTheAssociationInTheBody() {
        Association association =
                new Association("contacts", "1", new AssociateTo("companies", "2", AssociateTo.Kind.ADDITIONAL));
        send("crm:fake/contact?operation=associate", association).await();
        assertThat(crm.associations()).containsExactly(association);
    }

    @Test
    void aConnectionThatNobodyConfiguredFailsAtStartWithTheNearestName() {
        assertThatThrownBy(() -> camel.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:in").to("crm:fakr/contact");
                    }
                }))
                .hasStackTraceContaining("unknown connection 'fakr'. Did you mean 'fake'?");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            crm:fake/contct                 | Did you mean 'contact'?
            crm:fake                        | must name a connection and a record
            crm:fake/contact?operation=wipe | wipe
            crm:fake/contact?lingr=5        | lingr
            """)
    void aWrongUriIsRefusedWithItsMistake(String uri, String mistake) {
        assertThatThrownBy(() -> camel.getEndpoint(uri).createProducer()).hasStackTraceContaining(mistake);
    }

    @Test
    void aRouteThatNamesASwitchedOffConnectionStartsAndItsRecordsWait() {
        Sent sent = send("crm:switched-off/contact", create("c-1")).await();
        assertThat(sent.error()).isInstanceOf(CrmError.Transient.class);
        assertThat(sent.exchange().getException()).hasMessageContaining("switched off");
    }

    @Test
    void theLaneOfTheMarkIsTheLaneOfTheCall() {
        running.budgets
                .find(new ConnectionName("fake"))
                .orElseThrow()
                .learned(dev.caravan.crm.CallKind.GENERAL, 10_000, 100, java.time.Duration.ofDays(1));
        List<Lane> through = new ArrayList<>();
        crm.beforeCall(() ->
                running.budgets.find(new ConnectionName("fake")).orElseThrow().enter(dev.caravan.crm.CallKind.GENERAL));
        for (Lane lane : Lane.values()) {
            Sent sent = send(WRITE, create("c-" + lane), work("c-" + lane, lane), Map.of())
                    .await();
            if (sent.exchange().getException() == null) {
                through.add(lane);
            } else {
                assertThat(sent.error()).isInstanceOf(CrmError.RateLimited.class);
            }
        }
        assertThat(through).containsExactly(Lane.LIVE);
    }

    @SuppressWarnings("unchecked")
    private static List<CrmRecord> records(Sent sent) {
        return sent.exchange().getMessage().getBody(List.class);
    }
}
