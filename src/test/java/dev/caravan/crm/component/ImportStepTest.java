package dev.caravan.crm.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.FakeCrm;
import dev.caravan.crm.batch.RunningCrm;
import dev.caravan.filter.Condition;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A route that orders imports. */
class ImportStepTest {
    private final List<Object> started = new ArrayList<>();
    private RunningCrm running;
    private DefaultCamelContext camel;

    @BeforeEach
    void start() throws Exception {
        running = RunningCrm.with(new FakeCrm());
        camel = new DefaultCamelContext();
        camel.addComponent(
                "crm", new CrmComponent(running.runtime, text -> new Condition.Everything(), running.clock, null));
        ImportStart imports = (connection, type, words) -> {
            if ("refused".equals(words.filter())) {
                throw new InvalidInputException(ErrorCode.FILTER_INVALID, "no");
            }
            started.add(List.of(connection, type, words));
            return 12;
        };
        camel.getRegistry().bind("imports", ImportStart.class, imports);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:nightly").routeId("nightly").to("crm:fake/contact?operation=import");
            }
        });
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
        running.close();
    }

    private Exchange send(@Nullable Object body, Map<String, Object> headers) {
        return camel.createProducerTemplate().send("direct:nightly", exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(headers);
        });
    }

    private static ImportStart.Words words(@Nullable String filter, @Nullable String list, boolean isAll) {
        return new ImportStart.Words(filter, list, isAll, null, null, "route nightly");
    }

    private static List<Object> order(ImportStart.Words words) {
        return List.of(new ConnectionName("fake"), RecordType.CONTACT, words);
    }

    @Test
    void theBodyIsTheConditionOrTheWordAllAndAHeaderNamesAList() {
        Exchange exchange = send("lifecyclestage = 'customer'", Map.of());
        send("all", Map.of());
        send("whatever", Map.of(CrmConstants.LIST, "Key accounts"));
        send("all", Map.of(CrmConstants.DUPLICATES, "skip", CrmConstants.TAG, "spring"));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(CrmConstants.IMPORT_ID)).isEqualTo(12L);
        assertThat(started)
                .containsExactly(
                        order(words("lifecyclestage = 'customer'", null, false)),
                        order(words(null, null, true)),
                        order(words(null, "Key accounts", false)),
                        order(new ImportStart.Words(null, null, true, "skip", "spring", "route nightly")));
    }

    @Test
    void anEmptyBodyBringsNothing() {
        assertThat(send(null, Map.of()).getException())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the word all");
        assertThat(started).isEmpty();
    }

    @Test
    void whatIsWrongIsTheRoutesError() {
        assertThat(send("refused", Map.of()).getException())
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILTER_INVALID));
    }
}
