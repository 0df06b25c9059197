package dev.caravan.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Conditions on dirty companies, written as people write them. */
final class RandomConditions {
    private static final List<String> TEXT_FIELDS = List.of("name", "city", "note");
    private final Random random;

    RandomConditions(long seed) {
        this.random = new Random(seed);
    }

    String next() {
        return condition(random.nextInt(4));
    }

    private String condition(int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return comparison();
        }
        if (random.nextInt(5) == 0) {
            return word("not") + " (" + condition(depth - 1) + ")";
        }
        int parts = random.nextInt(12) == 0 ? 8 : 2 + random.nextInt(2);
        return IntStream.range(0, parts)
                .mapToObj(i -> "(" + condition(depth - 1) + ")")
                .collect(Collectors.joining(" " + word(random.nextBoolean() ? "and" : "or") + " "));
    }

    private String comparison() {
        return switch (random.nextInt(9)) {
            case 0 ->
                numbers("employees", () -> one("0", "50", "100", "75.5", "450", "-1", "'250'", "1e2", "99999999999"));
            case 1 ->
                numbers("AnnualRevenue", () -> one("0", "1000000", "10000000", "29000000.0", "-3.5", "12.25", "'5'"));
            case 2 ->
                "hs_is_target_account " + one("=", "<>", "!=") + " " + one("true", "FALSE", "'true'", "\"false\"");
            case 3 ->
                numbers(
                        "renewal",
                        () -> quoted(one("2025-12-20", "2026-01-10", "1969-12-31", "1970-01-01", "0001-01-01")));
            case 4 ->
                numbers(
                        "review",
                        () -> quoted(one(
                                "2026-01-10",
                                "2026-01-10T12:00:00Z",
                                "2026-01-10T13:00:00+01:00",
                                "2026-01-10T12:00:00.0005Z",
                                "2026-01-20T00:00:00.000+0000")));
            case 5 -> options("rating", DirtyCompanies.RATINGS, "hot");
            case 6 -> options("regions", DirtyCompanies.REGIONS, "emea");
            default -> texts(one(TEXT_FIELDS.toArray(String[]::new)));
        };
    }

    private String numbers(String field, Supplier<String> value) {
        return switch (random.nextInt(8)) {
            case 0 -> nothing(field);
            case 1 -> field + " " + not() + word("in") + " (" + value.get() + ", " + value.get() + ")";
            case 2 -> field + " " + not() + word("between") + " " + value.get() + " " + word("and") + " " + value.get();
            default -> field + " " + one("=", "<>", "!=", "<", "<=", ">", ">=") + " " + value.get();
        };
    }

    private String options(String field, List<String> options, String other) {
        Supplier<String> value = () -> quoted(random.nextInt(6) == 0 ? other : one(options.toArray(String[]::new)));
        return switch (random.nextInt(6)) {
            case 0 -> nothing(field);
            case 1 -> field + " " + not() + word("like") + " " + quoted(pattern(value.get()));
            case 2, 3 -> field + " " + not() + word("in") + " (" + value.get() + ", " + value.get() + ")";
            default -> field + " " + one("=", "<>") + " " + value.get();
        };
    }

    private String texts(String field) {
        Supplier<String> value = () -> quoted(text());
        return switch (random.nextInt(8)) {
            case 0 -> nothing(field);
            case 1 -> field + " " + one("<", "<=", ">", ">=") + " " + value.get();
            case 2, 3, 4 -> field + " " + not() + word("like") + " " + quoted(pattern(text()));
            case 5 ->
                field + " " + not() + word("in") + " ("
                        + Stream.generate(value).limit(1 + random.nextInt(4)).collect(Collectors.joining(", ")) + ")";
            default -> field + " " + one("=", "<>") + " " + value.get();
        };
    }

    private String nothing(String field) {
        return field + " " + one("IS NULL", "is not null", "= ''", "<> \"\"");
    }

    private String text() {
        String text = one(DirtyCompanies.TEXTS.toArray(String[]::new));
        return switch (random.nextInt(8)) {
            case 0 -> text.toUpperCase(Locale.ROOT);
            case 1 -> text.toLowerCase(Locale.ROOT);
            case 2 -> text + " " + one(DirtyCompanies.TEXTS.toArray(String[]::new));
            case 3 -> HostileTexts.next(random);
            default -> text;
        };
    }

    /** Part of a text with wildcards in it, some of its own signs taken as they are. */
    private String pattern(String text) {
        List<String> parts = new ArrayList<>();
        int[] points = text.codePoints().toArray();
        int from = points.length == 0 ? 0 : random.nextInt(points.length);
        int to = from + random.nextInt(points.length - from + 1);
        for (int i = from; i < to; i++) {
            String point = Character.toString(points[i]);
            boolean special = point.equals("%") || point.equals("_") || point.equals("\\");
            int kind = random.nextInt(12);
            parts.add(kind == 0 ? "_" : kind == 1 ? "%" : special && kind < 10 ? "\\" + point : point);
        }
        String middle = String.join("", parts);
        return one("%", "", "%", "") + middle + one("%", "", "%", "_");
    }

    private String quoted(String text) {
        boolean inDouble = random.nextBoolean() && text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
        return inDouble ? '"' + text.replace("\"", "\"\"") + '"' : "'" + text.replace("'", "''") + "'";
    }

    private String not() {
        return random.nextInt(3) == 0 ? word("not") + " " : "";
    }

    private String word(String word) {
        return random.nextBoolean() ? word : word.toUpperCase(Locale.ROOT);
    }

    private String one(String... from) {
        return from[random.nextInt(from.length)];
    }
}
