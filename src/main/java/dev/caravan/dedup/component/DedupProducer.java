package dev.caravan.dedup.component;

import dev.caravan.crm.Match;
import dev.caravan.crm.batch.Answer;
import dev.caravan.crm.batch.Batcher;
import dev.caravan.crm.batch.CallPool;
import dev.caravan.crm.batch.Completion;
import dev.caravan.dedup.Counterparts;
import dev.caravan.dedup.Decision;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.HubConstants;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Lane;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Removal;
import dev.caravan.hub.WaitForRecordException;
import dev.caravan.hub.Work;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** Parks each exchange until its record is matched, then lets it go on with a {@link Match}, or ends its way. */
final class DedupProducer extends DefaultAsyncProducer {
    /** How long a stop waits for lookups that are under way. */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final DedupEndpoint endpoint;
    private final RecordType type;
    private @Nullable CallPool pool;
    private volatile @Nullable Batcher<Asked, Decision> batcher;

    DedupProducer(DedupEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.type = endpoint.type();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Counterparts counterparts = endpoint.counterparts();
        ConnectionName connection = endpoint.connectionName();
        int batch = counterparts.batch(connection);
        CallPool threads = new CallPool(connection, counterparts.concurrency(connection), DRAIN);
        pool = threads;
        batcher = threads.batcher(
                batch,
                Duration.ofMillis(endpoint.getLinger()),
                asked -> asked.record().key(),
                new MatchCall<>(asked -> match(connection, asked)));
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
            if (exchange.getMessage().getBody() instanceof Removal) {
                callback.done(true);
                return true;
            }
            HubRecord record = exchange.getMessage().getMandatoryBody(HubRecord.class);
            if (record.key().type() != type) {
                throw new InvalidInputException(
                        ErrorCode.ROUTE_INVALID,
                        endpoint.getEndpointUri() + " got a "
                                + record.key().type().word() + ". Correct the record type in the route.");
            }
            Work work = exchange.getProperty(HubConstants.WORK, Work.class);
            Lane lane = work == null ? Lane.LIVE : work.mark().lane();
            boolean isDemanded = work != null && work.mark().isDemanded();
            Objects.requireNonNull(batcher)
                    .add(new Asked(record, isDemanded), lane, new Resume(exchange, callback, work));
            return false;
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    /** A record that waits, and whether a person asked for just this one to be pushed. */
    private record Asked(HubRecord record, boolean isDemanded) {}

    private List<Decision> match(ConnectionName connection, List<Asked> batch) {
        Counterparts counterparts = endpoint.counterparts();
        List<Decision> decisions = counterparts.match(
                connection, type, batch.stream().map(Asked::record).toList());
        Set<String> fresh = new LinkedHashSet<>();
        for (int i = 0; i < batch.size(); i++) {
            boolean isNew = decisions.get(i) instanceof Decision.Found found
                    && found.match().isNew();
            if (isNew && !batch.get(i).isDemanded()) {
                fresh.add(batch.get(i).record().key().id());
            }
        }
        // What somebody deleted in the CRM is not created there again, unless a person asks for just this record.
        Map<String, String> gone = counterparts.whyNotAnew(connection, type, fresh);
        return gone.isEmpty()
                ? decisions
                : decisions.stream().map(d -> unlessGone(d, gone)).toList();
    }

    private static Decision unlessGone(Decision decision, Map<String, String> gone) {
        String why = gone.get(decision.record().id());
        return why == null ? decision : new Decision.Skipped(decision.record(), why);
    }

    /** Lets one exchange go on. */
    private record Resume(
            Exchange exchange,
            AsyncCallback callback,
            @Nullable Work work) implements Completion<Decision> {
        @Override
        public void complete(Answer<Decision> answer) {
            if (answer instanceof Answer.Done<Decision> done) {
                try {
                    apply(done.result());
                } catch (RuntimeException e) {
                    exchange.setException(e);
                }
            } else if (answer instanceof Answer.Failed<Decision> failed) {
                exchange.setException(failed.error());
            }
            callback.done(false);
        }

        private void apply(Decision decision) {
            if (work != null) {
                work.trail().note("matched", note(decision));
            }
            if (decision instanceof Decision.Found found) {
                exchange.getMessage().setBody(found.match());
            } else if (decision instanceof Decision.Waits waits) {
                exchange.setException(new WaitForRecordException(waits.record(), waits.first(), waits.reason()));
            } else {
                end(decision);
            }
        }

        private void end(Decision decision) {
            if (work != null) {
                work.conclude(
                        decision instanceof Decision.Held
                                ? new Outcome.Held(decision.reason())
                                : new Outcome.Skipped(decision.reason()),
                        null);
            }
            exchange.setRouteStop(true);
        }

        private static Map<String, Object> note(Decision decision) {
            Map<String, Object> note = new LinkedHashMap<>();
            note.put("decision", decision.word());
            if (decision instanceof Decision.Found found) {
                Match match = found.match();
                note.put("how", match.how());
                if (match.current() != null) {
                    note.put("id", match.current().id());
                } else if (match.link() != null) {
                    note.put("id", match.link().id().id());
                }
            }
            note.put("reason", decision.reason());
            return note;
        }
    }
}
