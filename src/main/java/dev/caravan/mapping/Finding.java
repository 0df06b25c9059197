package dev.caravan.mapping;

/**
 * What a check against the CRM's own description of its fields says about one line of a mapping (R153-R155).
 *
 * @param line where it stands; 0 for the file as a whole
 * @param field the CRM field
 * @param what ends with a full stop; says {@code fits.} when all is well
 * @param cure what to write instead; may be empty
 */
public record Finding(Level level, String file, int line, String field, String what, String cure) {

    /** How serious it is. */
    public enum Level {
        /** No problem to be expected. */
        OK,
        /** Works with limits. */
        WARNING,
        /** Cannot work. */
        ERROR
    }

    /** The line as it is shown: {@code mappings/hubspot/contact.yaml:14 error 'jobtitel' does not exist ...}. */
    public String text() {
        String where = file + (line > 0 ? ":" + line : "");
        return where + "  " + Words.of(level) + "  " + what + (cure.isEmpty() ? "" : " " + cure);
    }
}
