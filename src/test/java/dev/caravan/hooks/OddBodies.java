package dev.caravan.hooks;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bodies that a genuine call could have and should not: none may do harm, and few say anything. */
public final class OddBodies {
    private static final int DEEP = 5_000;
    private static final int HUGE = 3_000_000;
    /** The outermost names of all vendors' bodies, with nothing behind them. */
    private static final String TWICE =
            "{\"meta\":null,\"module\":null,\"events\":null,\"payload\":null,\"PrimaryEntityName\":null,\"objectId\":null,";

    private OddBodies() {}

    /** Those that name no record that there could be, by what is odd about them. */
    public static Map<String, byte[]> thatSayNothing(CrmHook hook) {
        String object = hook.words().get(0);
        String event = hook.words().get(1);
        String usual = new String(hook.usual(), StandardCharsets.UTF_8);
        Map<String, byte[]> odd = new LinkedHashMap<>();
        add(odd, "empty", "");
        add(odd, "blank", " \r\n\t");
        add(odd, "not JSON", "not json");
        add(odd, "a page", "<html><body>Bad Gateway</body></html>");
        add(odd, "a form that is none", "a=b&c[d]=%zz&&==");
        List.of("null", "7", "true", "\"text\"", "{}", "[]", "[null,7,[]]", "{\"\":{}}")
                .forEach(value -> add(odd, "only " + value, value));
        add(odd, "cut off", usual.substring(0, usual.length() / 2));
        add(odd, "deep", "[".repeat(DEEP) + "]".repeat(DEEP));
        add(odd, "deep and open", "{\"a\":".repeat(DEEP));
        add(odd, "huge", hook.body(object, event, "\"" + "9".repeat(HUGE) + "\""));
        add(odd, "no object", hook.body("null", event, hook.words().get(2)));
        List.of("\"nonsense\"", "7", "[]", "{}", "\"\"", "\"../users\"", "\"\\u0000\"", "\"'; select\"")
                .forEach(value -> add(
                        odd,
                        "object " + value,
                        hook.body(value, event, hook.words().get(2))));
        List.of(
                        "null",
                        "\"\"",
                        "\" \"",
                        "{}",
                        "[]",
                        "[[7]]",
                        "{\"id\":7}",
                        "true",
                        "-1",
                        "1.5",
                        "1e400",
                        "\"-1\"",
                        "\"../users\"",
                        "\"7?x=1\"",
                        "\"1) or (1 eq 1\"",
                        "\"\\u0000\"",
                        "\"\\ud800\"",
                        "\"" + "9".repeat(40) + "\"")
                .forEach(value -> add(odd, "id " + value, hook.body(object, event, value)));
        add(odd, "nothing but nulls", hook.body("null", "null", "null"));
        return odd;
    }

    /** Those of which a CRM's reader may make something; the record that they name is not there. */
    public static Map<String, byte[]> thatMaySaySomething(CrmHook hook) {
        String object = hook.words().get(0);
        String id = hook.words().get(2);
        String usual = new String(hook.usual(), StandardCharsets.UTF_8);
        Map<String, byte[]> odd = new LinkedHashMap<>();
        List.of("null", "\"nonsense\"", "\"\"", "7", "{}", "[]", "\"\\u00ff\\u0000\"")
                .forEach(value -> add(odd, "event " + value, hook.body(object, value, id)));
        add(odd, "two in one", usual + usual);
        add(odd, "more behind it", usual + " and more");
        add(odd, "in an array", "[" + usual + "]");
        add(odd, "names twice", usual.replaceFirst("\\{", java.util.regex.Matcher.quoteReplacement(TWICE)));
        add(odd, "a mark before it", "\uFEFF" + usual);
        odd.put("UTF-16", usual.getBytes(StandardCharsets.UTF_16));
        odd.put("in no encoding", new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) 0xc3, '(', (byte) 0x80});
        return odd;
    }

    private static void add(Map<String, byte[]> odd, String name, String body) {
        odd.put(name, body.getBytes(StandardCharsets.UTF_8));
    }
}
