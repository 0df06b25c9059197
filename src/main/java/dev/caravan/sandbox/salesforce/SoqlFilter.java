package dev.caravan.sandbox.salesforce;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A condition made ready for one object: the test itself, and where the hash indexes allow it, the few rows that can
 * pass it.
 *
 * @param candidates null when every row has to be looked at
 */
record SoqlFilter(Predicate<Row> test, @Nullable Supplier<Collection<Row>> candidates) {
    static final SoqlFilter ALL = new SoqlFilter(row -> true, null);

    /** Turns conditions into filters. */
    static final class Compiler {
        private final Store store;
        private final ObjectType object;
        private final Function<String, Path> paths;
        private final SoqlValues values;
        private final Function<SoqlQuery, Set<Object>> subQuery;

        /**
         * @param paths looks up a path as written in the statement
         * @param subQuery runs a nested statement and gives the values of its only column
         */
        Compiler(
                Store store,
                ObjectType object,
                Function<String, Path> paths,
                SoqlValues values,
                Function<SoqlQuery, Set<Object>> subQuery) {
            this.store = store;
            this.object = object;
            this.paths = paths;
            this.values = values;
            this.subQuery = subQuery;
        }

        SoqlFilter compile(SoqlQuery.@Nullable Where where) {
            if (where == null) {
                return ALL;
            }
            if (where instanceof SoqlQuery.And and) {
                return and(and.parts().stream().map(this::compile).toList());
            }
            if (where instanceof SoqlQuery.Or or) {
                return or(or.parts().stream().map(this::compile).toList());
            }
            if (where instanceof SoqlQuery.Not not) {
                return new SoqlFilter(compile(not.part()).test().negate(), null);
            }
            return leaf(where);
        }

        private SoqlFilter leaf(SoqlQuery.Where where) {
            if (where instanceof SoqlQuery.Compare compare) {
                return compare(compare);
            }
            if (where instanceof SoqlQuery.In in) {
                return in(in);
            }
            if (where instanceof SoqlQuery.InQuery inQuery) {
                Path path = filterable(inQuery.path());
                return among(path, inQuery.negated(), subQuery.apply(inQuery.query()));
            }
            if (where instanceof SoqlQuery.Includes includes) {
                return includes(includes);
            }
            throw new IllegalStateException("condition of an unknown kind: " + where);
        }

        private static SoqlFilter and(List<SoqlFilter> parts) {
            Predicate<Row> test = row -> {
                for (SoqlFilter part : parts) {
                    if (!part.test().test(row)) {
                        return false;
                    }
                }
                return true;
            };
            List<Supplier<Collection<Row>>> choices = parts.stream()
                    .flatMap(part -> Optional.ofNullable(part.candidates()).stream())
                    .toList();
            return new SoqlFilter(test, choices.isEmpty() ? null : () -> smallest(choices));
        }

        private static Collection<Row> smallest(List<Supplier<Collection<Row>>> choices) {
            Collection<Row> best = choices.get(0).get();
            for (Supplier<Collection<Row>> choice : choices.subList(1, choices.size())) {
                Collection<Row> other = choice.get();
                best = other.size() < best.size() ? other : best;
            }
            return best;
        }

        private static SoqlFilter or(List<SoqlFilter> parts) {
            Predicate<Row> test =
                    row -> parts.stream().anyMatch(part -> part.test().test(row));
            List<Supplier<Collection<Row>>> choices = new ArrayList<>();
            for (SoqlFilter part : parts) {
                Supplier<Collection<Row>> choice = part.candidates();
                if (choice == null) {
                    return new SoqlFilter(test, null);
                }
                choices.add(choice);
            }
            return new SoqlFilter(test, () -> {
                Set<Row> union = new LinkedHashSet<>();
                choices.forEach(choice -> union.addAll(choice.get()));
                return union;
            });
        }

        private SoqlFilter compare(SoqlQuery.Compare compare) {
            Path path = filterable(compare.path());
            Predicate<@Nullable Object> test = values.test(path, compare.operator(), compare.value());
            Supplier<Collection<Row>> candidates = null;
            if (compare.operator().equals("=") && isIndexed(path)) {
                Object wanted = values.wanted(path, compare.value());
                if (wanted != null) {
                    candidates = () -> store.withValue(object, path.field(), wanted);
                }
            }
            return new SoqlFilter(row -> test.test(path.value(store, row)), candidates);
        }

        private SoqlFilter in(SoqlQuery.In in) {
            Path path = filterable(in.path());
            Set<Object> wanted = new LinkedHashSet<>();
            boolean withNull = false;
            for (SoqlQuery.Literal literal : in.values()) {
                Object value = values.wanted(path, literal);
                if (value == null) {
                    withNull = true;
                } else {
                    wanted.add(value);
                }
            }
            return withNull ? amongOrEmpty(path, in.negated(), wanted) : among(path, in.negated(), wanted);
        }

        private SoqlFilter amongOrEmpty(Path path, boolean negated, Set<Object> wanted) {
            Set<Object> keys = SoqlValues.keys(path.field().type(), wanted);
            return new SoqlFilter(
                    row -> {
                        Object value = path.value(store, row);
                        return (value == null
                                        || keys.contains(
                                                SoqlValues.key(path.field().type(), value)))
                                != negated;
                    },
                    null);
        }

        private SoqlFilter among(Path path, boolean negated, Set<Object> wanted) {
            Set<Object> keys = SoqlValues.keys(path.field().type(), wanted);
            Predicate<Row> test = row -> {
                Object value = path.value(store, row);
                return (value != null
                                && keys.contains(SoqlValues.key(path.field().type(), value)))
                        != negated;
            };
            if (negated || !isIndexed(path)) {
                return new SoqlFilter(test, null);
            }
            return new SoqlFilter(test, () -> {
                Set<Row> union = new LinkedHashSet<>();
                wanted.forEach(value -> union.addAll(store.withValue(object, path.field(), value)));
                return union;
            });
        }

        private SoqlFilter includes(SoqlQuery.Includes includes) {
            Path path = filterable(includes.path());
            if (path.field().type() != FieldType.MULTIPICKLIST) {
                throw SalesforceError.bad(
                        "INVALID_QUERY_FILTER_OPERATOR", "invalid operator on non-multipicklist field");
            }
            List<Set<String>> groups = includes.values().stream()
                    .map(value -> Values.choices(String.valueOf(values.wanted(path, value))))
                    .toList();
            return new SoqlFilter(
                    row -> {
                        Object value = path.value(store, row);
                        Set<String> chosen = value == null ? Set.of() : Values.choices(value.toString());
                        return groups.stream().anyMatch(chosen::containsAll) != includes.negated();
                    },
                    null);
        }

        private Path filterable(String written) {
            Path path = paths.apply(written);
            if (!path.field().isFilterable()) {
                throw SalesforceError.bad(
                        "INVALID_FIELD", "field '" + path.field().name() + "' can not be filtered in a query call");
            }
            return path;
        }

        private static boolean isIndexed(Path path) {
            return path.hops().isEmpty()
                    && (path.field().isIndexed() || path.field().type() == FieldType.ID);
        }
    }
}
