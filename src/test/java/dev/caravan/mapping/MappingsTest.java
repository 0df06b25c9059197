package dev.caravan.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.InvalidFileException;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Mistake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingsTest {
    private static final ConnectionName MAIN = new ConnectionName("main");

    @TempDir
    Path folder;

    private void save(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static String contact(String to) {
        return "record: contact\nobject: contacts\nfields: { work_email: " + to + " }\n";
    }

    private Mappings open() {
        return new Mappings(folder, Expressions.unchecked());
    }

    @ParameterizedTest(name = "{0} {1}: {2} is {3}")
    @Tag("R161")
    @Tag("R162")
    @Tag("R163")
    @Tag("R164")
    @Tag("R165")
    @Tag("R166")
    @Tag("R167")
    @Tag("R168")
    @CsvSource({
        "salesforce, company, name, Name",
        "hubspot, company, name, name",
        "pipedrive, company, name, name",
        "dynamics, company, name, name",
        "salesforce, company, website, Website",
        "hubspot, company, website, domain",
        "pipedrive, company, website,",
        "dynamics, company, website, websiteurl",
        "salesforce, company, industry, Industry",
        "hubspot, company, industry, industry",
        "pipedrive, company, industry,",
        "dynamics, company, industry,",
        "salesforce, company, employee_count, NumberOfEmployees",
        "hubspot, company, employee_count, numberofemployees",
        "pipedrive, company, employee_count,",
        "dynamics, company, employee_count, numberofemployees",
        "salesforce, contact, work_email, Email",
        "hubspot, contact, work_email, email",
        "pipedrive, contact, work_email, email",
        "dynamics, contact, work_email, emailaddress1",
        "salesforce, contact, first_name, FirstName",
        "hubspot, contact, first_name, firstname",
        "pipedrive, contact, first_name, first_name",
        "dynamics, contact, first_name, firstname",
        "salesforce, contact, last_name, LastName",
        "hubspot, contact, last_name, lastname",
        "pipedrive, contact, last_name, last_name",
        "dynamics, contact, last_name, lastname",
        "salesforce, contact, job_title, Title",
        "hubspot, contact, job_title, jobtitle",
        "pipedrive, contact, job_title,",
        "dynamics, contact, job_title, jobtitle",
        "activecampaign, company, name, name",
        "activecampaign, company, website, accountUrl",
        "activecampaign, contact, work_email, email",
        "activecampaign, contact, job_title, jobTitle"
    })
    void whereThereIsNoFileTheBuiltInMappingServes(String type, String record, String hub, String crm) {
        assertThat(open().get(MAIN, type, RecordType.of(record)).crmField(hub)).isEqualTo(crm);
    }

    @Test
    void aFileGoesBeforeTheBuiltInMapping() throws IOException {
        save("main/contact.yaml", contact("mail"));
        Mappings mappings = open();
        assertThat(mappings.get(MAIN, "hubspot", RecordType.CONTACT).crmField("work_email"))
                .isEqualTo("mail");
        assertThat(mappings.get(MAIN, "hubspot", RecordType.COMPANY).file()).isEqualTo("defaults/hubspot/company.yaml");
        assertThat(mappings.problems()).isEmpty();
    }

    @Test
    void whereThereIsNeitherTheMissingFileIsNamed() {
        assertThatThrownBy(() -> open().get(MAIN, "rest", RecordType.DEAL))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("MAP-102 connection 'main' has no mapping for a deal")
                .hasMessageContaining("main/deal.yaml");
        assertThat(open().find(MAIN, "../../x", RecordType.DEAL)).isEmpty();
    }

    @Test
    void aChangedFileIsTakenAndAWrongOneLeavesWhatItWas() throws IOException {
        save("main/contact.yaml", contact("mail"));
        Mappings mappings = open();
        FieldPlan first = mappings.plan(MAIN, "hubspot", RecordType.CONTACT);
        assertThat(mappings.plan(MAIN, "hubspot", RecordType.CONTACT)).isSameAs(first);
        assertThat(mappings.reload()).isFalse();

        save("main/contact.yaml", contact("mail") + "mach: x\n");
        assertThat(mappings.reload()).isTrue();
        assertThat(mappings.plan(MAIN, "hubspot", RecordType.CONTACT)).isSameAs(first);
        assertThat(mappings.problems())
                .singleElement()
                .satisfies(m -> assertThat(m.text()).contains("contact.yaml:4  unknown key 'mach'."));
        assertThat(mappings.reload()).as("a wrong file is told once").isFalse();

        save("main/contact.yaml", contact("email2"));
        assertThat(mappings.reload()).isTrue();
        assertThat(mappings.problems()).isEmpty();
        assertThat(mappings.plan(MAIN, "hubspot", RecordType.CONTACT).crmFields())
                .containsExactly("email2");
    }

    @Test
    void aFileThatWasNeverRightIsNotReplacedByTheBuiltInMapping() throws IOException {
        save("main/contact.yaml", "record: contact\n");
        Mappings mappings = open();
        assertThat(mappings.find(MAIN, "hubspot", RecordType.CONTACT)).isEmpty();
        assertThatThrownBy(() -> mappings.get(MAIN, "hubspot", RecordType.CONTACT))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("the file has no 'object'.");
    }

    @Test
    void filesThatBelongNowhereAreNamed() throws IOException {
        save("main/contacts.yaml", contact("email"));
        save("main/deal.yml", "record: deal");
        save("main/lead.yaml", contact("email"));
        save("main/.contact.yaml", "junk");
        save("main/readme.txt", "junk");
        assertThat(open().problems())
                .extracting(m -> m.what() + " " + m.cure())
                .containsExactly(
                        "'contacts' is no kind of record. Did you mean 'contact'?",
                        "the file is not read. Name it deal.yaml.",
                        "'record' is 'contact' in a file for 'lead'. Correct the key or the file's name.");
    }

    @Test
    void aFileThatCannotBeReadKeepsItsMappingInService() throws IOException {
        save("main/contact.yaml", contact("mail"));
        Mappings mappings = open();
        Files.write(folder.resolve("main/contact.yaml"), "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(mappings.reload()).isTrue();
        assertThat(mappings.problems()).extracting(Mistake::what).containsExactly("the file is not UTF-8 text.");
        assertThat(mappings.get(MAIN, "hubspot", RecordType.CONTACT).crmField("work_email"))
                .isEqualTo("mail");
    }

    @Test
    @Tag("R151")
    @Tag("R152")
    @Tag("R239")
    void aFieldInBothFilesHasToBeMappedTheSame() throws IOException {
        save(
                "main/contact.yaml",
                "record: contact\nobject: contacts\nfields:\n  employee_count: size\n  phone: phone\n");
        save(
                "main/company.yaml",
                "record: company\nobject: companies\nfields:\n  employee_count: staff\n  phone: tel\n");
        Mappings mappings = open();
        assertThat(mappings.problems()).singleElement().satisfies(m -> {
            assertThat(m.text()).contains("contact.yaml:4  'employee_count' is a field of companies;");
            assertThat(m.text()).contains("company.yaml. Remove it here or map it the same.");
        });
        save("main/company.yaml", "record: company\nobject: companies\nfields:\n  employee_count: size\n");
        mappings.reload();
        assertThat(mappings.problems()).isEmpty();
    }

    @Test
    void whatTheCrmRequiresIsKnownToTheNextPlan() {
        Mappings mappings = open();
        FieldPlan before = mappings.plan(MAIN, "salesforce", RecordType.CONTACT);
        mappings.requiredOnCreate(MAIN, RecordType.CONTACT, Set.of("LastName"));
        FieldPlan after = mappings.plan(MAIN, "salesforce", RecordType.CONTACT);
        assertThat(after).isNotSameAs(before);
        assertThatThrownBy(() -> after.write(Samples.isNew("work_email", "a@example.com"), PlanContext.NONE))
                .isInstanceOf(MappingValueException.class)
                .hasMessageContaining("'LastName'");
    }

    @Test
    void changesAreNoticedByThemselves() throws IOException {
        save("main/contact.yaml", contact("mail"));
        Mappings mappings = open();
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        try {
            mappings.watch(executor, Duration.ofMillis(20));
            save("main/contact.yaml", contact("email2"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(mappings.get(MAIN, "hubspot", RecordType.CONTACT)
                                    .crmField("work_email"))
                            .isEqualTo("email2"));
        } finally {
            executor.shutdownNow();
        }
    }
}
