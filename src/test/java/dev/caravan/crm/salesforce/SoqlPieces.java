package dev.caravan.crm.salesforce;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Cuts a statement as Salesforce does, written from its documentation and sharing nothing with the code under test.
 * Anything that the documentation does not know is an error.
 */
final class SoqlPieces {
    private static final String ESCAPES = "nNrRtTbBfF\"'\\";
    private static final String MEANINGS = "\n\n\r\r\t\t\b\b\f\f\"'\\";

    private SoqlPieces() {}

    /** A literal text without its quotes and escapes, or anything else as it stands. */
    record Piece(boolean isText, String text) {}

    static List<Piece> of(String statement) {
        List<Piece> pieces = new ArrayList<>();
        int i = 0;
        while (i < statement.length()) {
            char c = statement.charAt(i);
            if (c == ' ') {
                i++;
            } else if (c == '\'') {
                StringBuilder text = new StringBuilder();
                i = text(statement, i + 1, text);
                pieces.add(new Piece(true, text.toString()));
            } else if (isWord(c)) {
                int from = i;
                while (i < statement.length() && isWord(statement.charAt(i))) {
                    i++;
                }
                pieces.add(new Piece(false, statement.substring(from, i)));
            } else {
                int length =
                        statement.startsWith("!=", i) || statement.startsWith("<=", i) || statement.startsWith(">=", i)
                                ? 2
                                : 1;
                if ("(),=<>!".indexOf(c) < 0) {
                    throw new AssertionError("SOQL knows no character " + (int) c + " outside of a literal");
                }
                pieces.add(new Piece(false, statement.substring(i, i + length)));
                i += length;
            }
        }
        return pieces;
    }

    static String structure(List<Piece> pieces) {
        return pieces.stream()
                .map(piece -> piece.isText() ? "TEXT" : piece.text())
                .collect(Collectors.joining(" "));
    }

    static List<String> texts(List<Piece> pieces) {
        return pieces.stream().filter(Piece::isText).map(Piece::text).toList();
    }

    /** Reads up to the closing quote and gives the place behind it. */
    private static int text(String statement, int from, StringBuilder text) {
        int i = from;
        while (i < statement.length()) {
            char c = statement.charAt(i);
            if (c == '\'') {
                return i + 1;
            }
            if (c < ' ') {
                throw new AssertionError("a control character stands in a literal as it is");
            }
            if (c != '\\') {
                text.append(c);
                i++;
                continue;
            }
            if (i + 1 == statement.length()) {
                break;
            }
            char escaped = statement.charAt(i + 1);
            if (escaped == 'u') {
                text.append((char) Integer.parseInt(statement.substring(i + 2, i + 6), 16));
                i += 6;
            } else if (escaped == '%' || escaped == '_') {
                // Only patterns know these two; there they stand for themselves.
                text.append(c).append(escaped);
                i += 2;
            } else {
                int known = ESCAPES.indexOf(escaped);
                if (known < 0) {
                    throw new AssertionError("SOQL knows no escape \\" + escaped);
                }
                text.append(MEANINGS.charAt(known));
                i += 2;
            }
        }
        throw new AssertionError("a literal does not end");
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) && c < 128 || c == '_' || c == '.' || c == '-' || c == ':' || c == '+';
    }
}
