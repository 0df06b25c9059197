package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** The App hears of changes on a Kafka topic, of a real broker. */
class AppKafkaEndToEndTest {
    private static final String TOPIC = "caravan-changes";
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path data;

    private final List<ConsumerRecord<String, String>> heard = new ArrayList<>();
    private EmbeddedKafkaKraftBroker broker;
    private KafkaConsumer<String, String> consumer;
    private RunningCaravan caravan;

    @BeforeEach
    void start() {
        broker = new EmbeddedKafkaKraftBroker(1, 2, TOPIC);
        broker.afterPropertiesSet();
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.getBrokersAsString(),
                        ConsumerConfig.GROUP_ID_CONFIG, "the-app",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.subscribe(List.of(TOPIC));
        caravan = RunningCaravan.start(
                data,
                List.of(
                        "--caravan.demo=off",
                        "--caravan.kafka.brokers=" + broker.getBrokersAsString(),
                        "--caravan.connections.app.type=app",
                        "--caravan.connections.app.options.transport=kafka",
                        "--caravan.connections.app.options.topic=" + TOPIC));
    }

    @AfterEach
    void stop() {
        caravan.close();
        consumer.close();
        broker.destroy();
    }

    private List<ConsumerRecord<String, String>> heard() {
        consumer.poll(Duration.ofMillis(200)).forEach(heard::add);
        return heard;
    }

    @Test
    void whatOthersChangeIsWrittenToTheTopicByTheRecordsIdAndWhatTheAppSaidIsNot() throws Exception {
        caravan.postJson("/api/records/contact", "{\"id\":\"p-1\",\"last_name\":\"Vos\",\"job_title\":\"Buyer\"}");
        caravan.post("/api/records/contact", "text/csv", "id,last_name\np-2,Moreau\n");
        await().atMost(PATIENCE).until(caravan::isSettled);
        assertThat(heard()).isEmpty();

        // An operator's import of another system, through a route of its own, is not the App's word.
        caravan.bean(dev.caravan.hub.Intake.class)
                .receive(
                        dev.caravan.hub.RecordType.CONTACT,
                        List.of(new dev.caravan.hub.Incoming(
                                dev.caravan.hub.RecordType.CONTACT,
                                "p-1",
                                Map.of("job_title", "Director"),
                                caravan.bean(java.time.Clock.class).instant().plusSeconds(1),
                                "erp")))
                .join();
        await().atMost(PATIENCE).until(() -> heard().size() == 1 && caravan.isSettled());

        ConsumerRecord<String, String> message = heard.get(0);
        assertThat(message.key()).isEqualTo("p-1");
        assertThat(new String(message.headers().lastHeader("webhook-id").value(), StandardCharsets.UTF_8))
                .startsWith("msg_");
        JsonNode event = JSON.readTree(message.value());
        assertThat(event.path("type").asText()).isEqualTo("contact.updated");
        assertThat(event.path("data").path("changed").get(0).asText()).isEqualTo("job_title");
        assertThat(event.path("data").path("fields").path("last_name").asText()).isEqualTo("Vos");
    }
}
