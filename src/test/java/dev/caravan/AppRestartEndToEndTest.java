package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.crm.budget.ConnectionHealth;
import dev.caravan.hub.ConnectionName;
import dev.caravan.sandbox.app.AppApi;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the App is told over a restart, and with which secrets. */
class AppRestartEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final ConnectionName APP = new ConnectionName("app");

    @TempDir
    Path data;

    private final AppWorld world = new AppWorld();
    private RunningCaravan caravan;

    @AfterEach
    void stop() {
        caravan.close();
        world.close();
    }

    @Test
    void anEndpointThatIsGoneIsNotCalledUntilAPersonLetsItGoOnAlsoAfterARestart() throws Exception {
        caravan = RunningCaravan.start(data, world.arguments());
        world.faults("{\"kind\": \"410\", \"forMillis\": 600000, " + AppWorld.POST + "}");
        world.createInHubSpot("{\"email\":\"lin@acme.example\",\"lastname\":\"Moreau\"}");
        await().atMost(PATIENCE)
                .until(() -> caravan.connection("app").path("state").asText().equals("broken"));
        assertThat(caravan.connection("app").path("detail").asText()).contains("410");
        assertThat(caravan.get("/actuator/health").body()).contains("UP");
        caravan.close();
        world.faults("");
        long calls = world.posts();

        caravan = RunningCaravan.start(data, world.arguments());
        world.createInHubSpot("{\"email\":\"vos@acme.example\",\"lastname\":\"Vos\"}");
        await().atMost(PATIENCE)
                .until(() -> caravan.connection("app").path("marksWaiting").asLong() == 2);
        assertThat(caravan.connection("app").path("state").asText()).isEqualTo("broken");
        assertThat(world.posts()).isEqualTo(calls);

        RunningCaravan.Answer answer = caravan.postJson("/api/connections/app/enable", "");
        assertThat(answer.json().path("count").asLong()).isEqualTo(1);
        await().atMost(PATIENCE).until(() -> world.contactsInApp().size() == 2 && caravan.isSettled());
        assertThat(caravan.bean(ConnectionHealth.class).mayClaim(APP)).isTrue();
    }

    @Test
    @Tag("I2")
    void aTryAfterARestartHasTheIdOfThoseBefore() throws Exception {
        caravan = RunningCaravan.start(data, world.arguments());
        world.faults("{\"kind\": \"reset-after-commit\", " + AppWorld.POST + "}");
        world.createInHubSpot("{\"email\":\"lin@acme.example\",\"lastname\":\"Moreau\"}");
        await().atMost(PATIENCE).until(() -> !world.deliveries().isEmpty());
        caravan.close();
        int before = world.deliveries().size();
        world.faults("");

        caravan = RunningCaravan.start(data, world.arguments());
        await().atMost(PATIENCE).until(() -> world.deliveries().size() > before && caravan.isSettled());
        assertThat(world.deliveries().stream()
                        .map(d -> d.path("webhook_id").asText())
                        .distinct())
                .hasSize(1);
        assertThat(world.deliveries().stream().map(d -> d.path("type").asText()).distinct())
                .containsExactly("contact.created");
    }

    @Test
    @Tag("S17")
    void eachOfSeveralSecretsSignsSoThatOneCanBeReplaced() throws Exception {
        String next = "whsec_bmV4dC1hcHAtc2VjcmV0LTAxMjM0NTY3ODlhYg==";
        caravan = RunningCaravan.start(data, world.arguments(next + " " + AppApi.SECRET));
        world.createInHubSpot("{\"email\":\"lin@acme.example\",\"lastname\":\"Moreau\"}");
        await().atMost(PATIENCE).until(() -> world.contactsInApp().size() == 1);

        world.call(world.app(), "PUT", "/settings", "{\"secrets\":[\"" + next + "\"]}");
        world.createInHubSpot("{\"email\":\"vos@acme.example\",\"lastname\":\"Vos\"}");
        await().atMost(PATIENCE).until(() -> world.contactsInApp().size() == 2);
    }
}
