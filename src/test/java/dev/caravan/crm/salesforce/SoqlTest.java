package dev.caravan.crm.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Condition.Operator;
import dev.caravan.problem.InvalidInputException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoqlTest {
    private static final Columns COLUMNS = new Columns(List.of(
            column("Email", Type.EMAIL, true),
            column("LastName", Type.TEXT, true),
            column("Description", Type.TEXT, false),
            column("NumberOfEmployees", Type.INTEGER, true),
            column("Amount", Type.NUMBER, true),
            column("IsWon", Type.BOOLEAN, true),
            column("CloseDate", Type.DATE, true),
            column("CreatedDate", Type.DATETIME, true),
            column("Interests__c", Type.OPTIONS, true),
            column("AccountId", Type.REFERENCE, true)));

    private static final String[] HOSTILE = {
        "'",
        "\\",
        "\"",
        "%",
        "_",
        "\n",
        "\r",
        "\t",
        "\b",
        "\f",
        "\0",
        "\u007f",
        "\u2028",
        "\u2029",
        "\uFEFF",
        "\u2019",
        "\u02BC",
        "\uFF07",
        "\\'",
        "\\\\",
        "\\u0027",
        "' OR Id != null OR Name = '",
        "') OR (Id != null",
        "--",
        "/*",
        ";",
        "\uD800",
        "\uDC00",
        "\uD83D\uDE00",
        "\u202E",
        "null",
        "{",
        "}",
        "a",
        "Z",
        "0",
        " ",
        "\u00e9",
        "\u0130"
    };

    /**
     * What Salesforce does to a literal, written from its documentation and sharing nothing with the code under test.
     */
    private static String unescaped(String literal) {
        assertThat(literal).startsWith("'").endsWith("'").hasSizeGreaterThanOrEqualTo(2);
        StringBuilder text = new StringBuilder();
        int end = literal.length() - 1;
        int i = 1;
        while (i < end) {
            char c = literal.charAt(i);
            if (c == '\'') {
                throw new AssertionError("a quote ends the literal early");
            }
            if (c != '\\') {
                text.append(c);
                i++;
                continue;
            }
            if (i + 1 >= end) {
                throw new AssertionError("a backslash takes the closing quote away");
            }
            char escaped = literal.charAt(i + 1);
            if (escaped == 'u') {
                text.append((char) Integer.parseInt(literal.substring(i + 2, i + 6), 16));
                i += 6;
                continue;
            }
            int known = "nrtbf'\"\\".indexOf(escaped);
            if (known < 0) {
                throw new AssertionError("SOQL knows no escape \\" + escaped);
            }
            text.append("\n\r\t\b\f'\"\\".charAt(known));
            i += 2;
        }
        return text.toString();
    }

    @Test
    @Tag("S7")
    void noTextLeavesItsLiteral() {
        Random random = new Random(20260801);
        for (int round = 0; round < 100_000; round++) {
            StringBuilder hostile = new StringBuilder();
            int pieces = random.nextInt(8);
            for (int i = 0; i < pieces; i++) {
                hostile.append(
                        random.nextInt(4) == 0
                                ? String.valueOf((char) random.nextInt(0x10000))
                                : HOSTILE[random.nextInt(HOSTILE.length)]);
            }
            String value = hostile.toString();
            assertThat(unescaped(Soql.text(value))).isEqualTo(value);
        }
    }

    @Test
    @Tag("S7")
    void aHostileValueStaysOneLiteralInAWholeCondition() {
        Random random = new Random(7);
        SoqlFilter filter = new SoqlFilter(COLUMNS);
        String prefix = "(LastName = ";
        String suffix = " AND Amount > 5)";
        for (int round = 0; round < 5_000; round++) {
            String value = "x" + HOSTILE[random.nextInt(HOSTILE.length)] + HOSTILE[random.nextInt(HOSTILE.length)];
            String where = filter.where(new Condition.And(List.of(
                    new Condition.Compare("LastName", Operator.EQUAL, value),
                    new Condition.Compare("Amount", Operator.GREATER, new BigDecimal(5)))));
            assertThat(where).startsWith(prefix).endsWith(suffix);
            assertThat(unescaped(where.substring(prefix.length(), where.length() - suffix.length())))
                    .isEqualTo(value);
        }
    }

    @Tag("S7")
    @ParameterizedTest
    @ValueSource(
            strings = {"", "Name = 'x' OR Name", "Name--", "1Name", "Name.", ".Name", "Náme", "Name)", "a b", "Name\n"})
    void whatIsNoNameIsRefused(String name) {
        assertThatThrownBy(() -> Soql.field(name))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("FLT-101");
        assertThatThrownBy(() -> Soql.object(name)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new SoqlFilter(COLUMNS).where(new Condition.IsNull(name)))
                .isInstanceOf(InvalidInputException.class);
    }

    @ParameterizedTest
    @CsvSource({"001A0000006Vm9u, 001A0000006Vm9uIAC", "003Cv0000000001, 003Cv0000000001IAA", "a0B, a0B"})
    void aShortIdHasOneLongForm(String id, String longId) {
        assertThat(Soql.longId(id)).isEqualTo(longId);
        assertThat(Soql.longId(longId)).isEqualTo(longId);
    }

    static Stream<Arguments> conditions() {
        Condition ann = new Condition.Compare("Email", Operator.EQUAL, "ann@example.com");
        Condition big = new Condition.Compare("NumberOfEmployees", Operator.GREATER_OR_EQUAL, new BigDecimal(50));
        return Stream.of(
                Arguments.of(new Condition.Everything(), ""),
                Arguments.of(new Condition.Not(new Condition.Everything()), "Id = null"),
                Arguments.of(ann, "Email = 'ann@example.com'"),
                Arguments.of(new Condition.Not(ann), "Email != 'ann@example.com'"),
                Arguments.of(
                        new Condition.And(List.of(ann, big)),
                        "(Email = 'ann@example.com' AND NumberOfEmployees >= 50)"),
                Arguments.of(
                        new Condition.Not(new Condition.Or(List.of(ann, big))),
                        "(Email != 'ann@example.com' AND (NumberOfEmployees < 50 OR NumberOfEmployees = null))"),
                Arguments.of(new Condition.And(List.of(new Condition.Everything(), big)), "NumberOfEmployees >= 50"),
                Arguments.of(new Condition.Or(List.of(new Condition.Everything(), big)), ""),
                Arguments.of(new Condition.Compare("Email", Operator.EQUAL, ""), "Email = null"),
                Arguments.of(new Condition.Compare("Email", Operator.NOT_EQUAL, ""), "Email != null"),
                Arguments.of(new Condition.IsNull("Email"), "Email = null"),
                Arguments.of(new Condition.Not(new Condition.IsNull("Email")), "Email != null"),
                Arguments.of(
                        new Condition.In("Email", List.of("a@example.com", "b'")), "Email IN ('a@example.com','b\\'')"),
                Arguments.of(new Condition.In("Email", List.of("a", "")), "(Email IN ('a') OR Email = null)"),
                Arguments.of(
                        new Condition.Not(new Condition.In("Email", List.of("a"))),
                        "(Email NOT IN ('a') OR Email = null)"),
                Arguments.of(new Condition.Like("LastName", "O'%_"), "LastName LIKE 'O\\'%_'"),
                Arguments.of(
                        new Condition.Not(new Condition.Like("LastName", "O%")),
                        "((NOT LastName LIKE 'O%') OR LastName = null)"),
                Arguments.of(new Condition.Compare("IsWon", Operator.EQUAL, "TRUE"), "IsWon = true"),
                Arguments.of(new Condition.Compare("Amount", Operator.LESS, new BigDecimal("1E+3")), "Amount < 1000"),
                Arguments.of(
                        new Condition.Compare("CloseDate", Operator.GREATER, LocalDate.of(2026, 1, 5)),
                        "CloseDate > 2026-01-05"),
                Arguments.of(
                        new Condition.Compare("CloseDate", Operator.GREATER, "2026-01-05"), "CloseDate > 2026-01-05"),
                Arguments.of(
                        new Condition.Compare("CreatedDate", Operator.LESS, Instant.parse("2026-01-05T10:00:00Z")),
                        "CreatedDate < 2026-01-05T10:00:00Z"),
                Arguments.of(
                        new Condition.Compare("CreatedDate", Operator.LESS, "2026-01-05"),
                        "CreatedDate < 2026-01-05T00:00:00Z"),
                Arguments.of(
                        new Condition.Compare("Interests__c", Operator.EQUAL, "Golf"),
                        "Interests__c INCLUDES ('Golf')"),
                Arguments.of(new Condition.Compare("Account.Name", Operator.EQUAL, "Acme"), "Account.Name = 'Acme'"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conditions")
    void conditionsBecomeSoql(Condition condition, String soql) {
        assertThat(new SoqlFilter(COLUMNS).where(condition)).isEqualTo(soql);
    }

    static Stream<Arguments> inexpressible() {
        return Stream.of(
                Arguments.of(new Condition.Compare("Description", Operator.EQUAL, "x"), "long texts"),
                Arguments.of(new Condition.Compare("IsWon", Operator.LESS, true), "= and <> only"),
                Arguments.of(new Condition.Compare("Amount", Operator.EQUAL, "many"), "no number"),
                Arguments.of(new Condition.Compare("CloseDate", Operator.EQUAL, "soon"), "no date"),
                Arguments.of(new Condition.Like("Amount", "1%"), "LIKE for texts only"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inexpressible")
    void whatSoqlCannotSayIsRefusedWithTheReason(Condition condition, String reason) {
        assertThatThrownBy(() -> new SoqlFilter(COLUMNS).where(condition))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("FLT-101")
                .hasMessageContaining(reason);
    }

    private static Column column(String name, Type type, boolean filterable) {
        return new Column(new FieldSchema(name, name, type, false, false, 0, List.of(), false, false), filterable);
    }
}
