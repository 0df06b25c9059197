package dev.caravan.crm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filters;
import dev.caravan.problem.InvalidInputException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("S7")
class ConditionCheckTest {
    private static final ConditionCheck CHECK = new ConditionCheck(ObjectSchema.of(
            "contacts",
            Stream.concat(
                            Stream.of(Type.values()).map(type -> field(name(type), type, true)),
                            Stream.of(field("lifecyclestage", Type.OPTION, true), field("notes", Type.TEXT, false)))
                    .toList()));

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            lifecyclstage = 'lead'          | character 1: 'lifecyclstage' is no field of contacts. Did you mean 'lifecyclestage'?
            text = 'a' OR LifecycleStage IS NULL | character 15: 'LifecycleStage' is no field of contacts. Did you mean 'lifecyclestage'?
            text = 'a' AND notes LIKE '%x%' | character 16: the CRM cannot search 'notes'
            account.name = 'Acme'           | character 1: 'account.name' is no field of contacts. Known are: amount, boolean,
            amount = 'many'                 | character 1: 'amount' holds numbers, and 'many' is none. Write for example: 1000000.
            amount > true                   | 'amount' holds numbers, and 'true' is none
            amount = '1e999999999'          | 'amount' holds numbers, and '1e999999999' is none
            size IN (1, 'two')           | 'size' holds numbers, and 'two' is none
            amount LIKE '1%'                | LIKE compares texts, and 'amount' holds numbers. Use =, <>, <, > or IN.
            text > 5                        | 'text' holds texts, and '5' is none. Write it in quotes: '5'.
            option = true                   | 'option' holds texts, and 'true' is none. Write it in quotes: 'true'.
            boolean = 'yes'                 | 'boolean' holds true or false, and 'yes' is none. Write true or false.
            boolean = 1                     | 'boolean' holds true or false, and '1' is none
            boolean < true                  | 'boolean' holds true or false, which have no order. Use =, <> or IN.
            date = 'soon'                   | 'date' holds dates, and 'soon' is none. Write a day: '2026-01-31'.
            date = '2026-02-30'             | 'date' holds dates, and '2026-02-30' is none
            date = '31-01-2026'             | 'date' holds dates, and '31-01-2026' is none
            date > '2026-01-31T10:00:00Z'   | 'date' holds dates, and '2026-01-31T10:00:00Z' is none
            date > 20260131                 | 'date' holds dates, and '20260131' is none
            datetime > '10:00'              | 'datetime' holds dates with times, and '10:00' is none. Write '2026-01-31T10:00:00Z'
            datetime BETWEEN '2026-01-01' AND 'now' | 'datetime' holds dates with times, and 'now' is none
            options > 'a'                   | 'options' holds lists of options, which have no order
            reference LIKE '1%'             | LIKE compares texts, and 'reference' holds ids. Use =, <> or IN.
            """)
    void whatAFieldCannotHoldIsRefusedWithItsPlace(String text, String reason) {
        assertThatThrownBy(() -> Filters.parse(text, "", CHECK))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("FLT-101 the condition «" + text.strip() + "» has a mistake at ")
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> CHECK.fit(Filters.parse(text)))
                .as("conditions that were not read from a text")
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("FLT-101 the condition has a mistake: ");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            amount > '250'                | Compare[field=amount, operator=GREATER, value=250]
            boolean = 'TRUE'              | Compare[field=boolean, operator=EQUAL, value=true]
            date >= '2026-01-31'          | Compare[field=date, operator=GREATER_OR_EQUAL, value=2026-01-31]
            datetime < '2026-01-31'       | Compare[field=datetime, operator=LESS, value=2026-01-31T00:00:00Z]
            datetime < '2026-01-31T10:00:00.000+0200' | Compare[field=datetime, operator=LESS, value=2026-01-31T08:00:00Z]
            reference IN (12, '13')       | In[field=reference, values=[12, 13]]
            text LIKE 'a%'                | Like[field=text, pattern=a%]
            options NOT IN ('a', 'b')     | Not[part=In[field=options, values=[a, b]]]
            other = 5                     | Compare[field=other, operator=EQUAL, value=5]
            """)
    void aValueGetsTheTypeOfItsField(String text, String condition) {
        assertThat(CHECK.fit(Filters.parse(text, "", CHECK))).hasToString(condition);
    }

    @Test
    void whereNothingIsDescribedEverythingPasses() {
        Condition condition = Filters.parse("a = 'x' AND b > 5");
        assertThat(new ConditionCheck(ObjectSchema.of("contacts", List.of())).fit(condition))
                .isEqualTo(condition);
    }

    @Test
    void aVeryLongNameIsCutInTheMessage() {
        assertThatThrownBy(() -> Filters.parse("a".repeat(15_000) + " = 1", "", CHECK))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(900));
    }

    private static String name(Type type) {
        return type == Type.NUMBER
                ? "amount"
                : type == Type.INTEGER ? "size" : type.name().toLowerCase(Locale.ROOT);
    }

    private static FieldSchema field(String name, Type type, boolean searchable) {
        return new FieldSchema(name, name, type, false, false, 0, List.of(), false, false, searchable);
    }
}
