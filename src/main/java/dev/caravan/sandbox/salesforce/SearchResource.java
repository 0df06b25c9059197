package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.sandbox.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Full-text search (REST guide, "Search", "Parameterized Search"); unlike SOQL it may lag behind writes. */
final class SearchResource {
    private static final int LARGEST = 2000;
    private static final List<String> USUAL = List.of("Account", "Contact", "Lead", "Opportunity", "User");
    private static final Pattern SOSL = Pattern.compile(
            "\\s*FIND\\s*\\{(?<term>(?:[^{}\\\\]|\\\\.)*)\\}(?:\\s+IN\\s+(?<scope>\\w+)\\s+FIELDS)?(?:\\s+RETURNING\\s+(?<returning>.*?))?"
                    + "(?:\\s+LIMIT\\s+(?<limit>\\d{1,6}))?\\s*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern RETURNED = Pattern.compile(
            "\\s*(?<object>\\w+)\\s*(?:\\((?<inner>(?:[^()']|'(?:[^'\\\\]|\\\\.)*'|\\([^()]*\\))*)\\))?\\s*(?:,|$)");

    private final Org org;

    SearchResource(Org org) {
        this.org = org;
    }

    private record Wanted(String object, String inner) {}

    void addTo(Resources resources) {
        resources
                .add("GET", "/search", this::sosl)
                .add("GET", "/parameterizedSearch", this::parameters)
                .add("POST", "/parameterizedSearch", this::posted);
    }

    private Reply sosl(Call call) {
        Matcher sosl = SOSL.matcher(call.query("q").orElse(""));
        if (!sosl.matches()) {
            throw SalesforceError.bad(
                    "MALFORMED_SEARCH", "No search term found. The search term must be enclosed in braces.");
        }
        List<Wanted> wanted = new ArrayList<>();
        String returning = sosl.group("returning");
        Matcher returned = RETURNED.matcher(returning == null ? "" : returning);
        int at = 0;
        while (returning != null && at < returning.length()) {
            if (!returned.find(at) || returned.start() != at) {
                throw SalesforceError.bad(
                        "MALFORMED_SEARCH", "unexpected token in RETURNING: " + returning.substring(at));
            }
            wanted.add(new Wanted(
                    returned.group("object"),
                    Optional.ofNullable(returned.group("inner")).orElse("")));
            at = returned.end();
        }
        String scope = sosl.group("scope") == null ? "ALL" : sosl.group("scope");
        int limit = sosl.group("limit") == null ? LARGEST : Integer.parseInt(sosl.group("limit"));
        return find(call, SearchTerm.of(sosl.group("term").replaceAll("\\\\(.)", "$1")), scope, wanted, limit);
    }

    private Reply parameters(Call call) {
        List<Wanted> wanted = new ArrayList<>();
        String fields = call.query("fields").orElse("Id");
        for (String object : call.list("sobject")) {
            String own = call.query(object + ".fields").orElse(fields);
            String limit = call.query(object + ".limit")
                    .or(() -> call.query("defaultLimit"))
                    .map(n -> " LIMIT " + n)
                    .orElse("");
            String where = call.query(object + ".where")
                    .map(condition -> " WHERE " + condition)
                    .orElse("");
            wanted.add(new Wanted(object, own + where + limit));
        }
        int limit = number(call.query("overallLimit").orElse(String.valueOf(LARGEST)));
        return find(
                call,
                SearchTerm.of(term(call.query("q").orElse(""))),
                call.query("in").orElse("ALL"),
                wanted,
                limit);
    }

    private static String term(String text) {
        if (text.isBlank()) {
            throw SalesforceError.bad("MALFORMED_SEARCH", "search term must be longer than one character: ");
        }
        return text;
    }

    private static int number(String text) {
        if (!text.matches("\\d{1,6}")) {
            throw SalesforceError.bad("MALFORMED_SEARCH", "a limit must be a number: " + text);
        }
        return Integer.parseInt(text);
    }

    private Reply posted(Call call) {
        JsonNode body = call.body();
        List<Wanted> wanted = new ArrayList<>();
        for (JsonNode object : body.path("sobjects")) {
            JsonNode fields = object.has("fields") ? object.path("fields") : body.path("fields");
            JsonNode limit = object.has("limit") ? object.path("limit") : body.path("defaultLimit");
            String where =
                    object.has("where") ? " WHERE " + object.path("where").asText() : "";
            wanted.add(new Wanted(
                    object.path("name").asText(),
                    join(fields) + where + (limit.isNumber() ? " LIMIT " + limit.asInt() : "")));
        }
        String scope = body.path("in").asText("ALL");
        int limit = body.path("overallLimit").asInt(LARGEST);
        return find(call, SearchTerm.of(term(body.path("q").asText())), scope, wanted, limit);
    }

    private static String join(JsonNode fields) {
        List<String> names = new ArrayList<>();
        fields.forEach(field -> names.add(field.asText()));
        return names.isEmpty() ? "Id" : String.join(",", names);
    }

    private Reply find(Call call, SearchTerm term, String scope, List<Wanted> wanted, int limit) {
        Instant visible =
                org.context().clock().instant().minus(org.context().faults().searchLag(call.outer()));
        ArrayNode found = Json.array();
        List<Wanted> objects = wanted.isEmpty()
                ? USUAL.stream().map(name -> new Wanted(name, "Id")).toList()
                : wanted;
        for (Wanted object : objects) {
            SoqlQuery query = SoqlParser.returning(object.object(), object.inner());
            List<Row> rows = org.soql(false).rows(withoutWindow(query)).stream()
                    .filter(row -> row.get("CreatedDate") instanceof Instant created && !created.isAfter(visible))
                    .filter(row -> matches(term, scope.toUpperCase(Locale.ROOT), row))
                    .toList();
            for (Row row : SoqlRun.window(query, rows)) {
                if (found.size() < Math.min(limit, LARGEST)) {
                    found.add(org.soql(false).render(query, row, call.rendering()));
                }
            }
        }
        return Reply.ok(Json.object().set("searchRecords", found));
    }

    private static SoqlQuery withoutWindow(SoqlQuery query) {
        return new SoqlQuery(
                query.select(), query.from(), query.alias(), false, query.where(), List.of(), query.orderBy(), -1, 0);
    }

    private static boolean matches(SearchTerm term, String scope, Row row) {
        for (Field field : row.type().fields()) {
            boolean searched =
                    switch (scope) {
                        case "NAME" -> field.is(Field.Trait.NAME);
                        case "EMAIL" -> field.type() == FieldType.EMAIL;
                        case "PHONE" -> field.type() == FieldType.PHONE;
                        default -> field.type().isText() && field.type() != FieldType.PICKLIST;
                    };
            if (searched && row.get(field.name()) instanceof String text && term.isIn(text)) {
                return true;
            }
        }
        return false;
    }
}
