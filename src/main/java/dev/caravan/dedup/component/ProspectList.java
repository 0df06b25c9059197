package dev.caravan.dedup.component;

import com.google.common.collect.Iterators;
import dev.caravan.dedup.sourcing.Comparison;
import dev.caravan.dedup.sourcing.Prospect;
import dev.caravan.dedup.sourcing.ProspectAnswer;
import dev.caravan.hub.component.RecordReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Answers a list of prospects as it is read, batch by batch; what cannot be read is answered in its place. */
public final class ProspectList implements Iterator<List<ProspectAnswer>> {
    private final Comparison comparison;
    private final Iterator<List<RecordReader.Row>> batches;

    public ProspectList(Comparison comparison, Iterator<RecordReader.Row> rows) {
        this.comparison = comparison;
        this.batches = Iterators.partition(rows, Comparison.BATCH);
    }

    @Override
    public boolean hasNext() {
        return batches.hasNext();
    }

    /**
     * The answers of the next batch, in the order of the list.
     *
     * @throws dev.caravan.problem.InvalidInputException when the list cannot be read any further
     */
    @Override
    public List<ProspectAnswer> next() {
        List<RecordReader.Row> rows = batches.next();
        List<Prospect> good = new ArrayList<>();
        for (RecordReader.Row row : rows) {
            row.record().ifPresent(record -> good.add(new Prospect(row.line(), row.id(), record.fields())));
        }
        Iterator<ProspectAnswer> answered = comparison.answer(good).iterator();
        List<ProspectAnswer> answers = new ArrayList<>(rows.size());
        for (RecordReader.Row row : rows) {
            answers.add(
                    row.record().isPresent()
                            ? answered.next()
                            : ProspectAnswer.rejected(
                                    row.line(), row.id(), "the record at " + row.line() + " " + row.reason()));
        }
        return answers;
    }
}
