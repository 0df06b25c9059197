package dev.caravan.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchKeysTest {
    private final MatchKeys keys = new MatchKeys("US");

    @Test
    void theRulesHaveAnotherDigestWhenTheyGiveOtherKeys() {
        KeyRule vat = new KeyRule(RecordType.COMPANY, List.of("vat_id"), false);
        KeyRule code = new KeyRule(RecordType.DEAL, List.of("code"), false);
        KeyRule usual = new KeyRule(RecordType.CONTACT, List.of("work_email"), false);
        assertThat(new MatchKeys("us", List.of(usual)).rules()).isEqualTo(keys.rules());
        assertThat(new MatchKeys("US", List.of(vat, code)).rules())
                .isEqualTo(new MatchKeys("US", List.of(code, vat, vat)).rules());
        assertThat(List.of(
                        keys.rules(),
                        new MatchKeys("NL").rules(),
                        new MatchKeys("US", List.of(vat)).rules(),
                        new MatchKeys("US", List.of(code)).rules()))
                .doesNotHaveDuplicates();
    }

    /**
     * When this fails because a value gives another key on purpose, raise the version in {@link MatchKeys} too: hubs
     * that are upgraded make their keys anew by it.
     */
    @Test
    void whatAVersionOfTheRulesMakesOfAValueStaysTheSame() {
        Map<RecordType, Map<String, Object>> records = new LinkedHashMap<>();
        Map<String, Object> company = new LinkedHashMap<>();
        company.put("name", "Ströbel & Söhne GmbH");
        company.put("website", "https://www.Stroebel.co.uk/en");
        company.put("phone", "(212) 555-0100");
        company.put("linkedin_url", "https://de.linkedin.com/company/Stroebel/?trk=x");
        company.put("info_email", "Info@Stroebel.example");
        Map<String, Object> contact = new LinkedHashMap<>();
        contact.put("first_name", "  José ");
        contact.put("last_name", "O'Neil-Smith");
        contact.put("company_name", "ACMÉ, S.L.");
        contact.put("work_email", "José@Bücher.example");
        contact.put("mobile_phone", "+44 20 7946 0958 ext. 12");
        contact.put("linkedin_url", "linkedin.com/in/Jose-O/");
        records.put(RecordType.COMPANY, company);
        records.put(RecordType.CONTACT, contact);
        records.put(RecordType.NOTE, Map.of("deal_id", "D 1"));
        records.put(RecordType.DEAL, Map.of("code", "  A   7 "));
        KeyRule code = new KeyRule(RecordType.DEAL, List.of("code"), false);
        List<String> made = records.entrySet().stream()
                .flatMap(r -> new MatchKeys("US", List.of(code))
                        .of(HubRecord.of(new RecordKey(r.getKey(), "r"), r.getValue(), Instant.EPOCH, "app")).stream())
                .map(key -> key.kind() + " " + key.value())
                .toList();
        assertThat(made)
                .containsExactly(
                        "name strobel and sohne",
                        "domain stroebel.co.uk",
                        "domain_name stroebel",
                        "phone +12125550100",
                        "linkedin linkedin.com/company/stroebel",
                        "email info@stroebel.example",
                        "email josé@xn--bcher-kva.example",
                        "phone +442079460958;ext=12",
                        "linkedin linkedin.com/in/jose-o",
                        "person jose|oneil smith|acme",
                        "deal D 1",
                        "field:code a 7");
    }

    @ParameterizedTest(name = "{0} is {1}")
    @Tag("R105")
    @Tag("R250")
    @CsvSource(delimiter = '|', textBlock = """
            ann@example.com           | ann@example.com
            ' Ann.Lee@Example.COM '   | ann.lee@example.com
            ann+crm@example.com       | ann+crm@example.com
            ann@bücher.example.com    | ann@xn--bcher-kva.example.com
            o'neil_x@mail.example.org | o'neil_x@mail.example.org
            ann                       |
            ann@                      |
            @example.com              |
            ann@example               |
            ann@@example.com          |
            ann lee@example.com       |
            .ann@example.com          |
            ann..lee@example.com      |
            ann@example..com          |
            ann@-example.com          |
            ann@example.com.          |
            ann@10.0.0.1              |
            ann@example.com, bob@example.com |
            mailto:ann@example.com    |
            n/a                       |
            """)
    void anEmailIsTrimmedLoweredAndValid(String raw, @Nullable String key) {
        assertThat(MatchKeys.email(raw).orElse(null)).isEqualTo(key);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @Tag("R104")
    @Tag("R249")
    @CsvSource(delimiter = '|', textBlock = """
            acme.com                            | acme.com
            ACME.com                            | acme.com
            www.acme.com                        | acme.com
            http://acme.com                     | acme.com
            https://www.acme.com/               | acme.com
            HTTPS://WWW.Acme.com/en?x=1#top     | acme.com
            //acme.com/a                        | acme.com
            http://user:secret@acme.com:8080/x  | acme.com
            acme.com:443                        | acme.com
            acme.com.                           | acme.com
            acme.com/about@us                   | acme.com
            shop.acme.co.uk                     | shop.acme.co.uk
            https://bücher.de/                  | xn--bcher-kva.de
            https://xn--bcher-kva.de            | xn--bcher-kva.de
            www.com                             | www.com
            https://www.facebook.com            | facebook.com
            https://www.facebook.com/acme       |
            https://m.facebook.com/acme         |
            gmail.com                           |
            www.outlook.com                     |
            acme                                |
            localhost                           |
            http://192.168.0.1/                 |
            ac me.com                           |
            http://                             |
            n/a                                 |
            '-'                                 |
            """)
    void aDomainLosesEverythingButTheCompany(String raw, @Nullable String key) {
        assertThat(MatchKeys.domain(raw).orElse(null)).isEqualTo(key);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @Tag("R99")
    @CsvSource(delimiter = '|', textBlock = """
            acme.com                | acme
            acme.co.uk              | acme
            https://www.acme.es/    | acme
            acme.org                | acme
            shop.acme.com.br        | acme
            acme-group.com          | acme-group
            co.uk                   |
            acme.nosuchsuffix       |
            gmail.com               |
            """)
    void theNameOfADomainIsThePartBeforeThePublicSuffix(String raw, @Nullable String key) {
        assertThat(MatchKeys.domainName(raw).orElse(null)).isEqualTo(key);
    }

    @ParameterizedTest(name = "{0} in {1} is {2}")
    @CsvSource(delimiter = '|', textBlock = """
            +44 20 7946 0958            | US | +442079460958
            020 7946 0958               | GB | +442079460958
            (212) 555-0123              | US | +12125550123
            1-212-555-0123              | US | +12125550123
            tel:+1-212-555-0123         | ES | +12125550123
            +34 912 34 56 78            | US | +34912345678
            00 34 912 34 56 78          | ES | +34912345678
            (212) 555-0123 ext. 12      | US | +12125550123;ext=12
            12345                       | US |
            +1 999 999 99999            | US |
            n/a                         | US |
            unknown                     | US |
            """)
    void aPhoneNumberIsWrittenInOneForm(String raw, String region, @Nullable String key) {
        assertThat(MatchKeys.phone(raw, region).orElse(null)).isEqualTo(key);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = '|', textBlock = """
            https://www.linkedin.com/in/ann-lee-1/           | linkedin.com/in/ann-lee-1
            http://linkedin.com/in/Ann-Lee-1                 | linkedin.com/in/ann-lee-1
            linkedin.com/in/ann-lee-1                        | linkedin.com/in/ann-lee-1
            https://es.linkedin.com/in/ann-lee-1?trk=x&y=1   | linkedin.com/in/ann-lee-1
            https://www.linkedin.com/in/ann-lee-1/en/        | linkedin.com/in/ann-lee-1
            https://www.linkedin.com/in/ann-lee-1/#about     | linkedin.com/in/ann-lee-1
            https://www.linkedin.com/in/jos%C3%A9            | linkedin.com/in/josé
            https://www.linkedin.com/company/acme/about/     | linkedin.com/company/acme
            https://www.linkedin.com/pub/ann-lee/1/2/3       | linkedin.com/pub/ann-lee/1/2/3
            https://www.linkedin.com/sales/lead/AbC,NAME     | linkedin.com/sales/lead/abc
            https://www.linkedin.com/in/                     |
            https://www.linkedin.com/                        |
            https://linkedin.com.evil.example.com/in/x       |
            https://notlinkedin.com/in/x                     |
            ann-lee-1                                        |
            https://www.linkedin.com/in/%zz                  | linkedin.com/in/%zz
            """)
    void aLinkedInAddressIsReducedToTheProfile(String raw, @Nullable String key) {
        assertThat(MatchKeys.linkedIn(raw).orElse(null)).isEqualTo(key);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = '|', textBlock = """
            Acme                         | acme
            ACME, Inc.                   | acme
            Acme Incorporated            | acme
            Acmé S.L.                    | acme
            Acme SL                      | acme
            Acme S. L. U.                | acme
            Acme GmbH & Co. KG           | acme
            Acme G.m.b.H.                | acme
            Acme Sp. z o.o.              | acme
            Acme S.A. de C.V.            | acme
            Acme S. de R.L. de C.V.      | acme
            Acme Pty Ltd                 | acme
            Acme A/S                     | acme
            ООО Acme                     | ооо acme
            OOO Acme                     | acme
            株式会社アクメ                | アクメ
            Ben & Jerry's                | ben and jerrys
            Ben and Jerry’s              | ben and jerrys
            Müller & Søn                 | muller and son
            J.P. Morgan & Co.            | jp morgan
            JP Morgan                    | jp morgan
            Acme Holding                 | acme holding
            Limited                      | limited
            The Limited                  | the limited
            Acme-Group (Europe) Ltd.     | acme group europe
            Ｆｕｌｌ Width               | full width
            ...                          |
            """)
    void aCompanyNameIsFoldedAndLosesItsLegalForm(String raw, @Nullable String key) {
        assertThat(MatchKeys.companyName(raw).orElse(null)).isEqualTo(key);
    }

    @Test
    @Tag("R95")
    void aPersonNeedsAllThreeParts() {
        assertThat(MatchKeys.person("José", "O'Neil", "Acme, Inc.")).contains("jose|oneil|acme");
        assertThat(MatchKeys.person("JOSE", "ONeil", "ACME")).contains("jose|oneil|acme");
        assertThat(MatchKeys.person("José", "", "Acme")).isEmpty();
        assertThat(MatchKeys.person("José", "O'Neil", "-")).isEmpty();
    }

    @Test
    void aContactHasItsOwnIdentifiersAndNotItsCompanys() {
        HubRecord contact = record(
                RecordType.CONTACT,
                "work_email",
                "Ann@Example.com",
                "email_status",
                "valid",
                "phone",
                "(212) 555-0123",
                "company_phone",
                "+44 20 7946 0958",
                "website",
                "acme.com",
                "linkedin_url",
                "https://www.linkedin.com/in/ann",
                "company_linkedin_url",
                "linkedin.com/company/acme",
                "first_name",
                "Ann",
                "last_name",
                "Lee",
                "company_name",
                "Acme Inc");

        assertThat(keys.of(contact))
                .containsExactly(
                        new MatchKey("email", "ann@example.com"),
                        new MatchKey("phone", "+12125550123"),
                        new MatchKey("linkedin", "linkedin.com/in/ann"),
                        new MatchKey("person", "ann|lee|acme"));
    }

    @Test
    void aCompanyIsFoundByDomainNameAndPage() {
        HubRecord company = record(
                RecordType.COMPANY,
                "name",
                "Acme Inc",
                "website",
                "https://www.acme.com/",
                "domain",
                "acme.com",
                "linkedin_url",
                "linkedin.com/company/acme",
                "industry",
                "Software");

        assertThat(keys.of(company))
                .containsExactlyInAnyOrder(
                        new MatchKey("name", "acme"),
                        new MatchKey("domain", "acme.com"),
                        new MatchKey("domain_name", "acme"),
                        new MatchKey("linkedin", "linkedin.com/company/acme"));
    }

    @Test
    void invalidValuesAndActivitiesGiveNoKey() {
        assertThat(keys.of(record(RecordType.CONTACT, "work_email", "none", "phone", "n/a", "linkedin_url", "?")))
                .isEmpty();
        assertThat(keys.of(record(RecordType.NOTE, "email", "ann@example.com"))).isEmpty();
    }

    @Test
    @Tag("R97")
    void aRuleOfSeveralFieldsGivesOneKeyWhenAllAreThere() {
        KeyRule rule = new KeyRule(RecordType.CONTACT, List.of("last_name", "phone"), false);
        MatchKeys withRule = new MatchKeys("US", List.of(rule));
        HubRecord both = record(RecordType.CONTACT, "last_name", "Lée", "phone", "212-555-0123");

        assertThat(withRule.ofRule(both, rule)).contains(new MatchKey("rule:last_name+phone", "lee|+12125550123"));
        assertThat(withRule.of(both)).contains(new MatchKey("rule:last_name+phone", "lee|+12125550123"));
        assertThat(withRule.ofRule(record(RecordType.CONTACT, "last_name", "Lee"), rule))
                .isEmpty();
    }

    @Test
    @Tag("R99")
    void anyExtensionMakesADomainRuleARuleOnItsName() {
        KeyRule rule = new KeyRule(RecordType.COMPANY, List.of("website"), true);
        HubRecord company = record(RecordType.COMPANY, "website", "https://acme.co.uk");

        assertThat(keys.ofRule(company, rule)).contains(new MatchKey("domain_name", "acme"));
    }

    @Test
    @Tag("R97")
    void aFieldOfYourOwnIsComparedWithoutCaseAndSpaces() {
        KeyRule rule = new KeyRule(RecordType.COMPANY, List.of("vat_number"), false);
        assertThat(keys.ofRule(record(RecordType.COMPANY, "vat_number", " ES  B123 "), rule))
                .contains(new MatchKey("field:vat_number", "es b123"));
        assertThat(keys.keyOf(RecordType.COMPANY, "size_id", new BigDecimal("12.00")))
                .isEqualTo(keys.keyOf(RecordType.COMPANY, "size_id", "12"));
        assertThat(keys.keyOf(RecordType.COMPANY, "tags", List.of("a"))).isEmpty();
    }

    @Test
    void aTextThatIsTooLongIdentifiesNothing() {
        assertThat(keys.keyOf(RecordType.COMPANY, "note", "x".repeat(501))).isEmpty();
        assertThat(keys.keyOf(RecordType.COMPANY, "name", "x".repeat(501))).isEmpty();
        assertThatThrownBy(() -> new MatchKey("email", "")).isInstanceOf(IllegalArgumentException.class);
    }

    private static HubRecord record(RecordType type, String... pairs) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put(pairs[i], pairs[i + 1]);
        }
        return HubRecord.of(new RecordKey(type, "x-1"), fields, Instant.EPOCH, "app");
    }
}
