package dev.caravan.dedup.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.dedup.MatchBench;
import dev.caravan.dedup.sourcing.SourcingBench;
import dev.caravan.hub.Lane;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExistsStepTest {
    private final SourcingBench bench = new SourcingBench();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private ProducerTemplate in;

    @BeforeEach
    void start() throws Exception {
        camel.addComponent(
                "dedup", new DedupComponent(new MatchBench().counterparts(), bench.sourcing(), Clock.systemUTC()));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:any").to("dedup:any/contact?operation=exists");
                from("direct:ceos").to("dedup:hubspot/contact?operation=exists&filter=RAW(job_title = 'CEO')");
            }
        });
        camel.start();
        in = camel.createProducerTemplate();
    }

    @AfterEach
    void stop() {
        camel.stop();
        bench.close();
    }

    @Test
    @Tag("R88")
    void recordsThatComeOneByOneShareALookupAndGoOnWithTheirOwnAnswer() throws Exception {
        for (int i = 0; i < 200; i += 2) {
            bench.hubspot().has("contacts", "5" + i, "email", "p" + i + "@acme.example");
        }
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Map<String, Object> body = Map.of("id", "x" + i, "work_email", "p" + i + "@acme.example");
            sent.add(in.asyncSend("direct:any", e -> e.getMessage().setBody(body)));
        }

        for (int i = 0; i < 200; i++) {
            Exchange back = sent.get(i).get(20, TimeUnit.SECONDS);
            assertThat(back.getException()).isNull();
            assertThat(back.getMessage().getHeader(DedupHeaders.EXISTS)).isEqualTo(i % 2 == 0);
            assertThat(back.getMessage().getHeader(DedupHeaders.STATUS)).isEqualTo(i % 2 == 0 ? "in_crm" : "new");
            assertThat(back.getMessage().getBody(Map.class)).containsEntry("id", "x" + i);
            assertThat(back.getMessage().getHeader(DedupHeaders.ANSWER, Map.class))
                    .containsEntry("id", "x" + i);
        }
        assertThat(bench.hubspot().count("lookup")).isLessThan(40);
        assertThat(bench.lanes).containsOnly(Lane.LIVE);
    }

    @Test
    void whatCannotBeAskedHasNoHeaderThatSaysWhetherItExists() {
        bench.hubspot().failure = new CrmException("hubspot", new CrmError.Transient("HTTP 503", false), null);

        Exchange back = in.send("direct:ceos", e -> e.getMessage().setBody(Map.of("work_email", "ann@acme.example")));

        assertThat(back.getMessage().getHeader(DedupHeaders.STATUS)).isEqualTo("unknown");
        assertThat(back.getMessage().getHeaders()).doesNotContainKey(DedupHeaders.EXISTS);
    }

    @Test
    @Tag("R90")
    void aListIsAnsweredAsAList() {
        bench.hubspot().has("contacts", "501", "email", "ann@acme.example", "jobtitle", "CEO");
        bench.hubspot().has("contacts", "502", "email", "bea@acme.example", "jobtitle", "CFO");

        List<?> answers = in.requestBody(
                "direct:ceos",
                List.of(Map.of("work_email", "ann@acme.example"), Map.of("email", "bea@acme.example"), "cem"),
                List.class);

        assertThat(answers).hasSize(3);
        assertThat((Map<?, ?>) answers.get(0))
                .hasToString("{line=1, status=in_crm, exists=true, in=[{connection=hubspot,"
                        + " object=contacts, id=501, rule=work_email, how=lookup}]}");
        assertThat((Map<?, ?>) answers.get(1)).hasToString("{line=2, status=new, exists=false}");
        assertThat((Map<?, ?>) answers.get(2))
                .hasToString("{line=3, status=rejected, reason=the record at 3 is not an object}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dedup:any/contact?operation=exist               | Did you mean 'exists'?
            dedup:any/contakt?operation=exists              | Did you mean 'contact'?
            dedup:any/contact?filter=RAW(a = 1)             | which only operation=exists takes
            dedup:any/contact?operation=exists&filter=RAW(a =) | FLT-101
            dedup:any/any                                   | unknown record type 'any'
            """)
    void aWrongStepIsRefusedWhenTheRouteStarts(String uri, String complaint) {
        assertThatThrownBy(() -> camel.getEndpoint(uri)).rootCause().hasMessageContaining(complaint);
    }
}
