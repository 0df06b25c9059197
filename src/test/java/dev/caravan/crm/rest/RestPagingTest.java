package dev.caravan.crm.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.rest.TestServer.Call;
import dev.caravan.crm.rest.TestServer.Reply;
import dev.caravan.filter.Condition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way from page to page meets every record once, also at a server that gives less than it was asked for. */
class RestPagingTest {
    private static final int ALL = 23;
    private static final int MOST = 5;

    @TempDir
    Path folder;

    static Stream<Arguments> kinds() {
        return Stream.of(
                kind(
                        "cursor",
                        "{ kind: cursor, parameter: c, next: next }",
                        call -> from(
                                number(call, "c", 0),
                                (i, n) -> n == null ? "\"next\":null" : "\"next\":\"" + n + "\"")),
                kind(
                        "cursor that is an empty text at the end",
                        "{ kind: cursor, parameter: c, next: next }",
                        call -> from(number(call, "c", 0), (i, n) -> "\"next\":\"" + (n == null ? "" : n) + "\"")),
                kind(
                        "cursor with more",
                        "{ kind: cursor, parameter: c, next: next, more: more }",
                        call -> from(
                                number(call, "c", 0),
                                (i, n) -> "\"next\":\"" + (n == null ? i : n) + "\",\"more\":" + (n != null))),
                kind(
                        "page",
                        "{ kind: page, parameter: page, sizeParameter: size, size: 100 }",
                        call -> from((number(call, "page", 1) - 1) * MOST, (i, n) -> "\"x\":1")),
                kind(
                        "page from zero",
                        "{ kind: page, parameter: page, first: 0 }",
                        call -> from(number(call, "page", 0) * MOST, (i, n) -> "\"x\":1")),
                kind(
                        "page with pages",
                        "{ kind: page, parameter: page, pages: pages }",
                        call -> from((number(call, "page", 1) - 1) * MOST, (i, n) -> "\"pages\":5")),
                kind(
                        "page with total",
                        "{ kind: page, parameter: page, total: total, sizeParameter: size, size: 100 }",
                        call -> from((number(call, "page", 1) - 1) * MOST, (i, n) -> "\"total\":" + ALL)),
                kind(
                        "offset",
                        "{ kind: offset, parameter: skip, sizeParameter: take, size: 100 }",
                        call -> from(number(call, "skip", 0), (i, n) -> "\"x\":1")),
                kind(
                        "offset with total",
                        "{ kind: offset, parameter: skip, total: total }",
                        call -> from(number(call, "skip", 0), (i, n) -> "\"total\":\"" + ALL + "\"")),
                kind(
                        "after the last id",
                        "{ kind: after, parameter: starting_after, more: has_more }",
                        call -> from(number(call, "starting_after", 0), (i, n) -> "\"has_more\":" + (n != null))),
                kind(
                        "after without more",
                        "{ kind: after, parameter: starting_after }",
                        call -> from(number(call, "starting_after", 0), (i, n) -> "\"x\":1")),
                kind(
                        "link in the answer",
                        "{ kind: next-link, next: links.next }",
                        call -> from(
                                number(call, "o", 0),
                                (i, n) -> "\"links\":{\"next\":"
                                        + (n == null ? "null" : "\"http://127.0.0.1/api/people?o=" + n + "\"") + "}")),
                kind(
                        "relative link in the answer",
                        "{ kind: next-link, next: next }",
                        call -> from(
                                number(call, "o", 0),
                                (i, n) -> "\"next\":" + (n == null ? "null" : "\"/api/people?o=" + n + "\""))),
                Arguments.of("Link header", "{ kind: link }", (Function<Call, Reply>) call -> {
                    int from = number(call, "o", 0);
                    String body = from(from, (i, n) -> "\"x\":1").body();
                    String first = "<http://127.0.0.1/api/people?o=0>; rel=\"first\"";
                    boolean ends = from + MOST >= ALL;
                    String link = ends
                            ? first
                            : first + ", <http://127.0.0.1/api/people?o=" + (from + MOST) + ">; rel=\"next\"";
                    return new Reply(200, Map.of("Link", link), body);
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void everyRecordIsMetOnce(String name, String paging, Function<Call, Reply> server) {
        try (TestServer own = new TestServer(folder, server)) {
            Crm crm = own.open(description(paging));
            assertThat(walk(crm))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, ALL)
                            .mapToObj(String::valueOf)
                            .toList());
            assertThat(crm.count("people", new Condition.Everything())).isEqualTo(ALL);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ kind: offset, parameter: skip }",
                "{ kind: page, parameter: page, total: total }",
                "{ kind: after, parameter: after }"
            })
    void aRecordThatIsDeletedMeanwhileHidesNoOther(String paging) {
        List<Integer> there =
                new ArrayList<>(IntStream.rangeClosed(1, ALL).boxed().toList());
        try (TestServer own = new TestServer(folder, call -> {
            int after = number(call, "after", 0);
            int skip = paging.contains("page") ? (number(call, "page", 1) - 1) * MOST : number(call, "skip", 0);
            List<Integer> left = there.stream().filter(id -> id > after).toList();
            String data = left.subList(Math.min(skip, left.size()), Math.min(left.size(), skip + MOST)).stream()
                    .map(id -> "{\"id\":" + id + "}")
                    .collect(Collectors.joining(","));
            String total = String.valueOf(there.size());
            if (there.size() > ALL - 6) {
                there.subList(0, 2).clear();
            }
            return Reply.of("{\"data\":[" + data + "],\"total\":" + total + "}");
        })) {
            assertThat(walk(own.open(description(paging))))
                    .containsAll(there.stream().map(String::valueOf).toList());
        }
    }

    @Test
    void aPageThatLeadsToItselfIsAMistakeAndNoEndlessWalk() {
        try (TestServer own = new TestServer(folder, call -> from(0, (i, n) -> "\"next\":\"same\""))) {
            Crm crm = own.open(description("{ kind: cursor, parameter: c, next: next }"));
            assertThatThrownBy(() -> walk(crm))
                    .isInstanceOf(CrmException.class)
                    .hasMessageContaining("leads to itself");
        }
    }

    @Test
    void aLinkThatLeadsToAnotherHostIsNotFollowed() {
        try (TestServer own =
                new TestServer(folder, call -> from(0, (i, n) -> "\"next\":\"https://evil.example/api/people\""))) {
            Crm crm = own.open(description("{ kind: next-link, next: next }"));
            assertThatThrownBy(() -> walk(crm)).isInstanceOf(CrmException.class).hasMessageContaining("leads away");
            assertThat(own.calls).hasSize(1);
        }
    }

    @Test
    void aListThatIsNotWhereTheDescriptionLooksIsAMistakeAndNoEmptyCrm() {
        try (TestServer own = new TestServer(folder, call -> Reply.of("{\"items\":[]}"))) {
            Crm crm = own.open(description("{ kind: none }"));
            assertThatThrownBy(() -> walk(crm)).isInstanceOf(CrmException.class).hasMessageContaining("no 'data'");
        }
    }

    private static String description(String paging) {
        return "title: Own\nauth: { kind: bearer }\nobjects:\n  people:\n    record: contact\n    path: /people\n"
                + "    list: { records: data, paging: " + paging + " }\n    fields: { name: text }\n";
    }

    private static List<String> walk(Crm crm) {
        List<String> ids = new ArrayList<>();
        String cursor = null;
        do {
            SearchPage page = crm.search("people", new Condition.Everything(), List.of("name"), cursor);
            page.records().forEach(record -> ids.add(record.id()));
            cursor = page.next().orElse(null);
        } while (cursor != null && ids.size() < 1000);
        return ids;
    }

    private interface Rest {
        String of(int from, @Nullable Integer next);
    }

    private static Reply from(int from, Rest rest) {
        String data = IntStream.rangeClosed(from + 1, Math.min(ALL, from + MOST))
                .mapToObj(id -> "{\"id\":" + id + ",\"name\":\"n" + id + "\"}")
                .collect(Collectors.joining(","));
        return Reply.of("{\"data\":[" + data + "]," + rest.of(from, from + MOST >= ALL ? null : from + MOST) + "}");
    }

    private static int number(Call call, String name, int usual) {
        return Integer.parseInt(call.query().getOrDefault(name, String.valueOf(usual)));
    }

    private static Arguments kind(String name, String paging, Function<Call, Reply> server) {
        return Arguments.of(name, paging, server);
    }
}
