package dev.caravan.dedup.component;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.caravan.crm.batch.Answer;
import dev.caravan.crm.batch.BatchCall;
import dev.caravan.crm.batch.Batcher;
import dev.caravan.crm.batch.CallPool;
import dev.caravan.dedup.sourcing.Comparison;
import dev.caravan.dedup.sourcing.Prospect;
import dev.caravan.dedup.sourcing.ProspectAnswer;
import dev.caravan.dedup.sourcing.SourcingOrder;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Lane;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.component.JsonAnswer;
import dev.caravan.hub.component.RecordReader;
import dev.caravan.problem.CaravanException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/**
 * Says of a record whether it exists already, in headers, and lets it go on; many that come one by one are asked for
 * together. A list is answered by {@link ListAnswer}.
 */
final class ExistsProducer extends DefaultAsyncProducer {
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final int CONCURRENCY = 2;
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private final DedupEndpoint endpoint;
    private @Nullable CallPool pool;
    private volatile @Nullable Batcher<Single, ProspectAnswer> batcher;

    /** One record on its way; equal to no other. */
    private record Single(Object key, String id, Map<String, ?> fields) {}

    ExistsProducer(DedupEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (!endpoint.isAnyType()) {
            CallPool threads = new CallPool(endpoint.connectionName(), CONCURRENCY, DRAIN);
            pool = threads;
            batcher = threads.batcher(
                    Comparison.BATCH, Duration.ofMillis(endpoint.getLinger()), Single::key, this::compare);
        }
    }

    @Override
    protected void doStop() throws Exception {
        CallPool threads = pool;
        if (threads != null) {
            threads.close();
        }
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Single single =
                    endpoint.isAnyType() ? null : single(exchange.getMessage().getBody());
            if (single != null) {
                Objects.requireNonNull(batcher).add(single, Lane.LIVE, answer -> {
                    resume(exchange, answer);
                    callback.done(false);
                });
                return false;
            }
            new ListAnswer(endpoint.sourcing(), endpoint.clock()).to(exchange, order(exchange.getMessage()));
        } catch (CaravanException e) {
            if (endpoint.isAnyType()) {
                JsonAnswer.problem(exchange, e);
            } else {
                exchange.setException(e);
            }
        } catch (Exception e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private SourcingOrder order(Message in) {
        if (!endpoint.isAnyType()) {
            return endpoint.order(Lane.BACKFILL);
        }
        return SourcingOrder.of(
                RecordType.of(in.getHeader(DedupHeaders.TYPE, "", String.class)),
                in.getHeader(DedupHeaders.IN, "", String.class),
                in.getHeader(DedupHeaders.FILTER, "", String.class),
                Lane.BACKFILL);
    }

    private static @Nullable Single single(@Nullable Object body) {
        if (body instanceof HubRecord record) {
            return new Single(new Object(), record.key().id(), record.fields());
        }
        if (body instanceof Map<?, ?> map) {
            Map<String, Object> fields = RecordReader.JSON.convertValue(map, MAP);
            Object id = fields.remove("id");
            return new Single(new Object(), id == null ? "" : id.toString(), fields);
        }
        return null;
    }

    private void compare(List<Single> batch, Lane lane, BatchCall.Answers<ProspectAnswer> answers) {
        List<Prospect> prospects = new ArrayList<>(batch.size());
        for (Single each : batch) {
            prospects.add(new Prospect(prospects.size() + 1, each.id(), each.fields()));
        }
        List<ProspectAnswer> found =
                endpoint.sourcing().open(endpoint.order(lane)).answer(prospects);
        for (int i = 0; i < found.size(); i++) {
            answers.answer(i, new Answer.Done<>(found.get(i)));
        }
    }

    private static void resume(Exchange exchange, Answer<ProspectAnswer> answer) {
        if (answer instanceof Answer.Done<ProspectAnswer> done) {
            ProspectAnswer found = done.result();
            Map<String, Object> whole = RecordReader.JSON.convertValue(found, MAP);
            whole.remove("line");
            Message message = exchange.getMessage();
            message.setHeader(DedupHeaders.STATUS, found.status());
            message.setHeader(DedupHeaders.ANSWER, whole);
            message.removeHeader(DedupHeaders.EXISTS);
            if (found.exists() != null) {
                message.setHeader(DedupHeaders.EXISTS, found.exists());
            }
        } else if (answer instanceof Answer.Failed<ProspectAnswer> failed) {
            exchange.setException(failed.error());
        }
    }
}
