package dev.caravan.sandbox.salesforce;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** CSV as the bulk API has it: quotes doubled inside quotes, the delimiter named in words. */
final class Csv {
    private static final Map<String, Character> DELIMITERS =
            Map.of("COMMA", ',', "TAB", '\t', "SEMICOLON", ';', "PIPE", '|', "CARET", '^', "BACKQUOTE", '`');

    private Csv() {}

    static char delimiter(String word) {
        Character delimiter = DELIMITERS.get(word.toUpperCase(Locale.ROOT));
        if (delimiter == null) {
            throw SalesforceError.bad(
                    "INVALIDJOB", "columnDelimiter " + word + " is not one of " + DELIMITERS.keySet());
        }
        return delimiter;
    }

    static List<List<String>> parse(String text, char delimiter) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    cell.append('"');
                    i++;
                } else if (c == '"') {
                    quoted = false;
                } else {
                    cell.append(c);
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == delimiter) {
                row.add(cell.toString());
                cell.setLength(0);
            } else if (c == '\n') {
                row.add(cell.toString());
                cell.setLength(0);
                addUnlessBlank(rows, row);
                row = new ArrayList<>();
            } else if (c != '\r' && c != '\uFEFF') {
                cell.append(c);
            }
        }
        row.add(cell.toString());
        addUnlessBlank(rows, row);
        return rows;
    }

    private static void addUnlessBlank(List<List<String>> rows, List<String> row) {
        if (row.size() > 1 || !row.get(0).isEmpty()) {
            rows.add(row);
        }
    }

    static void write(StringBuilder into, List<String> cells, char delimiter) {
        for (int i = 0; i < cells.size(); i++) {
            into.append(i == 0 ? "" : String.valueOf(delimiter));
            into.append('"').append(cells.get(i).replace("\"", "\"\"")).append('"');
        }
        into.append('\n');
    }
}
