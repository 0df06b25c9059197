package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sample data is dirty on purpose; this says how. */
class SampleDataTest {
    private static final Predicate<String> GOOD_MAIL = mail -> mail.strip()
            .matches("[A-Za-z0-9]+(\\.[A-Za-z0-9]+)*@[A-Za-z0-9][A-Za-z0-9.-]*\\.(example|EXAMPLE|Example)");

    private final List<Map<String, String>> companies = companies();
    private final List<JsonNode> contacts = contacts();

    @Test
    void thereAreFiveHundredCompaniesAndTwoThousandContacts() {
        assertThat(companies).hasSize(500);
        assertThat(contacts).hasSize(2_000);
        assertThat(companies.stream().map(c -> c.get("id"))).doesNotHaveDuplicates();
        assertThat(contacts.stream().map(c -> c.get("id").asText())).doesNotHaveDuplicates();
    }

    @Test
    void nobodyIsReal() {
        assertThat(companies)
                .allSatisfy(c -> assertThat(domain(c.get("domain"))).matches("|[a-z0-9-]+\\.example"));
        assertThat(contacts.stream().map(c -> c.path("work_email").asText()).filter(GOOD_MAIL))
                .allSatisfy(mail ->
                        assertThat(mail.strip().toLowerCase(Locale.ROOT)).endsWith(".example"));
    }

    @Test
    void companiesShareDomainsThatAreWrittenDifferently() {
        Map<String, Long> byDomain = companies.stream()
                .map(c -> domain(c.get("domain")))
                .filter(d -> !d.isEmpty())
                .collect(Collectors.groupingBy(d -> d, Collectors.counting()));
        assertThat(byDomain.values().stream().filter(n -> n > 1)).hasSize(24);
        assertThat(companies.stream().filter(c -> c.get("domain").startsWith("www.")))
                .hasSizeGreaterThan(3);
        assertThat(companies.stream().filter(c -> c.get("domain").startsWith("http")))
                .hasSizeGreaterThan(3);
        assertThat(companies.stream().filter(c -> c.get("domain").isEmpty())).hasSize(12);
    }

    @Test
    void companiesOfOneNameHaveDifferentDomains() {
        assertThat(companies.stream()
                        .filter(c -> c.get("name").equals("Atlas Group"))
                        .map(c -> domain(c.get("domain"))))
                .hasSize(4)
                .doesNotHaveDuplicates();
        assertThat(companies.stream()
                        .filter(c -> Set.of("Quantum Basketry", "n/a").contains(c.get("industry"))))
                .isNotEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "no work_email, 120",
        "no last_name, 30",
        "unknown company, 25",
        "no company, 40",
        "bad e-mail, 40",
        "unreadable phone, 10",
        "unknown stage, 20"
    })
    void eachKindOfDirtIsThere(String kind, int count) {
        Set<String> known = companies.stream().map(c -> c.get("id")).collect(Collectors.toSet());
        Predicate<JsonNode> isKind =
                switch (kind) {
                    case "no work_email" -> c -> !c.has("work_email");
                    case "no last_name" -> c -> !c.has("last_name");
                    case "unknown company" ->
                        c -> c.has("company_id")
                                && !known.contains(c.get("company_id").asText());
                    case "no company" -> c -> !c.has("company_id");
                    case "bad e-mail" ->
                        c -> c.has("work_email")
                                && !GOOD_MAIL.test(c.get("work_email").asText());
                    case "unreadable phone" ->
                        c -> Set.of("call me", "0", "+00 000", "n/a")
                                .contains(c.path("phone").asText());
                    default ->
                        c -> !Set.of(
                                        "New",
                                        "Contacted",
                                        "Replied",
                                        "Interested",
                                        "Meeting Booked",
                                        "Not Interested",
                                        "Won")
                                .contains(c.get("stage").asText());
                };
        assertThat(contacts.stream().filter(isKind)).hasSize(count);
    }

    @Test
    void aboutSixtyContactsAreThereTwiceByTheirMailInAnyCase() {
        Map<String, List<String>> byMail = contacts.stream()
                .map(c -> c.path("work_email").asText())
                .filter(GOOD_MAIL)
                .collect(Collectors.groupingBy(mail -> mail.strip().toLowerCase(Locale.ROOT)));
        long surplus = byMail.values().stream().mapToLong(all -> all.size() - 1).sum();
        assertThat(surplus).isBetween(60L, 65L);
        assertThat(byMail.values().stream().filter(all -> Set.copyOf(all).size() > 1))
                .hasSizeGreaterThan(30);
    }

    @Test
    void mailsAreVerifiedGuessedOrUnavailable() {
        assertThat(contacts.stream().map(c -> c.get("email_status").asText()).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("verified", "guessed", "unavailable");
    }

    @ParameterizedTest
    @CsvSource({"HAN", "HANGUL", "ARABIC", "HEBREW", "GREEK", "CYRILLIC"})
    void namesAreWrittenInManyScripts(Character.UnicodeScript script) {
        assertThat(contacts.stream()
                        .map(c -> c.path("first_name").asText()
                                + c.path("last_name").asText())
                        .filter(name -> name.codePoints().anyMatch(p -> Character.UnicodeScript.of(p) == script)))
                .isNotEmpty();
    }

    private static String domain(String written) {
        return Objects.requireNonNull(written)
                .toLowerCase(Locale.ROOT)
                .replaceFirst("^https?://", "")
                .replaceFirst("^www\\.", "")
                .replaceFirst("/.*", "");
    }

    private static List<Map<String, String>> companies() {
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(reader("companies.csv"))) {
            return csv.stream().map(NamedCsvRecord::getFieldsAsMap).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> contacts() {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> all = new ArrayList<>();
        try (var lines = json.readerFor(JsonNode.class).<JsonNode>readValues(reader("contacts.ndjson"))) {
            lines.forEachRemaining(all::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static InputStreamReader reader(String name) {
        return new InputStreamReader(
                Objects.requireNonNull(SampleDataTest.class.getResourceAsStream("/sample/" + name)),
                StandardCharsets.UTF_8);
    }
}
