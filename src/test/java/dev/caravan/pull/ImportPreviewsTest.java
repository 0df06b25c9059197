package dev.caravan.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.hub.Incoming;
import dev.caravan.hub.Lane;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.sql.Databases;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ImportPreviewsTest {
    private static final Instant LONG_AGO = Instant.parse("2026-01-05T08:00:00Z");

    private final PullWorld world = new PullWorld(Databases.sqlite());
    private final ImportPreviews previews = new ImportPreviews(
            world.connections(), world.mappings, world.links, world.records, world.keys, world.clock);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    @Tag("R68")
    void aPreviewShowsTheCountAndTheFirstTenOnBothSides() {
        world.crm.pageSize = 40;
        world.crm.fill(60, LONG_AGO);

        ImportPreview preview = previews.of(PullWorld.filter("lifecyclestage = 'customer'"));

        assertThat(preview.total()).isEqualTo(30);
        assertThat(preview.object()).isEqualTo("contacts");
        assertThat(preview.records()).hasSize(10);
        ImportPreview.Sample first = preview.records().get(0);
        assertThat(first.crm()).containsEntry("email", "p2@example.org");
        assertThat(first.hub()).containsEntry("work_email", "p2@example.org");
        assertThat(first.known()).isNull();
        assertThat(world.crm.lanes).containsOnly(Lane.LIVE);
    }

    @Test
    @Tag("R68")
    void aPreviewStoresNothing() {
        world.crm.fill(20, LONG_AGO);

        previews.of(PullWorld.all());

        assertThat(world.marks.count()).isZero();
        assertThat(world.imports.page(Long.MAX_VALUE, 10)).isEmpty();
        assertThat(world.records.counts()).isEmpty();
        assertThat(world.snapshots.take(new dev.caravan.hub.ExternalId(PullWorld.HUBSPOT, "contacts", PagedCrm.id(1))))
                .isEmpty();
    }

    @Test
    @Tag("R83")
    void itSaysWhatTheHubKnowsAlreadyAndWhatCannotBeToldApart() {
        world.link(1, "ct-1", null);
        world.intake
                .receive(
                        RecordType.CONTACT,
                        List.of(new Incoming(
                                RecordType.CONTACT, "ct-2", Map.of("work_email", "P2@Example.org"), LONG_AGO, "app")))
                .join();
        world.crm.fill(3, LONG_AGO).put(4, LONG_AGO, "firstname", "Ada");

        List<ImportPreview.Sample> samples = previews.of(PullWorld.all()).records();

        assertThat(samples).extracting(ImportPreview.Sample::known).containsExactly("ct-1", "ct-2", null, null);
        assertThat(samples).extracting(ImportPreview.Sample::knownBy).containsExactly("link", "work_email", "", "");
        assertThat(samples.get(2).problem()).isEmpty();
        assertThat(samples.get(3).problem()).contains("has no identifier");
    }

    @Test
    void aFieldThatTheCrmDoesNotHaveIsNamed() {
        assertThatThrownBy(() -> previews.of(PullWorld.filter("lifecyclestag = 'customer'")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'lifecyclestag'")
                .hasMessageContaining("Did you mean 'lifecyclestage'?");
    }

    @Test
    @Tag("R71")
    void theSavedListsAreShown() {
        world.crm.list("42", "Key accounts", 1, 2);

        assertThat(previews.lists(PullWorld.HUBSPOT, RecordType.CONTACT))
                .singleElement()
                .satisfies(l -> {
                    assertThat(l.name()).isEqualTo("Key accounts");
                    assertThat(l.size()).hasValue(2);
                });
    }
}
