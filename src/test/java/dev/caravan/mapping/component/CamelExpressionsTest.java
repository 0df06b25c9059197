package dev.caravan.mapping.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.hub.HubRecord;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.InvalidInputException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CamelExpressionsTest {
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();
    private static final HubRecord RECORD = HubRecord.of(
            new RecordKey(RecordType.CONTACT, "c-1"),
            Map.of("first_name", "Ann", "last_name", "Doe", "size", 4L, "tags", List.of("a", "b")),
            Instant.EPOCH,
            "app");

    private final CamelExpressions expressions = new CamelExpressions(CONTEXT);

    @BeforeAll
    static void start() {
        CONTEXT.start();
    }

    @AfterAll
    static void stop() {
        CONTEXT.stop();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            simple   | ${body[first_name]} ${body[last_name]}                          | Ann Doe
            jsonata  | first_name & ' ' & last_name                                    | Ann Doe
            jsonata  | size * 10                                                       | 40
            jsonata  | $trim($join([first_name, last_name], ' ') & (company_name ? ', ' & company_name : ''))  | Ann Doe
            jsonpath | $.last_name                                                     | Doe
            constant | x                                                               | x
            """)
    void anExpressionMakesAValueOfTheRecordsFields(String language, String expression, String value) {
        assertThat(String.valueOf(expressions.compile(language, expression).evaluate(RECORD)))
                .isEqualTo(value);
    }

    @Test
    void valuesComeInTheTypesOfARecord() {
        assertThat(expressions.compile("jsonata", "size").evaluate(RECORD)).isEqualTo(4L);
        assertThat(expressions.compile("jsonata", "tags").evaluate(RECORD)).isEqualTo(List.of("a", "b"));
        assertThat(expressions.compile("jsonata", "absent").evaluate(RECORD)).isNull();
        assertThat(expressions.compile("jsonata", "size > 3").evaluate(RECORD)).isEqualTo(true);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            simpel  | x                | there is no expression language 'simpel'
            jsonata | first_name &     | the jsonata expression cannot be read
            simple  | ${body[first_name | the simple expression cannot be read
            """)
    void aWrongExpressionIsRefusedBeforeItRuns(String language, String expression, String reason) {
        assertThatThrownBy(() -> expressions.compile(language, expression))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void anExpressionThatFailsNamesNoValues() {
        assertThatThrownBy(() ->
                        expressions.compile("jsonata", "$number(first_name)").evaluate(RECORD))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageNotContaining("Ann");
    }
}
