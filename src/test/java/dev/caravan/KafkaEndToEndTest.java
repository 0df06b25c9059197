package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sql.Database;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** Records and events from Kafka topics, against a real broker. */
@Tag("I5")
class KafkaEndToEndTest {
    private static final String RECORDS = "caravan-records";
    private static final String EVENTS = "caravan-events";
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    static Path data;

    private static EmbeddedKafkaKraftBroker broker;
    private static KafkaProducer<String, String> producer;
    private static Admin admin;
    private static RunningCaravan caravan;

    @BeforeAll
    static void start() {
        broker = new EmbeddedKafkaKraftBroker(1, 1, RECORDS, EVENTS);
        broker.afterPropertiesSet();
        producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.getBrokersAsString()),
                new StringSerializer(),
                new StringSerializer());
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.getBrokersAsString()));
        caravan = startCaravan();
    }

    private static RunningCaravan startCaravan() {
        return RunningCaravan.start(
                data,
                List.of(
                        "--caravan.demo=off",
                        "--caravan.kafka.enabled=true",
                        "--caravan.kafka.brokers=" + broker.getBrokersAsString(),
                        "--caravan.database.busy-timeout=300ms"));
    }

    @AfterAll
    static void stop() {
        caravan.close();
        producer.close();
        admin.close();
        broker.destroy();
    }

    private static long send(String topic, String message) throws Exception {
        return producer.send(new ProducerRecord<>(topic, message))
                .get(20, TimeUnit.SECONDS)
                .offset();
    }

    /** The offset that the group has committed in a topic; 0 when there is none. */
    private static long committed(String topic) throws Exception {
        OffsetAndMetadata offset = admin.listConsumerGroupOffsets("caravan")
                .partitionsToOffsetAndMetadata()
                .get(20, TimeUnit.SECONDS)
                .get(new TopicPartition(topic, 0));
        return offset == null ? 0 : offset.offset();
    }

    private static JsonNode contact(String id) throws Exception {
        return caravan.get("/api/records/contact/" + id).json();
    }

    private static void awaitContact(String id) {
        await("contact " + id)
                .atMost(PATIENCE)
                .until(() -> caravan.get("/api/records/contact/" + id).status() == 200);
    }

    private static long events(String id) {
        return caravan.bean(Database.class)
                .read()
                .sql("SELECT count(*) FROM event WHERE event_id = ?")
                .param(id)
                .query(Long.class)
                .single();
    }

    private static List<String> deadLetters(String route) throws Exception {
        return caravan.bean(Database.class)
                .read()
                .sql("SELECT code || ' ' || original FROM dead_letter WHERE route = ?")
                .param(route)
                .query(String.class)
                .list();
    }

    private static String record(String id, String name) {
        return "{\"type\":\"contact\",\"id\":\"" + id + "\",\"last_name\":\"" + name + "\"}";
    }

    @Test
    void aRecordThatIsDeliveredAgainIsAppliedOnce() throws Exception {
        send(RECORDS, record("kf-1", "First"));
        send(RECORDS, record("kf-1", "First"));
        send(RECORDS, "[" + record("kf-2", "Second") + "," + record("kf-1", "First") + "]");

        awaitContact("kf-2");
        assertThat(contact("kf-1").path("version").asLong()).isEqualTo(1);
        assertThat(contact("kf-1").path("origin").asText()).isEqualTo("kafka");
    }

    @Test
    void anEventThatIsDeliveredAgainIsAppliedOnce() throws Exception {
        String event = "{\"id\":\"%s\",\"record_type\":\"contact\",\"record_id\":\"kf-1\",\"kind\":\"email_opened\"}";
        send(EVENTS, event.formatted("ev-1"));
        send(EVENTS, event.formatted("ev-1"));
        send(EVENTS, event.formatted("ev-2"));

        await().atMost(PATIENCE).until(() -> events("ev-2") == 1);
        assertThat(events("ev-1")).isEqualTo(1);
    }

    @Test
    void aBadRecordBecomesADeadLetterAndDoesNotStopTheOthers() throws Exception {
        send(RECORDS, "this is not JSON");
        send(RECORDS, "{\"id\":\"kf-9\",\"last_name\":\"Without a type\"}");
        send(RECORDS, "[{\"type\":\"contact\",\"id\":\"kf-10\"}," + record("kf-11", "Good beside bad") + "]");
        send(RECORDS, record("kf-12", "After the bad ones"));

        awaitContact("kf-12");
        awaitContact("kf-11");
        assertThat(deadLetters("kafka-records-in"))
                .anySatisfy(l -> assertThat(l).startsWith("BODY_MALFORMED").contains("this is not JSON"))
                .anySatisfy(l -> assertThat(l).startsWith("RECORD_INVALID").contains("Without a type"))
                .anySatisfy(l -> assertThat(l).startsWith("RECORD_INVALID").contains("kf-10"));
    }

    @Test
    void aBadEventBecomesADeadLetterAndDoesNotStopTheOthers() throws Exception {
        send(EVENTS, "neither is this");
        send(EVENTS, "{\"id\":\"ev-9\",\"record_type\":\"person\",\"record_id\":\"p\",\"kind\":\"email_opened\"}");
        send(EVENTS, "{\"id\":\"ev-10\",\"record_type\":\"contact\",\"record_id\":\"p\",\"kind\":\"email_opened\"}");

        await().atMost(PATIENCE).until(() -> events("ev-10") == 1);
        assertThat(deadLetters("kafka-events-in"))
                .anySatisfy(l -> assertThat(l).startsWith("BODY_MALFORMED").contains("neither is this"))
                .anySatisfy(l -> assertThat(l).startsWith("RECORD_INVALID").contains("ev-9"));
    }

    @Test
    void theOffsetIsCommittedOnlyAfterTheDatabase() throws Exception {
        send(RECORDS, record("kf-20", "Before"));
        awaitContact("kf-20");
        long letters = deadLetters("kafka-records-in").size();
        long offset;
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("caravan.db"));
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            offset = send(RECORDS, record("kf-21", "While the database is held"));
            // Longer than Kafka's own commit interval of 5 s: a commit that does not wait for us would show.
            long held = offset;
            await().during(Duration.ofSeconds(7))
                    .atMost(Duration.ofSeconds(12))
                    .until(() -> committed(RECORDS) <= held);
            assertThat(caravan.get("/api/records/contact/kf-21").status()).isEqualTo(404);
            statement.execute("ROLLBACK");
        }

        awaitContact("kf-21");
        assertThat(deadLetters("kafka-records-in"))
                .as("a busy database is no fault of the message")
                .hasSize((int) letters);
        await("the offset is committed in the end").atMost(PATIENCE).until(() -> committed(RECORDS) > offset);
    }

    @Test
    void whatCameWhileNobodyListenedIsTakenAtTheNextStart() throws Exception {
        send(RECORDS, record("kf-30", "Before the stop"));
        awaitContact("kf-30");
        caravan.close();
        send(RECORDS, record("kf-31", "While stopped"));
        caravan = startCaravan();

        awaitContact("kf-31");
        assertThat(contact("kf-30").path("version").asLong()).isEqualTo(1);
    }
}
