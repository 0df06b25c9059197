package dev.caravan.crm.batch;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.hub.Lane;
import dev.caravan.problem.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sends one batch of writes of an object, and says of each record where it stands then. */
final class WriteBatch implements BatchCall<PendingWrite, WriteStep> {
    private final CrmCalls calls;
    private final String object;
    private final int capacity;
    private final AssociationFields fields;
    private final CreateGuard guard;

    WriteBatch(CrmCalls calls, String object, int capacity, AssociationFields fields, CreateGuard guard) {
        this.calls = calls;
        this.object = object;
        this.capacity = capacity;
        this.fields = fields;
        this.guard = guard;
    }

    /** A write with its place in the batch. */
    private record Slot(int index, PendingWrite pending) {}

    @Override
    public void call(List<PendingWrite> batch, Lane lane, Answers<WriteStep> answers) throws Exception {
        boolean unguarded = calls.crm().upsertField(object).isEmpty();
        List<Slot> slots = new ArrayList<>(batch.size());
        for (Slot slot : filled(batch, lane, answers)) {
            int i = slot.index();
            PendingWrite pending = slot.pending();
            Optional<Instant> unknownSince = unguarded ? guard.unknownSince(pending) : Optional.empty();
            if (unknownSince.isPresent()) {
                answers.answer(i, new Answer.Done<>(new WriteStep.LookFirst(unknownSince.get())));
            } else if (pending.needsNoWrite()) {
                WriteResult.Written nothing = new WriteResult.Written(pending.id(), false, java.util.Map.of());
                answers.answer(i, new Answer.Done<>(new WriteStep.Wrote(pending, nothing, "")));
            } else {
                slots.add(new Slot(i, pending));
            }
        }
        if (slots.isEmpty()) {
            return;
        }
        if (unguarded) {
            guard.open(pendings(slots));
        }
        new Halving<>(part -> send(part, lane), new Unfolding(answers, unguarded)).send(slots);
    }

    /** Those that need to know what the CRM has in a field fail alone when it cannot be asked. */
    private List<Slot> filled(List<PendingWrite> batch, Lane lane, Answers<WriteStep> answers) {
        List<Slot> all = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            all.add(new Slot(i, batch.get(i)));
        }
        try {
            List<PendingWrite> filled = fields.fill(batch, lane);
            all.replaceAll(s -> new Slot(s.index(), filled.get(s.index())));
        } catch (Exception e) {
            all.stream()
                    .filter(s -> !s.pending().fillIfEmpty().isEmpty())
                    .forEach(s -> answers.answer(s.index(), new Answer.Failed<>(e)));
            all.removeIf(s -> !s.pending().fillIfEmpty().isEmpty());
        }
        return all;
    }

    private CrmCalls.Numbered send(List<Slot> part, Lane lane) throws Exception {
        List<Write> writes = part.stream().map(s -> s.pending().write()).toList();
        CrmCalls.About about = new CrmCalls.About(lane, object, "write", writes.size(), capacity);
        return calls.write(about, () -> calls.crm().write(object, writes));
    }

    private static List<PendingWrite> pendings(List<Slot> slots) {
        return slots.stream().map(Slot::pending).toList();
    }

    /** Turns results into answers; intents of creates that did not happen are closed before anybody hears of it. */
    private final class Unfolding implements Halving.Sink<Slot> {
        private final Answers<WriteStep> answers;
        private final boolean unguarded;

        Unfolding(Answers<WriteStep> answers, boolean unguarded) {
            this.answers = answers;
            this.unguarded = unguarded;
        }

        @Override
        public void sent(List<Slot> part, CrmCalls.Numbered results) {
            List<PendingWrite> notWritten = new ArrayList<>();
            List<Answer<WriteStep>> ends = new ArrayList<>(part.size());
            for (int i = 0; i < part.size(); i++) {
                PendingWrite pending = part.get(i).pending();
                WriteResult result = results.results().get(i);
                if (result instanceof WriteResult.Written written) {
                    ends.add(new Answer.Done<>(new WriteStep.Wrote(pending, written, results.call())));
                } else {
                    CrmException error = error(pending, ((WriteResult.Refused) result).error());
                    if (!CreateGuard.mayHaveHappened(error)) {
                        notWritten.add(pending);
                    }
                    ends.add(refused(pending, error));
                }
            }
            close(notWritten);
            for (int i = 0; i < part.size(); i++) {
                answers.answer(part.get(i).index(), ends.get(i));
            }
        }

        @Override
        public void failed(List<Slot> part, Exception error) {
            if (!CreateGuard.mayHaveHappened(error)) {
                close(pendings(part));
            }
            part.forEach(s -> answers.answer(s.index(), new Answer.Failed<>(error)));
        }

        private void close(List<PendingWrite> notWritten) {
            if (unguarded) {
                guard.didNotHappen(notWritten);
            }
        }

        private Answer<WriteStep> refused(PendingWrite pending, CrmException error) {
            if (pending.write().isCreate()
                    && !pending.redirected()
                    && error.error() instanceof CrmError.Rejected rejected
                    && rejected.code() == ErrorCode.DUPLICATE_VALUE
                    && rejected.existingId().isPresent()) {
                return new Answer.Done<>(
                        new WriteStep.InTheWay(rejected.existingId().get()));
            }
            return new Answer.Failed<>(error);
        }

        private CrmException error(PendingWrite pending, CrmError error) {
            return new CrmException(calls.what(object, pending.write().record().id()), error, null);
        }
    }
}
