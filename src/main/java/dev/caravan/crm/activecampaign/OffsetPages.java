package dev.caravan.crm.activecampaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.http.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Pages of a list that knows offsets only. A record that is deleted on the way moves all behind it forward by one, and
 * one would be passed over: so each page begins a few records before its place and goes on behind the last one that was
 * met already; where none of those is found, it looks further in front.
 */
final class OffsetPages {
    static final int PAGE = 100;

    private static final int OVERLAP = 5;
    private static final int MOST_STEPS = 5;

    private OffsetPages() {}

    /**
     * One page.
     *
     * @param records those that were not met yet
     * @param answer of the vendor
     * @param next cursor of the page after; empty at the end
     */
    record Page(List<JsonNode> records, JsonNode answer, Optional<String> next) {}

    /**
     * The page at a cursor.
     *
     * @param key of the records in the answer
     * @param ask makes the call for {@link #PAGE} records at an offset
     */
    static Page at(@Nullable String cursor, String key, IntFunction<JsonNode> ask) {
        Place place = Place.of(cursor);
        int from = Math.max(0, place.offset() - OVERLAP);
        JsonNode answer = ask.apply(from);
        int behind = behind(place, answer.path(key));
        for (int step = 0; behind < 0 && from > 0 && step < MOST_STEPS; step++) {
            from = Math.max(0, from - PAGE + OVERLAP);
            answer = ask.apply(from);
            behind = behind(place, answer.path(key));
        }
        if (behind < 0) {
            from = place.offset();
            answer = ask.apply(from);
            behind = 0;
        }
        return page(answer, key, from, behind);
    }

    private static Page page(JsonNode answer, String key, int from, int behind) {
        List<JsonNode> all = new ArrayList<>();
        answer.path(key).forEach(all::add);
        int end = from + all.size();
        boolean more = !all.isEmpty() && (all.size() >= PAGE || total(answer) > end);
        List<String> last = all.subList(Math.max(0, all.size() - OVERLAP), all.size()).stream()
                .map(each -> String.valueOf(Json.text(each, "id")))
                .toList();
        return new Page(
                all.subList(behind, all.size()),
                answer,
                more ? Optional.of(new Place(end, last).text()) : Optional.empty());
    }

    /** How many records the whole list has; 0 when the answer does not say. */
    static long total(JsonNode answer) {
        String total = Json.text(answer.path("meta"), "total");
        return total != null && total.matches("\\d{1,15}") ? Long.parseLong(total) : 0;
    }

    /** Where in the page those begin that were not met yet; negative when nothing says so. */
    private static int behind(Place place, JsonNode page) {
        if (place.last().isEmpty()) {
            return 0;
        }
        for (int i = page.size() - 1; i >= 0; i--) {
            if (place.last().contains(String.valueOf(Json.text(page.path(i), "id")))) {
                return i + 1;
            }
        }
        return -1;
    }

    /** @param last ids of the last records that were met */
    private record Place(int offset, List<String> last) {
        static Place of(@Nullable String cursor) {
            if (cursor == null || !cursor.matches("\\d{1,9}:[\\d,]*")) {
                return new Place(0, List.of());
            }
            String[] parts = cursor.split(":", 2);
            List<String> last = Arrays.stream(parts[1].split(","))
                    .filter(id -> !id.isEmpty())
                    .toList();
            return new Place(Integer.parseInt(parts[0]), last);
        }

        String text() {
            return offset + ":" + String.join(",", last);
        }
    }
}
