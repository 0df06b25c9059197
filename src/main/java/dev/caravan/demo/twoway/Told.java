package dev.caravan.demo.twoway;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One part of the story, as it went.
 *
 * @param acts what people did
 * @param caravan what Caravan did about it, from the sync log
 * @param values how the fields stand afterwards
 * @param kept values that gave way, as {@code explain} shows them
 * @param writes by CRM, calls of its API that write
 * @param rule why it came out so
 * @param wrong what came out otherwise than the rule says; empty when all is well
 */
public record Told(
        int number,
        String title,
        List<Act> acts,
        List<Step> caravan,
        List<Row> values,
        List<Kept> kept,
        Map<String, Long> writes,
        String rule,
        List<String> wrong) {

    /** Whether it came out as the rule says. */
    public boolean isWell() {
        return wrong.isEmpty();
    }

    /** Something that somebody did somewhere. */
    public record Act(String where, String what) {}

    /**
     * Settlements of marks that are alike.
     *
     * @param times how many
     */
    public record Step(String from, String to, String type, String outcome, String message, int times) {}

    /**
     * A field at the three places; null where the place does not have the field.
     *
     * @param field {@code (record)} for whether the record is there
     */
    public record Row(
            String record,
            String field,
            @Nullable String hub,
            @Nullable String hubspot,
            @Nullable String salesforce) {}

    /** A value that gave way. */
    public record Kept(String record, String field, String value, String origin, String lostTo, String why) {}
}
