package dev.caravan.problem;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One mistake in a file that a person wrote.
 *
 * @param file path as the person knows it, relative to the project; null when the mistake is not in a file
 * @param line 1-based; 0 when the mistake belongs to the whole file
 * @param what what is wrong, naming the thing; ends with a full stop
 * @param cure what to write instead; may be empty
 */
public record Mistake(@Nullable String file, int line, String what, String cure) {

    /**
     * The line as it is shown: {@code mappings/hubspot/contact.yaml:14 field 'jobtitel' does not exist. Did you mean
     * 'jobtitle'?}
     */
    public String text() {
        String where = file == null ? "" : file + (line > 0 ? ":" + line : "") + "  ";
        return where + what + (cure.isEmpty() ? "" : " " + cure);
    }

    /** All mistakes, one per line, each indented by two spaces. */
    public static String lines(List<Mistake> mistakes) {
        return mistakes.stream().map(m -> "  " + m.text()).collect(Collectors.joining("\n"));
    }
}
