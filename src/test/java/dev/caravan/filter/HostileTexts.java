package dev.caravan.filter;

import java.util.List;
import java.util.random.RandomGenerator;

/** Texts that try to end a literal, a pattern, a JSON text or a statement before it is over. */
public final class HostileTexts {
    private static final List<String> PIECES = List.of(
            "'",
            "\"",
            "\\",
            "%",
            "_",
            "*",
            ";",
            ",",
            ":",
            "\n",
            "\r",
            "\t",
            "\b",
            "\f",
            "\0",
            "\u007f",
            "\u0085",
            "\u2028",
            "\u2029",
            "\ufeff",
            "\u2018",
            "\u2019",
            "\u201d",
            "\u02bc",
            "\uff07",
            "\uff02",
            "\\'",
            "\\\\",
            "\\\"",
            "\\u0027",
            "\\u0022",
            "\\x27",
            "%27",
            "''",
            "' OR Id != null OR Name = '",
            "') OR (Id != null",
            "' LIMIT 1",
            "\"}]}",
            "\"value\":\"y\"",
            "],\"filterGroups\":[",
            "--",
            "/*",
            "*/",
            "//",
            "#",
            " OR 1=1",
            " AND ",
            " SELECT ",
            " FROM User",
            " WHERE ",
            "UNION ALL",
            "DROP TABLE record",
            "NULL",
            "null",
            "true",
            "\ud800",
            "\udc00",
            "\ud83d\ude00",
            "\u202e",
            "\u0130",
            "\u00e9",
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            "((((((((((((((((((((((((((((((",
            "${jndi:x}",
            "{{secret}}",
            "</script>",
            "a",
            "Z",
            "0",
            " ");

    private HostileTexts() {}

    /** Mostly short, now and then thousands of characters. */
    public static String next(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        int pieces = random.nextInt(1_000) == 0 ? 1_000 : random.nextInt(8);
        for (int i = 0; i < pieces; i++) {
            text.append(
                    random.nextInt(5) == 0
                            ? String.valueOf((char) random.nextInt(0x10000))
                            : PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }
}
