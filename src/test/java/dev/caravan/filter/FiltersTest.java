package dev.caravan.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.problem.InvalidInputException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiltersTest {

    @ParameterizedTest(name = "{0}")
    @Tag("R72")
    @Tag("R73")
    @Tag("R74")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            Type = "Customer"                                | Compare[field=Type, operator=EQUAL, value=Customer]
            Type = 'Customer'                                | Compare[field=Type, operator=EQUAL, value=Customer]
            AnnualRevenue > 1000000                          | Compare[field=AnnualRevenue, operator=GREATER, value=1000000]
            amount >= -12.50                                 | Compare[field=amount, operator=GREATER_OR_EQUAL, value=-12.50]
            a < 1                                            | Compare[field=a, operator=LESS, value=1]
            a <= 1                                           | Compare[field=a, operator=LESS_OR_EQUAL, value=1]
            a <> 1                                           | Compare[field=a, operator=NOT_EQUAL, value=1]
            a != 1                                           | Compare[field=a, operator=NOT_EQUAL, value=1]
            Industry IN ("Technology", "Finance")            | In[field=Industry, values=[Technology, Finance]]
            Industry NOT IN ('Technology')                   | Not[part=In[field=Industry, values=[Technology]]]
            hs_is_target_account = true                      | Compare[field=hs_is_target_account, operator=EQUAL, value=true]
            hs_is_target_account = FALSE                     | Compare[field=hs_is_target_account, operator=EQUAL, value=false]
            name LIKE 'Acme%'                                | Like[field=name, pattern=Acme%]
            name NOT LIKE "Acme%"                            | Not[part=Like[field=name, pattern=Acme%]]
            email IS NULL                                    | IsNull[field=email]
            email IS NOT NULL                                | Not[part=IsNull[field=email]]
            email = ''                                       | IsNull[field=email]
            email <> ""                                      | Not[part=IsNull[field=email]]
            close_date >= '2026-01-01'                       | Compare[field=close_date, operator=GREATER_OR_EQUAL, value=2026-01-01]
            seen > '2026-01-01T10:00:00Z'                    | Compare[field=seen, operator=GREATER, value=2026-01-01T10:00:00Z]
            a BETWEEN 1 AND 5                                | And[parts=[Compare[field=a, operator=GREATER_OR_EQUAL, value=1], Compare[field=a, operator=LESS_OR_EQUAL, value=5]]]
            NOT (a = 1 OR b = 2)                             | Not[part=Or[parts=[Compare[field=a, operator=EQUAL, value=1], Compare[field=b, operator=EQUAL, value=2]]]]
            a = 1 AND b = 2 AND c = 3                        | And[parts=[Compare[field=a, operator=EQUAL, value=1], Compare[field=b, operator=EQUAL, value=2], Compare[field=c, operator=EQUAL, value=3]]]
            Account.Name = 'O''Neil'                         | Compare[field=Account.Name, operator=EQUAL, value=O'Neil]
            email = "ann.b@example.com"                      | Compare[field=email, operator=EQUAL, value=ann.b@example.com]
            name = "say ""hi"" to"                           | Compare[field=name, operator=EQUAL, value=say "hi" to]
            path = 'C:\\\\acme\\' AND b = 'it''s'             | And[parts=[Compare[field=path, operator=EQUAL, value=C:\\\\acme\\], Compare[field=b, operator=EQUAL, value=it's]]]
            name = 'a\\'' OR 1=1'                            | Compare[field=name, operator=EQUAL, value=a\\' OR 1=1]
            name = '((((((((((((((((((((((((((((((((((('     | Compare[field=name, operator=EQUAL, value=(((((((((((((((((((((((((((((((((((]
            note = '-- no /* comment */'                     | Compare[field=note, operator=EQUAL, value=-- no /* comment */]
            `order` IN ('a', '')                             | Or[parts=[In[field=order, values=[a]], IsNull[field=order]]]
            a = 1e3                                          | Compare[field=a, operator=EQUAL, value=1E+3]
            a IS TRUE                                        | Compare[field=a, operator=EQUAL, value=true]
            type = 'x' AND value = 'y' AND status = 'z'      | And[parts=[Compare[field=type, operator=EQUAL, value=x], Compare[field=value, operator=EQUAL, value=y], Compare[field=status, operator=EQUAL, value=z]]]
            """)
    void whatStandsAfterWhereIsRead(String text, String condition) {
        assertThat(Filters.parse(text)).hasToString(condition);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            stage =                               | ends too early
            stage = 'a' AND                       | ends too early
            stage == == 'a'                       | cannot be read from
            = 'a'                                 | cannot be read from «= 'a'»
            stage = 'a' stage = 'b'               | cannot be read from «stage = 'b'»
            stage = 'a                            | a quote is not closed
            lower(stage) = 'a'                    | a function at «lower(stage)»
            stage = upper('a')                    | a function
            stage IN (SELECT x FROM y)            | a subselect at «(SELECT x FROM y)»
            EXISTS (SELECT 1 FROM y)              | a subselect
            a = b                                 | compares with the field 'b'
            a + 1 = 2                             | arithmetic
            stage                                 | a field that is not compared
            'a' = stage                           | Write the field first
            a = NULL                              | a IS NULL
            a <> null                             | a IS NOT NULL
            name SIMILAR TO 'x'                   | SIMILAR
            name LIKE 'x' ESCAPE '!'              | ESCAPE
            a = ?                                 | a parameter
            CASE WHEN a = 1 THEN 1 END            | CASE
            a = 1; DROP TABLE x                   | cannot be read from
            1 = 1                                 | where a field belongs
            a = 1 -- and more                     | a comment at character 7
            a = 1 /* and more                     | a comment at character 7
            a = E'b'                              | with nothing before it
            a = $$b$$                             | with nothing before it
            a = 1e99                              | longer than 40 digits
            a = 'x.y' AND b == == "z"             | (character 18)
            a LIKE BINARY 'x'                     | LIKE BINARY
            """)
    void everythingElseIsRefusedByName(String text, String reason) {
        assertThatThrownBy(() -> Filters.parse(text, "mappings/hubspot/contact.yaml:14"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("FLT-101 mappings/hubspot/contact.yaml:14: the condition «")
                .hasMessageContaining(reason);
    }

    @Test
    @Tag("S7")
    void aMistakeOfAFieldIsNamedWithItsPlace() {
        String text = "a = 'x' AND note = \"y.z\" OR\n\tnmae IN (1)";
        assertThatThrownBy(() -> Filters.parse(
                        text,
                        "the import's filter",
                        comparison -> Filters.fields(comparison).contains("nmae")
                                ? Optional.of("'nmae' is no field. Did you mean 'name'?")
                                : Optional.empty()))
                .hasMessageStartingWith("FLT-101 the import's filter: the condition «a = 'x' AND")
                .hasMessageEndingWith("has a mistake at character " + (text.indexOf("nmae") + 1)
                        + ": 'nmae' is no field. Did you mean 'name'?");
    }

    @Test
    void anEmptyConditionSaysHowOneLooks() {
        assertThat(Filters.read("  ").problem())
                .isEqualTo("the condition is empty. Write for example: stage = 'Customer'.");
    }

    @Test
    void nestedParenthesesDoNotMakeTheParserSlow() {
        String nested = "(".repeat(20) + "a = 1" + ")".repeat(20);
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(Filters.parse(nested)).hasToString("Compare[field=a, operator=EQUAL, value=1]"));
        assertThat(Filters.read("(".repeat(200) + "a = 1" + ")".repeat(200)).problem())
                .contains("nested parentheses");
    }

    @Test
    void aLongChainOfAlternativesIsRead() {
        String text = IntStream.range(0, 500).mapToObj(i -> "a = " + i).collect(Collectors.joining(" OR "));
        assertThat(((Condition.Or) Filters.parse(text)).parts()).hasSize(500);
    }

    @Test
    void fieldsAreNamedInTheirOrderAndRenamed() {
        Condition condition = Filters.parse("b = 1 AND (a LIKE 'x%' OR NOT c IN (1, 2) OR d IS NULL)");
        assertThat(Filters.fields(condition)).containsExactly("b", "a", "c", "d");
        assertThat(Filters.fields(Filters.rename(condition, name -> name + "__c")))
                .isEqualTo(new java.util.LinkedHashSet<>(List.of("b__c", "a__c", "c__c", "d__c")));
    }
}
