package dev.caravan.rehearsal;

import java.util.List;
import java.util.Map;

/**
 * What a plan comes to.
 *
 * @param left records with a mark that were not looked at, because the limit was reached
 * @param notes what else is to be known, such as marks that no route works on
 */
public record PlanTotals(List<Line> lines, long left, List<String> notes) {
    public PlanTotals {
        lines = List.copyOf(lines);
        notes = List.copyOf(notes);
    }

    /**
     * One connection, direction and type.
     *
     * @param outcomes how many records by outcome
     * @param readCalls calls that read, as they were made for the plan and would be made again
     * @param writeCalls calls that write, in full batches
     */
    public record Line(
            String connection,
            String direction,
            String type,
            Map<String, Integer> outcomes,
            int readCalls,
            int writeCalls) {}

    /** How many records would change something. */
    public int changes() {
        return count("created") + count("updated") + count("unlinked") + count("deleted");
    }

    /** How many records have that outcome. */
    public int count(String outcome) {
        return lines.stream()
                .mapToInt(l -> l.outcomes().getOrDefault(outcome, 0))
                .sum();
    }
}
