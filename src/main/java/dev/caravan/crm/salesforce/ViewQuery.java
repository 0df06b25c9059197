package dev.caravan.crm.salesforce;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The parts of a list view's statement from which a statement of our own is made.
 *
 * @param scope such as {@code USING SCOPE mine}; empty for all records
 * @param where the condition; empty for none
 */
record ViewQuery(String scope, String where) {
    private static final Set<String> PARTS =
            Set.of("SELECT", "FROM", "USING", "WHERE", "WITH", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FOR");

    /** Parts that change nothing about which records there are. */
    private static final Set<String> UNDERSTOOD = Set.of("SELECT", "FROM", "USING", "WHERE", "ORDER");

    /**
     * Takes a statement apart.
     *
     * @return empty for one that is not a plain {@code SELECT .. FROM object [USING SCOPE ..] [WHERE ..] [ORDER BY ..]}
     */
    static Optional<ViewQuery> of(String soql, String object) {
        Map<String, String> parts = new TreeMap<>();
        if (!split(soql, parts)
                || !UNDERSTOOD.containsAll(parts.keySet())
                || !parts.containsKey("SELECT")
                || !parts.getOrDefault("FROM", "").equalsIgnoreCase(object)) {
            return Optional.empty();
        }
        String scope = parts.getOrDefault("USING", "");
        String where = parts.getOrDefault("WHERE", "");
        if (!scope.matches("(?i)(SCOPE\\s+[A-Za-z_]+)?") || (parts.containsKey("WHERE") && where.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new ViewQuery(scope.isEmpty() ? "" : "USING " + scope, where));
    }

    /** Cuts at words outside of texts and brackets; false when those do not close or a part comes twice. */
    private static boolean split(String soql, Map<String, String> parts) {
        int depth = 0;
        int from = 0;
        String part = "";
        int at = 0;
        while (at < soql.length()) {
            char c = soql.charAt(at);
            int end = at + 1;
            if (c == '\'') {
                end = endOfText(soql, at);
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (isOfWord(c)) {
                end = endOfWord(soql, at);
                String word = soql.substring(at, end).toUpperCase(Locale.ROOT);
                if (depth == 0 && PARTS.contains(word)) {
                    if (!keep(parts, part, soql.substring(from, at)) || parts.containsKey(word)) {
                        return false;
                    }
                    part = word;
                    from = end;
                }
            }
            if (depth < 0 || end < 0) {
                return false;
            }
            at = end;
        }
        return depth == 0 && keep(parts, part, soql.substring(from));
    }

    /** Nothing but space stands before the first part. */
    private static boolean keep(Map<String, String> parts, String part, String text) {
        return part.isEmpty() ? text.isBlank() : parts.put(part, text.strip()) == null;
    }

    /** One behind the closing quote; -1 when there is none. */
    private static int endOfText(String soql, int start) {
        for (int at = start + 1; at < soql.length(); at++) {
            if (soql.charAt(at) == '\\') {
                at++;
            } else if (soql.charAt(at) == '\'') {
                return at + 1;
            }
        }
        return -1;
    }

    private static int endOfWord(String soql, int start) {
        int end = start;
        while (end < soql.length() && isOfWord(soql.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.';
    }
}
