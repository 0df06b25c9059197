package dev.caravan.crm.app;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.ConnectionName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Brings events to a Kafka topic, the record's id as the key, so that those of one record stay in order; an event
 * counts as brought when all replicas that are in step have it. The producer is made at the first event, as it wants
 * its brokers at once.
 */
final class KafkaDelivery implements Delivery {
    private static final int BATCH = 500;

    private final ConnectionName connection;
    private final String brokers;
    private final String topic;
    private final Duration timeout;
    private final CallGate gate;
    private @Nullable KafkaProducer<String, byte[]> producer;

    /** @param timeout longest wait until an event is in the topic */
    KafkaDelivery(ConnectionName connection, String brokers, String topic, Duration timeout, CallGate gate) {
        this.connection = connection;
        this.brokers = brokers;
        this.topic = topic;
        this.timeout = timeout;
        this.gate = gate;
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    public List<Optional<CrmError>> send(List<HubEvent> events) {
        gate.enter(CallKind.GENERAL);
        List<Future<RecordMetadata>> sent = new ArrayList<>(events.size());
        try {
            for (HubEvent event : events) {
                sent.add(producer().send(record(event)));
            }
        } catch (KafkaException e) {
            throw failed(e);
        }
        List<Optional<CrmError>> ends = new ArrayList<>(events.size());
        for (Future<RecordMetadata> each : sent) {
            ends.add(end(each));
        }
        gate.answered(CallKind.GENERAL);
        return ends;
    }

    private ProducerRecord<String, byte[]> record(HubEvent event) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, event.record(), event.body());
        record.headers().add("webhook-id", event.id().getBytes(StandardCharsets.UTF_8));
        return record;
    }

    private Optional<CrmError> end(Future<RecordMetadata> sent) {
        try {
            sent.get(timeout.toMillis() * 2, TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException) {
                return Optional.of(new CrmError.Transient("the event is larger than the topic takes", false));
            }
            throw failed(e.getCause());
        } catch (TimeoutException e) {
            throw failed(e);
        }
    }

    @Override
    public String probe() {
        gate.enter(CallKind.GENERAL);
        try {
            int partitions = producer().partitionsFor(topic).size();
            return "topic " + topic + " with " + partitions + " partition(s)";
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(timeout);
        }
    }

    private synchronized KafkaProducer<String, byte[]> producer() {
        if (producer == null) {
            int millis = Math.toIntExact(timeout.toMillis());
            Map<String, Object> settings = Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    brokers,
                    ProducerConfig.CLIENT_ID_CONFIG,
                    "caravan-" + connection,
                    ProducerConfig.ACKS_CONFIG,
                    "all",
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                    true,
                    ProducerConfig.LINGER_MS_CONFIG,
                    0,
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                    millis,
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    millis,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    millis);
            producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    private CrmException failed(@Nullable Throwable cause) {
        String what = cause == null ? "no answer" : cause.getClass().getSimpleName();
        return new CrmException(
                connection + " topic " + topic,
                new CrmError.Transient("not written to the topic: " + what, true),
                cause);
    }
}
