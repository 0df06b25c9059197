package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code $filter}: comparisons, {@code and or not}, functions on texts, {@code any} and {@code all}, and
 * Dataverse's own functions. Texts are compared without regard to case; there is no {@code in}.
 */
final class Filter<T> {
    private static final Set<String> OPERATORS = Set.of("eq", "ne", "gt", "ge", "lt", "le");
    private static final int MOST_CONDITIONS = 500;
    private static final int DEEPEST = 100;

    private final FilterTokens tokens;
    private final Properties<T> properties;
    private final DataverseFunctions functions;
    private int conditions;
    private int depth;

    private Filter(FilterTokens tokens, Properties<T> properties, DataverseFunctions functions) {
        this.tokens = tokens;
        this.properties = properties;
        this.functions = functions;
    }

    /** A test; {@code path} and {@code text} are set where it asks whether a text property equals a text. */
    private record Test<T>(
            Predicate<T> predicate,
            @Nullable String path,
            @Nullable String text) {
        Test(Predicate<T> predicate) {
            this(predicate, null, null);
        }
    }

    static <T> Predicate<T> of(String text, Properties<T> properties, DataverseFunctions functions) {
        Filter<T> filter = new Filter<>(new FilterTokens(text), properties, functions);
        Predicate<T> whole = filter.any().predicate();
        if (!filter.tokens.isAtEnd()) {
            throw Wire.syntax("Syntax error at '" + filter.tokens.peek().text() + "' in the $filter.");
        }
        return whole;
    }

    private Test<T> any() {
        if (++depth > DEEPEST) {
            throw Wire.syntax("The $filter is nested too deeply.");
        }
        List<Test<T>> parts = new ArrayList<>(List.of(all()));
        while (tokens.takeIf("or")) {
            parts.add(all());
        }
        depth--;
        return parts.size() == 1 ? parts.get(0) : new Test<>(anyOf(parts));
    }

    /** Many comparisons of one property with texts are one look into a set. */
    private Predicate<T> anyOf(List<Test<T>> parts) {
        String path = parts.get(0).path();
        if (path != null && parts.stream().allMatch(each -> Objects.equals(path, each.path()))) {
            Properties.Property<T> property = properties.find(path);
            Set<String> texts = new HashSet<>();
            parts.forEach(each -> texts.add(folded(String.valueOf(each.text()))));
            return thing -> {
                JsonNode value = property.read().apply(thing);
                return !value.isNull() && texts.contains(folded(value.asText()));
            };
        }
        return thing -> parts.stream().anyMatch(each -> each.predicate().test(thing));
    }

    private Test<T> all() {
        List<Test<T>> parts = new ArrayList<>(List.of(one()));
        while (tokens.takeIf("and")) {
            parts.add(one());
        }
        return parts.size() == 1
                ? parts.get(0)
                : new Test<>(thing ->
                        parts.stream().allMatch(each -> each.predicate().test(thing)));
    }

    private Test<T> one() {
        if (tokens.takeIf("not")) {
            Test<T> negated = one();
            return new Test<>(negated.predicate().negate());
        }
        if (tokens.takeIf("(")) {
            Test<T> inner = any();
            tokens.expect(")");
            return inner;
        }
        if (++conditions > MOST_CONDITIONS) {
            throw Wire.refused(
                    400,
                    "0x8004430c",
                    "Number of conditions in query exceeded maximum limit of " + MOST_CONDITIONS + ".");
        }
        FilterTokens.Token first = tokens.take();
        if (first.isText()) {
            throw Wire.syntax("A constant cannot stand on the left of a comparison in the $filter.");
        }
        String word = first.text();
        if (!tokens.peek().is("(")) {
            return compared(word, properties.find(word));
        }
        tokens.expect("(");
        Predicate<T> called = called(word);
        if (called == null) {
            return changed(word);
        }
        tokens.expect(")");
        if (OPERATORS.contains(tokens.peek().text()) && !tokens.peek().isText()) {
            boolean isEqual = tokens.take().is("eq");
            boolean isTrue = tokens.take().is("true");
            return new Test<>(isEqual == isTrue ? called : called.negate());
        }
        return new Test<>(called);
    }

    /** A function that is true or false; null when the word is none of those. */
    private @Nullable Predicate<T> called(String word) {
        if (word.endsWith("/any") || word.endsWith("/all")) {
            return lambda(word.substring(0, word.length() - 4), word.endsWith("/all"));
        }
        if (word.startsWith("Microsoft.Dynamics.CRM.")) {
            return functions.read(word, tokens, properties);
        }
        if (!Set.of("contains", "startswith", "endswith").contains(word)) {
            return null;
        }
        String path = tokens.take().text();
        Properties.Property<T> property = properties.find(path);
        if (!property.edmType().isEmpty() && !property.edmType().equals("Edm.String")) {
            throw Wire.syntax("No function signature for the function with name '" + word
                    + "' matches the specified arguments. The function signatures considered are: " + word
                    + "(Edm.String Nullable=true, Edm.String Nullable=true).");
        }
        tokens.expect(",");
        FilterTokens.Token literal = tokens.take();
        if (!literal.isText()) {
            throw Wire.syntax("No function signature for the function with name '" + word + "' matches.");
        }
        String part = literal.text().toLowerCase(Locale.ROOT);
        return thing -> {
            JsonNode value = property.read().apply(thing);
            String text = value.isNull() ? null : value.asText().toLowerCase(Locale.ROOT);
            return text != null
                    && switch (word) {
                        case "startswith" -> text.startsWith(part);
                        case "endswith" -> text.endsWith(part);
                        default -> text.contains(part);
                    };
        };
    }

    /** {@code tolower(name) eq 'x'}: case does not count anyway. */
    private Test<T> changed(String word) {
        if (!word.equals("tolower") && !word.equals("toupper") && !word.equals("trim")) {
            throw Wire.syntax("An unknown function with name '" + word + "' was found.");
        }
        String path = tokens.take().text();
        tokens.expect(")");
        return compared(path, properties.find(path));
    }

    private Predicate<T> lambda(String path, boolean all) {
        return lambda(properties.members(path), all);
    }

    private <M> Predicate<T> lambda(Properties.Members<T, M> members, boolean all) {
        if (tokens.peek().is(")")) {
            return thing -> !members.read().apply(thing).isEmpty();
        }
        String head = tokens.take().text();
        int colon = head.indexOf(':');
        if (colon <= 0) {
            throw Wire.syntax("Syntax error at '" + head + "' in the $filter: a range variable was expected.");
        }
        if (colon < head.length() - 1) {
            tokens.push(head.substring(colon + 1));
        }
        Properties<M> inner = new Ranged<>(head.substring(0, colon), members.properties());
        Filter<M> filter = new Filter<>(tokens, inner, functions);
        Predicate<M> test = filter.any().predicate();
        return thing -> all
                ? members.read().apply(thing).stream().allMatch(test)
                : members.read().apply(thing).stream().anyMatch(test);
    }

    /** Properties behind the name of a variable. */
    private record Ranged<M>(String variable, Properties<M> of) implements Properties<M> {
        @Override
        public Property<M> find(String path) {
            return of.find(inner(path));
        }

        @Override
        public Property<M> named(String column) {
            return of.named(column);
        }

        @Override
        public Members<M, ?> members(String path) {
            return of.members(inner(path));
        }

        private String inner(String path) {
            if (!path.startsWith(variable + "/")) {
                throw Wire.syntax("The range variable '" + variable + "' was expected before '" + path + "'.");
            }
            return path.substring(variable.length() + 1);
        }
    }

    private Test<T> compared(String path, Properties.Property<T> property) {
        String operator = tokens.take().text();
        if (!OPERATORS.contains(operator)) {
            throw Wire.syntax("Syntax error at '" + operator + "' in the $filter.");
        }
        Literal literal = Literal.read(tokens);
        literal.mustFit(property.edmType(), operator);
        if (literal.isNull()) {
            boolean equal = operator.equals("eq");
            if (!equal && !operator.equals("ne")) {
                return new Test<>(thing -> false);
            }
            return new Test<>(thing -> property.read().apply(thing).isNull() == equal);
        }
        Predicate<T> test = thing -> {
            JsonNode value = property.read().apply(thing);
            if (value.isNull()) {
                return operator.equals("ne");
            }
            int order = literal.order(value);
            return switch (operator) {
                case "eq" -> order == 0;
                case "ne" -> order != 0;
                case "gt" -> order > 0;
                case "ge" -> order >= 0;
                case "lt" -> order < 0;
                default -> order <= 0;
            };
        };
        boolean isSimple = operator.equals("eq") && literal.kind() == Literal.Kind.TEXT;
        return isSimple ? new Test<>(test, path, literal.text()) : new Test<>(test);
    }

    static String folded(String text) {
        return text.stripTrailing().toLowerCase(Locale.ROOT);
    }
}
