package dev.caravan.crm.batch;

import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.Association;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.Lane;
import dev.caravan.hub.RecordKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings single records of one object into the CRM: batched, created only once, aimed at the record that the CRM says
 * stands in the way, and associated when they are written.
 */
public final class RecordWriter {
    private final CrmCalls calls;
    private final String object;
    private final AssociationFields fields;
    private final Intents intents;
    private final LinkedRecords links;
    private final Batcher<PendingWrite, WriteStep> writes;
    private final Batcher<LookFirst.Question, Found> looks;
    private final Associations associations;

    RecordWriter(
            CrmCalls calls,
            CallPool pool,
            String object,
            BatchOptions options,
            Ledger ledger,
            Associations associations) {
        this.calls = calls;
        this.object = object;
        this.intents = ledger.intents();
        this.links = ledger.links();
        this.associations = associations;
        this.fields = new AssociationFields(calls, object);
        int capacity = options.capacity(calls.crm().limits().writeBatch());
        CreateGuard guard = new CreateGuard(calls.name(), intents);
        this.writes = pool.batcher(
                capacity, options.linger(), PendingWrite::key, new WriteBatch(calls, object, capacity, fields, guard));
        this.looks = pool.batcher(
                LookFirst.capacity(calls),
                options.linger(),
                q -> q.pending().key(),
                new LookFirst(calls, object, links));
    }

    /** Makes associations by calls of their own. */
    @FunctionalInterface
    interface Associations {
        void add(Association association, Lane lane, Completion<WriteResult.Written> completion);
    }

    /**
     * Writes one record; the completion is called exactly once.
     *
     * @throws dev.caravan.crm.CrmException when the connection is stopping; the completion is not called then
     */
    public void write(Write write, Lane lane, Completion<WriteOutcome> completion) {
        park(fields.place(write), lane, new Once(completion));
    }

    private void park(PendingWrite pending, Lane lane, Once completion) {
        if (pending.needsNoWrite() && !pending.later().isEmpty()) {
            WriteResult.Written there = new WriteResult.Written(pending.id(), false, Map.of());
            associate(new WriteStep.Wrote(pending, there, ""), lane, completion);
        } else {
            writes.add(
                    pending, lane, answer -> handle(answer, completion, step -> next(pending, step, lane, completion)));
        }
    }

    private void next(PendingWrite pending, WriteStep step, Lane lane, Once completion) {
        if (step instanceof WriteStep.Wrote wrote) {
            associate(wrote, lane, completion);
        } else if (step instanceof WriteStep.LookFirst look) {
            looks.add(
                    new LookFirst.Question(pending, look.since()),
                    lane,
                    answer -> handle(answer, completion, found -> looked(pending, found, lane, completion)));
        } else if (step instanceof WriteStep.InTheWay inTheWay) {
            redirect(pending, inTheWay.existingId(), lane, completion);
        }
    }

    private void looked(PendingWrite pending, Found found, Lane lane, Once completion) {
        if (found instanceof Found.One one) {
            String how = "found after an unknown answer";
            boolean isActivity = pending.write().record().type().isActivity();
            park(
                    isActivity ? pending.found(one.id(), how) : pending.onto(one.id(), how, pending.redirected()),
                    lane,
                    completion);
        } else if (found instanceof Found.Unclear unclear) {
            done(completion, new WriteOutcome.Held(unclear.reason(), unclear.candidates()));
        } else {
            // The next try is a create of its own, with a time of its own to look from.
            intents.close(calls.name(), List.of(pending.write().record()));
            park(pending, lane, completion);
        }
    }

    private void redirect(PendingWrite pending, String existingId, Lane lane, Once completion) {
        ExternalId existing = new ExternalId(calls.name(), object, existingId);
        Optional<RecordKey> owner = links.recordOf(existing);
        if (owner.isPresent() && !owner.get().equals(pending.write().record())) {
            done(
                    completion,
                    new WriteOutcome.Skipped("duplicate of " + owner.get() + ", which is linked with " + existing));
        } else if (owner.isEmpty() && lane != Lane.RETRY) {
            // Another record of this very moment may have created it and not be linked yet: the next try is matched
            // again.
            String detail = existing + " has the same unique value and is linked with nothing yet; matched again";
            completion.complete(new Answer.Failed<>(
                    new CrmException(calls.name() + " " + object, new CrmError.Transient(detail, false), null)));
        } else {
            park(pending.onto(existingId, "duplicate in the CRM", true), lane, completion);
        }
    }

    /**
     * The associations go out together with those of other records; the record is done when the last of its own is
     * answered.
     */
    private void associate(WriteStep.Wrote wrote, Lane lane, Once completion) {
        List<AssociateTo> later = wrote.pending().later();
        if (later.isEmpty()) {
            done(completion, outcome(wrote, null));
            return;
        }
        AtomicInteger open = new AtomicInteger(later.size());
        AtomicReference<@Nullable Exception> first = new AtomicReference<>();
        for (AssociateTo to : later) {
            Completion<WriteResult.Written> one = answer -> {
                if (answer instanceof Answer.Failed<WriteResult.Written> failed) {
                    first.compareAndSet(null, failed.error());
                }
                if (open.decrementAndGet() == 0) {
                    done(completion, outcome(wrote, first.get()));
                }
            };
            try {
                associations.add(new Association(object, wrote.written().id(), to), lane, one);
            } catch (RuntimeException e) {
                one.complete(new Answer.Failed<>(e));
            }
        }
    }

    private static WriteOutcome outcome(WriteStep.Wrote wrote, @Nullable Exception notAssociated) {
        return new WriteOutcome.Done(
                wrote.pending().write(), wrote.written(), wrote.call(), Optional.ofNullable(notAssociated));
    }

    private static void done(Once completion, WriteOutcome outcome) {
        completion.complete(new Answer.Done<>(outcome));
    }

    /** What goes wrong on the way to the next step ends the write: nobody else would complete it. */
    private static <S> void handle(Answer<S> answer, Once completion, Consumer<S> next) {
        if (answer instanceof Answer.Done<S> done) {
            try {
                next.accept(done.result());
            } catch (RuntimeException e) {
                if (!completion.complete(new Answer.Failed<>(e))) {
                    throw e;
                }
            }
        } else if (answer instanceof Answer.Failed<S> failed) {
            completion.complete(new Answer.Failed<>(failed.error()));
        }
    }

    /** A completion that hears one answer only, however many steps a write takes. */
    private static final class Once {
        private final Completion<WriteOutcome> completion;
        private final AtomicBoolean completed = new AtomicBoolean();

        Once(Completion<WriteOutcome> completion) {
            this.completion = completion;
        }

        boolean complete(Answer<WriteOutcome> answer) {
            boolean first = completed.compareAndSet(false, true);
            if (first) {
                completion.complete(answer);
            }
            return first;
        }
    }
}
