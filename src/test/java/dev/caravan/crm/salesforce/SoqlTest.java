package dev.caravan.crm.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Condition.Operator;
import dev.caravan.filter.HostileTexts;
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
            column("Rating", Type.OPTION, true),
            column("CloseDate", Type.DATE, true),
            column("CreatedDate", Type.DATETIME, true),
            column("Interests__c", Type.OPTIONS, true),
            column("AccountId", Type.REFERENCE, true)));

    @Test
    @Tag("S7")
    void noTextLeavesItsLiteral() {
        Random random = new Random(20260801);
        for (int round = 0; round < 100_000; round++) {
            String value = HostileTexts.next(random);
            assertThat(SoqlPieces.texts(SoqlPieces.of(Soql.text(value)))).containsExactly(value);
        }
    }

    @Test
    @Tag("S7")
    void hostileValuesNeverChangeTheStructureOfAStatement() {
        Random random = new Random(7);
        for (int round = 0; round < 100_000; round++) {
            String value = HostileTexts.next(random);
            String pattern = "%p" + value + "_";
            Condition condition = new Condition.Or(List.of(
                    new Condition.And(List.of(
                            new Condition.Compare("LastName", Operator.EQUAL, "x" + value),
                            new Condition.Compare("Amount", Operator.GREATER, new BigDecimal(5)))),
                    new Condition.In("Email", List.of("y" + value, "z")),
                    new Condition.Like("LastName", pattern),
                    new Condition.IsNull("CloseDate")));
            List<SoqlPieces.Piece> pieces = SoqlPieces.of(where(condition));
            assertThat(SoqlPieces.structure(pieces))
                    .isEqualTo("( ( LastName = TEXT AND Amount > 5 ) OR Email IN ( TEXT , TEXT ) OR LastName LIKE TEXT"
                            + " OR CloseDate = null )");
            assertThat(SoqlPieces.texts(pieces).subList(0, 3)).containsExactly("x" + value, "y" + value, "z");
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
        assertThatThrownBy(() -> where(new Condition.IsNull(name))).isInstanceOf(InvalidInputException.class);
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
                Arguments.of(new Condition.Not(ann), ""),
                Arguments.of(new Condition.Compare("Email", Operator.GREATER, "m"), "Email != null"),
                Arguments.of(new Condition.Compare("Email", Operator.EQUAL, LocalDate.EPOCH), "Email != null"),
                Arguments.of(
                        new Condition.And(List.of(ann, big)),
                        "(Email = 'ann@example.com' AND NumberOfEmployees >= 50)"),
                Arguments.of(
                        new Condition.Not(new Condition.Or(List.of(ann, big))),
                        "(NumberOfEmployees < 50 OR NumberOfEmployees = null)"),
                Arguments.of(new Condition.And(List.of(new Condition.Everything(), big)), "NumberOfEmployees >= 50"),
                Arguments.of(new Condition.Or(List.of(new Condition.Everything(), big)), ""),
                Arguments.of(new Condition.Compare("Email", Operator.EQUAL, ""), "Email = null"),
                Arguments.of(new Condition.Compare("Email", Operator.NOT_EQUAL, ""), "Email != null"),
                Arguments.of(new Condition.IsNull("Email"), "Email = null"),
                Arguments.of(new Condition.Not(new Condition.IsNull("Email")), "Email != null"),
                Arguments.of(
                        new Condition.In("Email", List.of("a@example.com", "b'")), "Email IN ('a@example.com','b\\'')"),
                Arguments.of(new Condition.In("Email", List.of("a", "")), "(Email = 'a' OR Email = null)"),
                Arguments.of(new Condition.Not(new Condition.In("Email", List.of("a"))), ""),
                Arguments.of(
                        new Condition.Not(new Condition.In("Rating", List.of("Hot", "Cold"))),
                        "(Rating NOT IN ('Hot','Cold') OR Rating = null)"),
                Arguments.of(new Condition.Compare("Rating", Operator.NOT_EQUAL, "Hot"), "Rating != 'Hot'"),
                Arguments.of(new Condition.Compare("Rating", Operator.NOT_EQUAL, "hot"), ""),
                Arguments.of(new Condition.Compare("Amount", Operator.NOT_EQUAL, "5"), "Amount != 5"),
                Arguments.of(
                        new Condition.Compare("NumberOfEmployees", Operator.GREATER, new BigDecimal("1.5")),
                        "NumberOfEmployees >= 2"),
                Arguments.of(
                        new Condition.Compare("NumberOfEmployees", Operator.EQUAL, new BigDecimal("1.5")), "Id = null"),
                Arguments.of(
                        new Condition.Compare("Amount", Operator.GREATER, new BigDecimal("10000000000")),
                        "Amount > 10000000000.0"),
                Arguments.of(
                        new Condition.Compare("AccountId", Operator.EQUAL, "001A0000006Vm9u"),
                        "AccountId = '001A0000006Vm9uIAC'"),
                Arguments.of(new Condition.Compare("AccountId", Operator.EQUAL, "acme"), "Id = null"),
                Arguments.of(
                        new Condition.Compare("CreatedDate", Operator.GREATER, LocalDate.of(1600, 1, 1)),
                        "CreatedDate != null"),
                Arguments.of(new Condition.Like("LastName", "O'%_"), "LastName LIKE 'O\\'%_'"),
                Arguments.of(new Condition.Like("LastName", "50\\% \\_ a\\b"), "LastName LIKE '50\\% \\_ a_b'"),
                Arguments.of(new Condition.Like("LastName", "%"), "LastName != null"),
                Arguments.of(new Condition.Like("Interests__c", "G%"), "Interests__c != null"),
                Arguments.of(new Condition.Not(new Condition.Like("LastName", "O%")), ""),
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
                Arguments.of(new Condition.Compare("lastname", Operator.EQUAL, "x"), "LastName = 'x'"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conditions")
    void conditionsBecomeSoql(Condition condition, String soql) {
        assertThat(where(condition)).isEqualTo(soql);
    }

    static Stream<Arguments> inexpressible() {
        return Stream.of(
                Arguments.of(new Condition.Compare("Description", Operator.EQUAL, "x"), "long texts"),
                Arguments.of(new Condition.Compare("Account.Name", Operator.EQUAL, "Acme"), "is no field of Contact"),
                Arguments.of(new Condition.Compare("IsWon", Operator.LESS, true), "no order"),
                Arguments.of(new Condition.Compare("Amount", Operator.EQUAL, "many"), "holds numbers"),
                Arguments.of(new Condition.Compare("CloseDate", Operator.EQUAL, "soon"), "holds dates"),
                Arguments.of(new Condition.Like("Amount", "1%"), "LIKE compares texts"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inexpressible")
    void whatSoqlCannotSayIsRefusedWithTheReason(Condition condition, String reason) {
        assertThatThrownBy(() -> where(condition))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("FLT-101")
                .hasMessageContaining(reason);
    }

    private static String where(Condition condition) {
        return SoqlFilter.of("Contact", COLUMNS, condition).where();
    }

    private static Column column(String name, Type type, boolean filterable) {
        List<FieldSchema.Option> options = type == Type.OPTION
                ? Stream.of("Hot", "Warm", "Cold")
                        .map(option -> new FieldSchema.Option(option, option))
                        .toList()
                : List.of();
        return new Column(
                new FieldSchema(name, name, type, false, false, 0, options, !options.isEmpty(), false, filterable));
    }
}
