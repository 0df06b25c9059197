package dev.caravan.crm.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.problem.InvalidFileException;
import dev.caravan.problem.Mistake;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A description is read, or all its mistakes are named at once, each with its line and its cure. */
class DescriptionFileTest {
    @Test
    void allMistakesAreToldAtOnceWithTheirLines() {
        String text = """
                title: Own
                baseURL: https://crm.example.com
                auth:
                  kind: api-keys
                paging: x
                objects:
                  people:
                    record: kontact
                    path: people
                    nameField: emial
                    list:
                      records: data..items
                      paging: { kind: cursor, parameter: c }
                    read: { path: "/people/{key}" }
                    fields:
                      email: { typ: email }
                      born: { type: date, format: dd/MM/yyyyQQQQQQQ }
                      boss: { to: poeple }
                webhook:
                  object: persons
                  id: id
                  signature: { kind: hmac, signed: "{timestamp}" }
                """;
        assertThat(mistakes(text))
                .containsExactlyInAnyOrder(
                        "own.yaml:2  unknown key 'baseURL'. Did you mean 'baseUrl'?",
                        "own.yaml:4  'api-keys' is no value of 'kind'. Did you mean 'api-key'?",
                        "own.yaml:5  unknown key 'paging'. Known are: auth, baseUrl, defaults, errors, headers, limits,"
                                + " objects, title, users, webhook, whoAmI.",
                        "own.yaml:8  'kontact' is no value of 'record'. Did you mean 'contact'?",
                        "own.yaml:9  'people' will not do for 'path'. Write for example /people/{id}.",
                        "own.yaml:10  there is no field 'emial'. Did you mean 'email'?",
                        "own.yaml:12  'data..items' will not do for 'records'. Write for example data or address.city or"
                                + " emails[0].value.",
                        "own.yaml:13  'paging' of kind cursor has no 'next'. Add it.",
                        "own.yaml:14  nothing is put into {key} here. Known are: id.",
                        "own.yaml:14  the path of 'read' has no {id}. Add where the id goes.",
                        "own.yaml:16  unknown key 'typ'. Did you mean 'type'?",
                        "own.yaml:17  'dd/MM/yyyyQQQQQQQ' is no format of times. Write iso, epoch-seconds, epoch-millis,"
                                + " or a pattern such as dd/MM/yyyy.",
                        "own.yaml:18  there is no object 'poeple'. Did you mean 'people'?",
                        "own.yaml:20  there is no object 'persons'. Known are: people.",
                        "own.yaml:22  'signature' of kind hmac has no 'header'. Add its name.",
                        "own.yaml:22  nothing says where {timestamp} stands in a call. Add 'timestamp' with its header, or"
                                + " {timestamp} to 'value'.",
                        "own.yaml:22  what is signed does not hold {body}. Add it: anybody could change it.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "title: Own | the file has no 'objects'.",
                "title: [ | the file is not valid YAML here",
                "'title: Own\nobjects: { people: { record: contact, fields: { a: text } } }' | has no 'path'",
                "'title: Own\nobjects: { people: { path: /p } }' | has no 'fields'",
                "'title: Own\nobjects: { a: { record: deal, path: /a, fields: { x: text } }, b: { record: deal, path: /b, fields: { x: text } } }' | 'deal' is 'a' already",
                "'title: Own\nbaseUrl: crm.example.com\nobjects: { a: { path: /a, fields: { x: text } } }' | will not do for 'baseUrl'",
                "'title: Own\nheaders: { X-A: \"a\\nHost: b\" }\nobjects: { a: { path: /a, fields: { x: text } } }' | will not do for 'X-A'",
                "'title: Own\nobjects: { a: { path: /a, fields: { x: sometype } } }' | 'sometype' is no type",
                "'title: Own\nerrors: { rules: [ { text: \"(\", is: rejected } ] }\nobjects: { a: { path: /a, fields: { x: text } } }' | is no regular expression",
            })
    void aMistakeIsNamed(String text, String expected) {
        assertThat(mistakes(text)).anyMatch(mistake -> mistake.contains(expected));
    }

    @Test
    void namesOfFieldsMayBeAnything() {
        String text = """
                title: Own
                objects:
                  people:
                    path: /people
                    fields: { format: text, zone: text, text: text, paging: text, timeFormat: { path: a.b } }
                """;
        assertThat(DescriptionFile.parse("own.yaml", text)
                        .objects()
                        .get("people")
                        .fields())
                .hasSize(5);
    }

    @Test
    void whatHoldsForAllObjectsHoldsUnlessOneSaysOtherwise() {
        String text = """
                title: Own
                defaults:
                  modified: changed
                  list: { records: data, paging: { kind: page, parameter: p } }
                  read: { record: data }
                  delete: false
                objects:
                  a: { path: /a, fields: { x: text } }
                  b: { path: /b, fields: { x: text }, modified: touched, list: { records: rows }, delete: { path: "/b/{id}/gone", method: POST } }
                """;
        Description description = DescriptionFile.parse("own.yaml", text);
        ObjectForm a = description.objects().get("a");
        ObjectForm b = description.objects().get("b");
        assertThat(a.delete()).isNull();
        assertThat(a.read().path()).isEqualTo("/a/{id}");
        assertThat(a.update().record()).isEqualTo(FieldPath.of("data"));
        assertThat(b.modified()).isEqualTo(FieldPath.of("touched"));
        assertThat(b.list().records()).isEqualTo(FieldPath.of("rows"));
        assertThat(b.list().paging().kind()).isEqualTo("page");
        assertThat(b.delete().method()).isEqualTo("POST");
    }

    private static List<String> mistakes(String text) {
        InvalidFileException wrong =
                catchThrowableOfType(InvalidFileException.class, () -> DescriptionFile.parse("own.yaml", text));
        assertThat(wrong).isNotNull();
        return wrong.mistakes().stream().map(Mistake::text).toList();
    }
}
