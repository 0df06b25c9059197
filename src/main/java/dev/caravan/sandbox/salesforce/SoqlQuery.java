package dev.caravan.sandbox.salesforce;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A SOQL statement as written; names are not yet looked up.
 *
 * @param limit -1 when the statement has none
 * @param onlyMine whether {@code USING SCOPE mine} was asked for
 */
record SoqlQuery(
        List<Item> select,
        String from,
        @Nullable String alias,
        boolean onlyMine,
        @Nullable Where where,
        List<String> groupBy,
        List<Order> orderBy,
        int limit,
        int offset) {

    /** One entry of the SELECT list. */
    sealed interface Item {}

    record Column(String path, @Nullable String alias) implements Item {}

    /** An aggregate; {@code path} is null for {@code COUNT()}. */
    record Aggregate(
            String function,
            @Nullable String path,
            @Nullable String alias) implements Item {}

    record Children(SoqlQuery query) implements Item {}

    /** {@code FIELDS(ALL)}, {@code FIELDS(STANDARD)} or {@code FIELDS(CUSTOM)}. */
    record FieldSet(String which) implements Item {}

    record Order(String path, boolean descending, boolean nullsLast) {}

    /** A condition. */
    sealed interface Where {}

    record And(List<Where> parts) implements Where {}

    record Or(List<Where> parts) implements Where {}

    record Not(Where part) implements Where {}

    record Compare(String path, String operator, Literal value) implements Where {}

    record In(String path, boolean negated, List<Literal> values) implements Where {}

    record InQuery(String path, boolean negated, SoqlQuery query) implements Where {}

    record Includes(String path, boolean negated, List<Literal> values) implements Where {}

    /** A value as written. */
    sealed interface Literal {}

    record Text(String value) implements Literal {}

    record Number(BigDecimal value) implements Literal {}

    record Bool(boolean value) implements Literal {}

    record Null() implements Literal {}

    record Day(LocalDate value) implements Literal {}

    record Moment(Instant value) implements Literal {}

    /** A named span such as {@code TODAY} or {@code LAST_N_DAYS:30}; {@code n} is 0 where none is written. */
    record Span(String name, int n) implements Literal {}
}
