package dev.caravan.cli.check;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Camel's errors in the words of a person who writes route files. */
final class CamelWords {
    private static final Pattern LINE = Pattern.compile("line[ :]+(\\d+)");
    private static final Pattern CLASS_NAME = Pattern.compile("\\b(?:[a-z]\\w*\\.){2,}([A-Z]\\w*)(?:@[0-9a-f]+)?");

    private CamelWords() {}

    /** The innermost reason in one sentence. */
    static String reason(Throwable error) {
        Throwable deepest = error;
        for (int i = 0; i < 20 && deepest.getCause() != null; i++) {
            deepest = deepest.getCause();
        }
        String said = deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
        String line = said.strip().lines().findFirst().orElse("");
        int due = line.indexOf(" due to: ");
        String plain =
                CLASS_NAME.matcher(due < 0 ? line : line.substring(due + 9)).replaceAll("$1");
        return plain.endsWith(".") ? plain : plain + ".";
    }

    /** The line that any message of the chain names; 0 when none does. */
    static int line(Throwable error) {
        int depth = 0;
        for (Throwable t = error; t != null && depth < 20; t = t.getCause(), depth++) {
            Matcher matcher = LINE.matcher(String.valueOf(t.getMessage()));
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        return 0;
    }
}
