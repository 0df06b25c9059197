package dev.caravan.dedup.component;

import static dev.caravan.dedup.MatchBench.HUBSPOT;
import static dev.caravan.dedup.MatchBench.contact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Match;
import dev.caravan.dedup.MatchBench;
import dev.caravan.dedup.sourcing.SourcingBench;
import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.Direction;
import dev.caravan.hub.HubConstants;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Lane;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.WaitForRecordException;
import dev.caravan.hub.Work;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DedupEndpointTest {
    private final MatchBench bench = new MatchBench();
    private final SourcingBench sourcing = new SourcingBench();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final AtomicInteger wentOn = new AtomicInteger();
    private final Map<Exchange, AtomicInteger> ends = new ConcurrentHashMap<>();

    @BeforeEach
    void start() throws Exception {
        camel.addComponent("dedup", new DedupComponent(bench.counterparts(), sourcing.sourcing(), Clock.systemUTC()));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:in").routeId("in").to("dedup:hubspot/contact").process(e -> wentOn.incrementAndGet());
            }
        });
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
        sourcing.close();
    }

    @Test
    void exchangesThatComeTogetherShareALookupAndEachGetsItsOwnAnswer() throws Exception {
        for (int i = 0; i < 100; i += 2) {
            bench.crm.has("contacts", "5" + i, "email", "a" + i + "@example.com");
        }
        List<Exchange> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sent.add(send(contact("c-" + i, "work_email", "a" + i + "@example.com")));
        }
        awaitEnds(100);

        for (int i = 0; i < 100; i++) {
            Match match = sent.get(i).getMessage().getBody(Match.class);
            assertThat(match.record().key().id()).isEqualTo("c-" + i);
            assertThat(match.isNew()).isEqualTo(i % 2 == 1);
        }
        assertThat(bench.crm.count("lookup")).isLessThanOrEqualTo(3);
        assertThat(wentOn).hasValue(100);
    }

    @Test
    void aFailedLookupFailsEachExchangeOfItsBatchOnce() throws Exception {
        bench.crm.failure = new CrmException("hubspot", new CrmError.Transient("HTTP 503", false), null);
        List<Exchange> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(send(contact("c-" + i, "work_email", "a" + i + "@example.com")));
        }
        awaitEnds(20);

        assertThat(sent).allSatisfy(e -> assertThat(e.getException()).isSameAs(bench.crm.failure));
        assertThat(wentOn).hasValue(0);
    }

    @Test
    void oneBadRecordNeverFailsItsNeighbours() throws Exception {
        bench.crm.poison = "a7@example.com";
        List<Exchange> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(send(contact("c-" + i, "work_email", "a" + i + "@example.com")));
        }
        awaitEnds(20);

        assertThat(sent.stream().filter(e -> e.getException() != null)).containsExactly(sent.get(7));
        assertThat(wentOn).hasValue(19);
    }

    @Test
    void aHeldRecordConcludesItsWorkAndEndsItsWay() throws Exception {
        bench.crm.has("contacts", "1", "email", "ann@example.com");
        bench.crm.has("contacts", "2", "email", "ann@example.com");
        HubRecord ann = contact("c-1", "work_email", "ann@example.com");
        Work work = work(ann);

        send(ann, work);
        awaitEnds(1);

        assertThat(work.conclusion().orElseThrow().outcome()).isInstanceOf(Outcome.Held.class);
        assertThat(work.trail().notes().get("matched"))
                .asString()
                .contains("held")
                .doesNotContain("example.com");
        assertThat(wentOn).hasValue(0);
    }

    @Test
    void aDuplicateConcludesItsWorkAsSkipped() throws Exception {
        bench.crm.has("contacts", "512", "email", "ann@example.com");
        bench.link(contact("c-9"), "512");
        HubRecord ann = contact("c-1", "work_email", "ann@example.com");
        Work work = work(ann);

        send(ann, work);
        awaitEnds(1);

        assertThat(work.conclusion().orElseThrow().outcome())
                .isEqualTo(new Outcome.Skipped("duplicate of contact c-9, which is linked with hubspot contacts 512"));
        assertThat(wentOn).hasValue(0);
    }

    @Test
    void whatIsGoneInTheCrmIsNotCreatedAnewUnlessAPersonAsksForIt() throws Exception {
        bench.gone.put("c-1", "hubspot contacts 512 is gone (deleted)");
        bench.gone.put("c-2", "hubspot contacts 513 is gone (deleted)");
        HubRecord ann = contact("c-1", "work_email", "ann@example.com");
        HubRecord bob = contact("c-2", "work_email", "bob@example.com");
        HubRecord eve = contact("c-3", "work_email", "eve@example.com");
        Work left = work(ann);
        Work demanded = work(bob, ChangeMark.PUSHED_BY + "operator");
        Work fresh = work(eve);

        send(ann, left);
        Exchange second = send(bob, demanded);
        Exchange third = send(eve, fresh);
        awaitEnds(3);

        assertThat(left.conclusion().orElseThrow().outcome())
                .isEqualTo(new Outcome.Skipped("hubspot contacts 512 is gone (deleted)"));
        assertThat(second.getMessage().getBody(Match.class).isNew()).isTrue();
        assertThat(third.getMessage().getBody(Match.class).isNew()).isTrue();
        assertThat(wentOn).hasValue(2);
    }

    @Test
    void aTwinWaitsForTheOther() throws Exception {
        bench.store(contact("c-0", "work_email", "ann@example.com"), 3);
        HubRecord ann = bench.store(contact("c-1", "work_email", "ann@example.com"), 4);
        Work work = work(ann);

        Exchange sent = send(ann, work);
        awaitEnds(1);

        assertThat(sent.getException())
                .isInstanceOf(WaitForRecordException.class)
                .hasMessage("DUP-102 contact c-1 waits for contact c-0: both have the same work_email");
        assertThat(work.conclusion()).isEmpty();
    }

    @Test
    void aFoundRecordLeavesANoteInTheTrail() throws Exception {
        bench.crm.has("contacts", "512", "email", "ann@example.com");
        HubRecord ann = contact("c-1", "work_email", "ann@example.com");
        Work work = work(ann);

        send(ann, work);
        awaitEnds(1);

        assertThat(work.trail().notes())
                .containsEntry(
                        "matched",
                        Map.of("decision", "found", "how", "work_email", "id", "512", "reason", "found by work_email"));
        assertThat(work.conclusion()).isEmpty();
    }

    @Test
    void whatIsNoContactIsRefusedAtOnce() throws Exception {
        Exchange company = send(MatchBench.company("a-1", "website", "acme.com"));
        Exchange text = send("text");
        awaitEnds(2);

        assertThat(company.getException()).hasMessageContaining("got a company");
        assertThat(text.getException()).isNotNull();
    }

    @Test
    void whatWaitsWhenTheRouteStopsIsAnsweredOnce() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:slow").routeId("slow").to("dedup:hubspot/contact?linger=60000");
            }
        });
        Exchange sent = send("direct:slow", contact("c-1", "work_email", "ann@example.com"), null);
        camel.getShutdownStrategy().setTimeout(1);
        camel.stop();
        awaitEnds(1);

        assertThat(sent.getException()).isInstanceOf(CrmException.class);
    }

    @Test
    void aWrongUriIsRefusedWithACure() {
        assertThatThrownBy(() -> camel.getEndpoint("dedup:hubspot/contakt")).hasStackTraceContaining("'contact'");
        assertThatThrownBy(() -> camel.getEndpoint("dedup:hubspot")).hasStackTraceContaining("dedup:hubspot/contact");
    }

    private Exchange send(Object body) throws Exception {
        return send("direct:in", body, null);
    }

    private Exchange send(HubRecord record, Work work) throws Exception {
        return send("direct:in", record, work);
    }

    private Exchange send(String uri, Object body, Work work) throws Exception {
        Exchange exchange = camel.getEndpoint(uri).createExchange();
        exchange.getMessage().setBody(body);
        if (work != null) {
            exchange.setProperty(HubConstants.WORK, work);
        }
        AtomicInteger ended = new AtomicInteger();
        ends.put(exchange, ended);
        AsyncProcessor producer = (AsyncProcessor) started(uri);
        producer.process(exchange, sync -> ended.incrementAndGet());
        return exchange;
    }

    private final Map<String, org.apache.camel.Producer> producers = new ConcurrentHashMap<>();

    private org.apache.camel.Producer started(String uri) throws Exception {
        org.apache.camel.Producer producer = producers.get(uri);
        if (producer == null) {
            producer = camel.getEndpoint(uri).createAsyncProducer();
            producer.start();
            producers.put(uri, producer);
        }
        return producer;
    }

    private void awaitEnds(int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(ends.values())
                        .hasSize(count)
                        .allSatisfy(ended -> assertThat(ended).hasValue(1)));
    }

    private static Work work(HubRecord record) {
        return work(record, "test");
    }

    private static Work work(HubRecord record, String reason) {
        ChangeMark mark = new ChangeMark(
                1,
                HUBSPOT,
                Direction.PUSH,
                RecordType.CONTACT,
                record.key().id(),
                1,
                Instant.EPOCH,
                reason,
                Lane.LIVE,
                0,
                "x",
                null);
        return new Work(mark, record, Instant.EPOCH);
    }
}
