package dev.caravan.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransformsTest {

    @ParameterizedTest(name = "{0} of [{1}] is [{2}]")
    @Tag("R104")
    @Tag("R249")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            trim            | ~  a b ~                                   | a b
            lower           | ÉCOLE                                      | école
            upper           | école                                      | ÉCOLE
            title           | anna-maria o'neil                          | Anna-Maria O'neil
            digits          | +31 (0)20-123                              | 31020123
            email           | ~ Ann@Example.COM~                         | ann@example.com
            domain          | https://www.Acme.example/en?utm=1          | acme.example
            domain          | http://acme.example                        | acme.example
            domain          | acme.example                               | acme.example
            linkedin-url    | linkedin.com/in/ann/?trk=x                 | https://www.linkedin.com/in/ann
            linkedin-url    | https://nl.linkedin.com/in/ann             | https://www.linkedin.com/in/ann
            first-word      | Ann Maria Doe                              | Ann
            last-words      | Ann Maria Doe                              | Maria Doe
            date            | 2026-01-31T10:00:00Z                       | 2026-01-31
            datetime        | 2026-01-31T10:00:00.250+01:00              | 2026-01-31T09:00:00Z
            time-of-day     | 2026-01-31T10:05:00+01:00                  | 09:05
            hours-and-minutes | 5401                                     | 01:31
            phone-e164(NL)  | 020 624 1111                               | +31206241111
            phone-e164      | +31 20 624 1111                            | +31206241111
            phone-e164      | 020 624 1111                               | 020 624 1111
            phone-e164(US)  | +1 416 495 6156 ext. 50                    | +1 416 495 6156 ext. 50
            phone-e164      | none                                       | none
            truncate(3)     | abcdef                                     | abc
            truncate(3)     | ab                                         | ab
            """)
    void aValueIsChanged(String transform, String value, String changed) {
        assertThat(Transforms.of(transform).apply(value)).isEqualTo(changed);
    }

    @Test
    void valuesGetTheirTypes() {
        assertThat(Transforms.of("number").apply("1250")).isEqualTo(1250L);
        assertThat(Transforms.of("number").apply("12.5")).isEqualTo(new BigDecimal("12.5"));
        assertThat(Transforms.of("multiply(1000)").apply(95L)).isEqualTo(95_000L);
        assertThat(Transforms.of("boolean").apply("Yes")).isEqualTo(true);
        assertThat(Transforms.of("join(', ')").apply(List.of("a", "b"))).isEqualTo("a, b");
        assertThat(Transforms.of("split(',')").apply("a, b,,c")).isEqualTo(List.of("a", "b", "c"));
        assertThat(Transforms.of("upper").apply(List.of("a", "b"))).isEqualTo(List.of("A", "B"));
    }

    @Test
    void aMailboxProviderIsNoDomainOfACompany() {
        assertThat(Transforms.of("domain").apply("gmail.com")).isNull();
    }

    @Test
    void halfASurrogatePairIsNeverLeft() {
        assertThat(Transforms.of("truncate(2)").apply("a\uD83D\uDE00b")).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource({"number, many", "boolean, perhaps", "date, tomorrow", "datetime, noon", "multiply(2), -1"})
    void aValueOfTheWrongKindIsRefusedWithoutQuotingIt(String transform, String value) {
        assertThatThrownBy(() -> Transforms.of(transform).apply(value))
                .isInstanceOf(Transform.UnfitException.class)
                .hasMessageNotContaining(value);
    }

    @Test
    void everyFunctionThatHasAWayBackGoesIt() {
        assertThat(Transforms.reverse("join(';')").apply("a;b")).isEqualTo(List.of("a", "b"));
        assertThat(Transforms.reverse("trim").apply("a")).isEqualTo("a");
        assertThat(Transforms.reverse("truncate(3)").apply("abc")).isEqualTo("abc");
        assertThat(Transforms.reverse("first-word")).isNull();
    }
}
