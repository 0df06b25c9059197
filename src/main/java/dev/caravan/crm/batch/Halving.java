package dev.caravan.crm.batch;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.WriteResult;
import java.util.List;

/**
 * Sends a batch, and halves it when the CRM refused it as a whole without naming the record to blame. One bad record
 * among n costs at most 2 log2(n) calls more.
 */
final class Halving<T> {
    private final Sender<T> sender;
    private final Sink<T> sink;

    Halving(Sender<T> sender, Sink<T> sink) {
        this.sender = sender;
        this.sink = sink;
    }

    /** Makes one call. */
    interface Sender<T> {
        CrmCalls.Numbered send(List<T> batch) throws Exception;
    }

    /** Takes what became of a part of the batch; each record is in exactly one part. */
    interface Sink<T> {
        void sent(List<T> part, CrmCalls.Numbered results);

        void failed(List<T> part, Exception error);
    }

    void send(List<T> batch) {
        if (attempt(batch) == End.REFUSED_WHOLE) {
            halve(batch);
        }
    }

    /** How the call for one part ended. */
    private enum End {
        ALL_WRITTEN,
        /** Each record has its own answer, not all of them good. */
        ANSWERED,
        /** Nobody knows which record is to blame. */
        REFUSED_WHOLE
    }

    private End attempt(List<T> part) {
        try {
            CrmCalls.Numbered results = sender.send(part);
            if (results.results().size() != part.size()) {
                throw new IllegalStateException("the driver gave "
                        + results.results().size() + " results for " + part.size() + " records; each record needs one");
            }
            sink.sent(part, results);
            boolean all = results.results().stream().allMatch(WriteResult.Written.class::isInstance);
            return all ? End.ALL_WRITTEN : End.ANSWERED;
        } catch (CrmException e) {
            return refused(part, e);
        } catch (Exception e) {
            sink.failed(part, e);
            return End.ANSWERED;
        }
    }

    private End refused(List<T> part, CrmException e) {
        if (!(e.error() instanceof CrmError.BatchRejected whole)) {
            sink.failed(part, e);
            return End.ANSWERED;
        }
        if (part.size() > 1) {
            return End.REFUSED_WHOLE;
        }
        CrmError.Rejected single = new CrmError.Rejected(whole.detail(), whole.code());
        sink.sent(part, new CrmCalls.Numbered("", List.of(new WriteResult.Refused(single))));
        return End.ANSWERED;
    }

    private void halve(List<T> bad) {
        // The smaller half goes first: when it is to blame, less is left to search.
        List<T> first = bad.subList(0, bad.size() / 2);
        List<T> second = bad.subList(bad.size() / 2, bad.size());
        End end = attempt(first);
        if (end == End.REFUSED_WHOLE) {
            halve(first);
        }
        if (end == End.ALL_WRITTEN && second.size() > 1) {
            // The second half is to blame then: sent whole it would only be refused once more.
            halve(second);
        } else {
            send(second);
        }
    }
}
