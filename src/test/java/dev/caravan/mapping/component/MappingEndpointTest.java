package dev.caravan.mapping.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.crm.Connection;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Connections;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Match;
import dev.caravan.crm.Write;
import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubConstants;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Lane;
import dev.caravan.hub.Link;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.Pulls;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Work;
import dev.caravan.mapping.MappingValueException;
import dev.caravan.mapping.Mappings;
import dev.caravan.mapping.PullOptions;
import dev.caravan.problem.WhatNext;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappingEndpointTest {
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    private static final RecordKey KEY = new RecordKey(RecordType.CONTACT, "c-812");
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir
    Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(folder.resolve("hubspot"));
        Files.writeString(folder.resolve("hubspot/contact.yaml"), """
                record: contact
                object: contacts
                push: { when: "stage <> 'Blocked'" }
                fields:
                  work_email: email
                  first_name:
                    to: firstname
                    language: simple
                    expression: "${body[first_name]} (${body[stage]})"
                  employee_count: { to: size, transform: number }
                company: { association: primary }
                triggers:
                  positive_reply: { fixed: { lifecyclestage: salesqualifiedlead } }
                """);
        context.addComponent("mapping", component());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:push").to("mapping:hubspot/contact").to("mock:write");
                from("direct:reply")
                        .to("mapping:hubspot/contact?trigger=positive_reply&manual=true")
                        .to("mock:write");
                from("direct:pull").to("mapping:hubspot/contact?direction=pull").to("mock:hub");
            }
        });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private MappingComponent component() {
        return new MappingComponent(
                new Mappings(folder, new CamelExpressions(context)),
                new Connections(List.of(connection())),
                (connection, company, object) ->
                        company.id().equals("co-1") ? Optional.of(object + "-77") : Optional.empty(),
                Clock.fixed(NOW, ZoneOffset.UTC),
                new MappingComponent.PullSide(new Pulls(), PullOptions.NONE, java.time.Duration.ofSeconds(2)),
                dev.caravan.hub.Verdicts.NONE);
    }

    private static Connection connection() {
        Crm crm = (Crm) Proxy.newProxyInstance(
                Crm.class.getClassLoader(),
                new Class<?>[] {Crm.class},
                (p, m, a) -> m.getReturnType() == Set.class ? Set.of() : null);
        ConnectionSettings settings = new ConnectionSettings(
                "hubspot",
                true,
                null,
                null,
                Map.of(),
                4,
                java.time.Duration.ofSeconds(30),
                null,
                Map.of(),
                ConnectionSettings.Webhook.NONE,
                ConnectionSettings.OnCrmDelete.UNLINK,
                false,
                java.time.Duration.ofSeconds(60));
        return new Connection(HUBSPOT, settings, crm, null);
    }

    private static Match match(Link link, CrmRecord current, Map<String, Object> fields) {
        return new Match(
                HubRecord.of(KEY, fields, NOW, "app"), HUBSPOT, link, current, link == null ? "work_email" : "link");
    }

    private static CrmRecord crm(Map<String, Object> fields) {
        return new CrmRecord("contacts", "512", fields, Optional.of(NOW), false);
    }

    private Exchange send(String to, Match match) {
        Exchange exchange = new DefaultExchange(context);
        ChangeMark mark = new ChangeMark(
                1, HUBSPOT, Direction.PUSH, RecordType.CONTACT, "c-812", 1, NOW, "changed", Lane.LIVE, 0, "n-1", null);
        exchange.setProperty(HubConstants.WORK, new Work(mark, match.record(), NOW));
        exchange.getMessage().setBody(match);
        return context.createProducerTemplate().send(to, exchange);
    }

    private static Work work(Exchange exchange) {
        return exchange.getProperty(HubConstants.WORK, Work.class);
    }

    private List<Exchange> arrived(String mock) {
        return context.getEndpoint(mock, MockEndpoint.class).getReceivedExchanges();
    }

    @Test
    void aMatchBecomesAWriteWithItsCompany() {
        Exchange exchange = send(
                "direct:push",
                match(
                        null,
                        null,
                        Map.of(
                                "work_email",
                                "a@example.com",
                                "first_name",
                                "Ann",
                                "stage",
                                "New",
                                "company_id",
                                "co-1")));
        assertThat(exchange.getException()).isNull();
        Write write = arrived("mock:write").get(0).getMessage().getBody(Write.class);
        assertThat(write.values()).containsEntry("email", "a@example.com").containsEntry("firstname", "Ann (New)");
        assertThat(write.associations()).singleElement().satisfies(a -> {
            assertThat(a.object()).isEqualTo("companies");
            assertThat(a.id()).isEqualTo("companies-77");
        });
        assertThat(work(exchange).trail().notes()).containsEntry("mapped", write.values());
        assertThat(work(exchange).conclusion()).isEmpty();
    }

    @Test
    void aTriggerAddsItsFields() {
        send("direct:reply", match(null, null, Map.of("work_email", "a@example.com")));
        assertThat(arrived("mock:write")
                        .get(0)
                        .getMessage()
                        .getBody(Write.class)
                        .values())
                .containsEntry("lifecyclestage", "salesqualifiedlead");
    }

    @Test
    @Tag("I1")
    void aFoundRecordOnWhichBothAgreeIsLinkedAndEndsHere() {
        Map<String, Object> fields = Map.of("work_email", "a@example.com", "first_name", "Ann", "stage", "New");
        Exchange exchange = send(
                "direct:push", match(null, crm(Map.of("email", "A@example.com", "firstname", "Ann (New)")), fields));
        assertThat(arrived("mock:write")).isEmpty();
        Work.Conclusion conclusion = work(exchange).conclusion().orElseThrow();
        assertThat(conclusion.outcome()).isInstanceOf(Outcome.Unchanged.class);
        assertThat(conclusion.link().id()).isEqualTo(new ExternalId(HUBSPOT, "contacts", "512"));
        assertThat(conclusion.link().base()).containsEntry("firstname", "Ann (New)");
        assertThat(conclusion.link().agreedAt()).isEqualTo(NOW);
        assertThat(conclusion.link().how()).isEqualTo("work_email");
    }

    @Test
    void aLinkedRecordOnWhichNothingChangedKeepsItsLinkAsItIs() {
        Link link = new Link(
                KEY,
                new ExternalId(HUBSPOT, "contacts", "512"),
                Map.of("email", "a@example.com", "firstname", "Ann (New)"),
                NOW,
                "created");
        Exchange exchange = send(
                "direct:push",
                match(link, null, Map.of("work_email", "a@example.com", "first_name", "Ann", "stage", "New")));
        assertThat(work(exchange).conclusion().orElseThrow().outcome()).isInstanceOf(Outcome.Unchanged.class);
        assertThat(work(exchange).conclusion().orElseThrow().link()).isNull();
    }

    @Test
    void aSkippedRecordSaysWhyAndEndsHere() {
        Match match = new Match(
                HubRecord.of(KEY, Map.of("work_email", "a@example.com", "stage", "Blocked"), NOW, "app"),
                HUBSPOT,
                null,
                null,
                "none");
        Exchange exchange = send("direct:push", match);
        assertThat(arrived("mock:write")).isEmpty();
        assertThat(work(exchange).conclusion().orElseThrow().outcome())
                .isInstanceOf(Outcome.Skipped.class)
                .satisfies(o -> assertThat(o.message()).startsWith("the record does not meet push.when in "));
        assertThat(work(exchange).conclusion().orElseThrow().link()).isNull();
    }

    @Test
    void aWrongValueFailsTheExchange() {
        Exchange exchange =
                send("direct:push", match(null, null, Map.of("work_email", "a@example.com", "employee_count", "many")));
        assertThat(exchange.getException())
                .isInstanceOf(MappingValueException.class)
                .hasMessageNotContaining("many");
    }

    @Test
    void aRecordWhoseMappingIsWrongWaitsForItsRepair() throws Exception {
        Files.writeString(folder.resolve("hubspot/lead.yaml"), "record: lead\n");
        context.removeComponent("mapping");
        context.addComponent("mapping", component());
        Exchange exchange = context.createProducerTemplate()
                .send("mapping:hubspot/lead", e -> e.getMessage().setBody("anything"));
        assertThat(WhatNext.of(exchange.getException())).isEqualTo(new WhatNext.WaitForRepair());
        assertThat(exchange.getException()).hasMessageContaining("the file has no 'object'.");
    }

    @Test
    void aCrmRecordBecomesHubFields() {
        context.createProducerTemplate()
                .sendBody("direct:pull", crm(Map.of("email", "a@example.com", "size", 50L, "x", "y")));
        assertThat(arrived("mock:hub").get(0).getMessage().getBody())
                .isEqualTo(Map.of("work_email", "a@example.com", "employee_count", 50L));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "mapping:hubspot",
                "mapping:hubspott/contact",
                "mapping:hubspot/contakt",
                "mapping:hubspot/contact?manul=true"
            })
    void aWrongUriIsRefusedAtTheStart(String uri) {
        assertThatThrownBy(() -> context.getEndpoint(uri)).isInstanceOf(ResolveEndpointFailedException.class);
    }
}
