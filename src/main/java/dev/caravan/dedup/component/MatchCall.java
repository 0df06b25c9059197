package dev.caravan.dedup.component;

import dev.caravan.crm.batch.Answer;
import dev.caravan.crm.batch.BatchCall;
import dev.caravan.dedup.Decision;
import dev.caravan.hub.Lane;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.WhatNext;
import java.util.List;
import java.util.function.Function;

/**
 * Matches a batch. What the CRM refuses for good may be the fault of one record, so its neighbours are asked for
 * without it.
 */
final class MatchCall<T> implements BatchCall<T, Decision> {
    private final Function<List<T>, List<Decision>> match;

    /** @param match answers in the order of the records */
    MatchCall(Function<List<T>, List<Decision>> match) {
        this.match = match;
    }

    @Override
    public void call(List<T> batch, Lane lane, Answers<Decision> answers) {
        call(batch, 0, answers);
    }

    private void call(List<T> part, int offset, Answers<Decision> answers) {
        List<Decision> decisions;
        try {
            decisions = match.apply(part);
        } catch (CaravanException e) {
            if (part.size() > 1 && e.whatNext() instanceof WhatNext.GiveUp) {
                int half = part.size() / 2;
                call(part.subList(0, half), offset, answers);
                call(part.subList(half, part.size()), offset + half, answers);
            } else {
                for (int i = 0; i < part.size(); i++) {
                    answers.answer(offset + i, new Answer.Failed<>(e));
                }
            }
            return;
        }
        for (int i = 0; i < part.size(); i++) {
            answers.answer(offset + i, new Answer.Done<>(decisions.get(i)));
        }
    }
}
