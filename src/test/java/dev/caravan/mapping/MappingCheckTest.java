package dev.caravan.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.FieldSchema.Option;
import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.mapping.Finding.Level;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingCheckTest {
    private static final ObjectSchema SCHEMA = ObjectSchema.of(
            "contacts",
            List.of(
                    field("email", Type.EMAIL),
                    field("lastname", Type.TEXT),
                    field("jobtitle", Type.TEXT),
                    field("size", Type.INTEGER),
                    field("optout", Type.BOOLEAN),
                    field("birthday", Type.DATE),
                    field("reports_to", Type.REFERENCE),
                    new FieldSchema("short", "Short", Type.TEXT, false, false, 5, List.of(), false, false),
                    new FieldSchema("createdate", "Created", Type.DATETIME, true, false, 0, List.of(), false, false),
                    new FieldSchema("stage", "Stage", Type.OPTION, false, false, 0, options(), true, false),
                    new FieldSchema("source", "Source", Type.OPTION, false, false, 0, options(), false, false)));

    private static FieldSchema field(String name, Type type) {
        return new FieldSchema(name, name, type, false, name.equals("lastname"), 0, List.of(), false, false);
    }

    private static List<Option> options() {
        return List.of(new Option("new_one", "New"), new Option("won_it", "Won"));
    }

    private static List<Finding> check(String yaml) {
        return MappingCheck.against(Samples.mapping(yaml), SCHEMA);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @Tag("R153")
    @Tag("R154")
    @Tag("R155")
    @Tag("R156")
    @Tag("R157")
    @Tag("R158")
    @Tag("R175")
    @Tag("R236")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            fields: { job_title: jobtitle }                                      | OK      | 'jobtitle' fits.
            fields: { work_email: email }                                        | OK      | 'email' fits.
            fields: { job_title: email }                                         | WARNING | takes e-mail addresses only
            fields: { job_title: jobtitel }                                      | ERROR   | 'jobtitel' does not exist on contacts. Did you mean 'jobtitle'?
            fields: { seen: createdate }                                         | ERROR   | 'createdate' is read-only in the CRM.
            fields: { seen: { to: createdate, sync: off } }                      | WARNING | takes times only
            fields: { job_title: size }                                          | ERROR   | text cannot be written to 'size', which is a number. Add transform: number.
            fields: { employee_count: size }                                     | OK      | 'size' fits.
            fields: { field_01: { to: size, transform: number } }                | OK      | 'size' fits.
            fields: { field_01: { to: size, values: { few: 5, many: 500 } } }    | OK      | 'size' fits.
            fields: { field_01: { to: size, values: { few: five } } }            | ERROR   | 'five' cannot be written to 'size', which is a number.
            fields: { field_01: optout }                                         | ERROR   | which is true or false
            fields: { field_01: { to: optout, transform: boolean } }             | OK      | 'optout' fits.
            fields: { field_01: birthday }                                       | WARNING | takes dates only
            fields: { field_01: { to: birthday, transform: date } }              | OK      | 'birthday' fits.
            fields: { field_01: reports_to }                                     | WARNING | takes the id of another record
            fields: { stage: stage }                                             | WARNING | takes only the internal names of its options, such as new_one, won_it.
            fields: { stage: { to: stage, values: { New: New } } }               | ERROR   | 'New' is no option of 'stage'. Write the internal name: 'new_one'.
            fields: { stage: { to: stage, values: { New: new_one } } }           | WARNING | Add valuesElse: skip-field or error.
            fields: { stage: { to: stage, values: { New: new_one }, valuesElse: skip-field } } | OK | 'stage' fits.
            fields: { frist_name: jobtitle }                                     | WARNING | Did you mean 'first_name'?
            fixed: { stage: Won }                                                | ERROR   | Write the internal name: 'won_it'.
            fixed: { stage: won_it }                                             | OK      | 'stage' fits.
            fixed: { source: Caravan }                                           | WARNING | 'Caravan' is no option of 'source'. Its options are: new_one, won_it.
            fixed: { size: many }                                                | ERROR   | which is a number
            fixed: { short: abcdef }                                             | ERROR   | longer than the 5 characters
            fixed: { createdate: now }                                           | ERROR   | is read-only
            owner: { to: hubspot_owner, default: ops@example.com }               | ERROR   | 'hubspot_owner' does not exist
            """)
    void aLineFitsOrIsExplained(String yaml, Level level, String text) {
        Finding finding = check(yaml).get(0);
        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.text()).startsWith("mappings/hubspot/contact.yaml").contains(text);
    }

    @Test
    @Tag("R170")
    @Tag("R171")
    @Tag("R172")
    @Tag("R176")
    @Tag("R235")
    void aRequiredFieldThatNothingIsMappedToIsAnError() {
        assertThat(check("fields: { work_email: email }"))
                .last()
                .satisfies(
                        f -> assertThat(f.text())
                                .isEqualTo(
                                        "mappings/hubspot/contact.yaml  error  'lastname' is required for a new record of"
                                                + " contacts and nothing is mapped to it. Map a field to it, or set push.create: false."));
        assertThat(check("fields: { work_email: email, last_name: lastname }")).allMatch(f -> f.level() == Level.OK);
        assertThat(check("push: { create: false }\nfields: { work_email: email }"))
                .allMatch(f -> f.level() == Level.OK);
        assertThat(check("fields: { last_name: { to: lastname, sync: off } }")).anyMatch(f -> f.level() == Level.ERROR);
    }

    @Test
    void everyFindingNamesItsLine() {
        assertThat(check("fields:\n  last_name: lastname\n  job_title: jobtitel"))
                .extracting(Finding::line)
                .containsExactly(4, 5);
    }
}
