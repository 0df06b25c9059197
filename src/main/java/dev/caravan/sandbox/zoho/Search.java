package dev.caravan.sandbox.zoho;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.RefusedException;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Search by an index that lags, and that takes "equals" for "contains". */
final class Search {
    private static final Pattern TEST = Pattern.compile("\\(?\\((\\w+):([a-z_]+):((?:[^()\\\\]|\\\\.)*+)\\)");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

    private final Store store;
    private final Listing listing;

    Search(Store store, Listing listing) {
        this.store = store;
        this.listing = listing;
    }

    Answer run(Request request, Kind kind) {
        return listing.page(request, found(request, kind), Listing.fields(request, false));
    }

    /** How many records a search finds; all of them where nothing is searched for. */
    Answer count(Request request, Kind kind) {
        boolean searches = Stream.of("criteria", "email", "phone", "word")
                .anyMatch(name -> request.query(name).isPresent());
        int count = searches ? found(request, kind).size() : store.rows(kind).size();
        return Answer.json(200, Json.object().put("count", count));
    }

    private List<Row> found(Request request, Kind kind) {
        String criteria = request.query("criteria").orElse("");
        String email = request.query("email").orElse("");
        String word = request.query("word").or(() -> request.query("phone")).orElse("");
        if (criteria.isEmpty() && email.isEmpty() && word.isEmpty()) {
            throw Wire.refused(
                    400,
                    "REQUIRED_PARAM_MISSING",
                    "One of the expected parameter is missing",
                    "param_name",
                    "criteria");
        }
        List<Row> found = new ArrayList<>();
        for (Map.Entry<Row, ObjectNode> each : store.searched(request, kind).entrySet()) {
            boolean fits = !criteria.isEmpty()
                    ? fits(each.getValue(), criteria.startsWith("((") ? criteria : "(" + criteria + ")")
                    : !email.isEmpty()
                            ? holds(each.getValue().path("Email").asText(), email)
                            : contains(kind, each.getValue(), word);
            if (fits) {
                found.add(each.getKey());
            }
        }
        return found;
    }

    private static boolean fits(ObjectNode values, String criteria) {
        boolean or = criteria.contains(")or(");
        Matcher tests = TEST.matcher(criteria);
        boolean any = false;
        boolean all = true;
        boolean found = false;
        while (tests.find()) {
            String value = values.path(tests.group(1)).asText().toLowerCase(Locale.ROOT);
            String wanted = tests.group(3).replaceAll("\\\\(.)", "$1");
            boolean fits =
                    switch (tests.group(2)) {
                        case "equals" -> holds(value, wanted);
                        case "not_equal" -> !holds(value, wanted);
                        case "starts_with" -> value.startsWith(wanted.toLowerCase(Locale.ROOT));
                        case "in" ->
                            List.of(wanted.toLowerCase(Locale.ROOT).split(",")).contains(value);
                        case "greater_than" -> !value.isEmpty() && compare(value, wanted) > 0;
                        case "greater_equal" -> !value.isEmpty() && compare(value, wanted) >= 0;
                        case "less_than" -> !value.isEmpty() && compare(value, wanted) < 0;
                        case "less_equal" -> !value.isEmpty() && compare(value, wanted) <= 0;
                        case "between" ->
                            !value.isEmpty()
                                    && compare(value, wanted.replaceAll(",.*", "")) >= 0
                                    && compare(value, wanted.replaceAll(".*,", "")) <= 0;
                        default -> throw invalid();
                    };
            found = true;
            any |= fits;
            all &= fits;
        }
        if (!found) {
            throw invalid();
        }
        return or ? any : all;
    }

    private static RefusedException invalid() {
        return Wire.refused(400, "INVALID_QUERY", "Invalid query formed", "param_name", "criteria");
    }

    private static int compare(String value, String wanted) {
        return NUMBER.matcher(value).matches() && NUMBER.matcher(wanted).matches()
                ? new BigDecimal(value).compareTo(new BigDecimal(wanted))
                : value.compareToIgnoreCase(wanted);
    }

    private static boolean contains(Kind kind, ObjectNode values, String word) {
        return kind.fields().stream()
                .map(Field::name)
                .anyMatch(name -> holds(values.path(name).asText(), word));
    }

    /** Words are compared, not characters: a hyphen is as good as an underscore. */
    private static boolean holds(String value, String wanted) {
        return plain(value).contains(plain(wanted)) && !wanted.isBlank();
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
