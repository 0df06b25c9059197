package dev.caravan.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows with aligned columns; numbers stand on the right. A header of empty texts is left out. */
final class Table {
    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... header) {
        this.header = List.of(header);
    }

    /** One cell per column; null is an empty cell. */
    Table row(@Nullable Object... cells) {
        rows.add(Arrays.stream(cells)
                .map(c -> c == null ? "" : oneLine(c.toString()))
                .toList());
        return this;
    }

    void print(Session session) {
        print(session, "");
    }

    /** @param indent before each line */
    void print(Session session, String indent) {
        int[] widths = new int[header.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(
                    header.get(i).length(),
                    rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0));
        }
        StringBuilder head = new StringBuilder(indent);
        for (int i = 0; i < widths.length; i++) {
            head.append(padded(header.get(i), widths[i], isNumeric(i))).append("  ");
        }
        if (!head.toString().isBlank()) {
            session.say(session.strong(head.toString().stripTrailing()));
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < widths.length; i++) {
                String cell = row.get(i);
                boolean isLast = i == widths.length - 1;
                line.append(
                        session.tinted(cell, isLast && !isNumeric(i) ? cell : padded(cell, widths[i], isNumeric(i))));
                line.append(isLast ? "" : "  ");
            }
            session.say(line.toString().stripTrailing());
        }
    }

    private boolean isNumeric(int column) {
        return !rows.isEmpty() && rows.stream().allMatch(r -> r.get(column).matches("\\d*\\+?"));
    }

    private static String padded(String text, int width, boolean onTheRight) {
        String space = " ".repeat(Math.max(0, width - text.length()));
        return onTheRight ? space + text : text + space;
    }

    /** Records come from outside: a control character in one must not steer the terminal. */
    static String oneLine(String text) {
        return text.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
    }
}
