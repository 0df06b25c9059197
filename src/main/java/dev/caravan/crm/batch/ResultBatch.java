package dev.caravan.crm.batch;

import dev.caravan.crm.CrmException;
import dev.caravan.crm.WriteResult;
import dev.caravan.hub.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A batch of something that is safe to repeat: associations, deletions. */
final class ResultBatch<T> implements BatchCall<T, WriteResult.Written> {
    private final CrmCalls calls;
    private final String object;
    private final String operation;
    private final int capacity;
    private final Function<T, String> idOf;
    private final Function<List<T>, List<WriteResult>> call;

    ResultBatch(
            CrmCalls calls,
            String object,
            String operation,
            int capacity,
            Function<T, String> idOf,
            Function<List<T>, List<WriteResult>> call) {
        this.calls = calls;
        this.object = object;
        this.operation = operation;
        this.capacity = capacity;
        this.idOf = idOf;
        this.call = call;
    }

    @Override
    public void call(List<T> batch, Lane lane, Answers<WriteResult.Written> answers) {
        List<Integer> places =
                new ArrayList<>(IntStream.range(0, batch.size()).boxed().toList());
        new Halving<>(part -> send(batch, part, lane), new Unfolding(batch, answers)).send(places);
    }

    private CrmCalls.Numbered send(List<T> batch, List<Integer> places, Lane lane) throws Exception {
        List<T> part = places.stream().map(batch::get).toList();
        return calls.write(new CrmCalls.About(lane, object, operation, part.size(), capacity), () -> call.apply(part));
    }

    private final class Unfolding implements Halving.Sink<Integer> {
        private final List<T> batch;
        private final Answers<WriteResult.Written> answers;

        Unfolding(List<T> batch, Answers<WriteResult.Written> answers) {
            this.batch = batch;
            this.answers = answers;
        }

        @Override
        public void sent(List<Integer> part, CrmCalls.Numbered results) {
            for (int i = 0; i < part.size(); i++) {
                int place = part.get(i);
                WriteResult result = results.results().get(i);
                if (result instanceof WriteResult.Written written) {
                    answers.answer(place, new Answer.Done<>(written));
                } else if (result instanceof WriteResult.Refused refused) {
                    String what = calls.what(object, idOf.apply(batch.get(place))) + " " + operation;
                    answers.answer(place, new Answer.Failed<>(new CrmException(what, refused.error(), null)));
                }
            }
        }

        @Override
        public void failed(List<Integer> part, Exception error) {
            part.forEach(place -> answers.answer(place, new Answer.Failed<>(error)));
        }
    }
}
