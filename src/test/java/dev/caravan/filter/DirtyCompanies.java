package dev.caravan.filter;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.SandboxClient;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The same companies, as badly kept as companies are, in memory and in the sandboxes. */
final class DirtyCompanies {
    static final String KEY = "key";

    /** Texts that were found to be compared, cut into words or escaped in more than one way. */
    static final List<String> TEXTS = List.of(
            "Acme",
            "ACME",
            "acme",
            "Acme B.V.",
            "Acme  Inc",
            "Acme-Corp",
            "acme_corp",
            "acme%corp",
            "100%",
            "100",
            "100.0",
            "O'Neil & Sons",
            "O\u2019Neil & Sons",
            "say \"hi\"",
            "C:\\acme\\new",
            "a\\%b",
            "50\\_50",
            "caf\u00e9",
            "CAF\u00c9",
            "cafe",
            "cafe\u0301",
            "Z\u00fcrich",
            "ZURICH",
            "Stra\u00dfe",
            "STRASSE",
            "\u0130stanbul",
            "istanbul",
            "\u0131stanbul",
            "\u039f\u0394\u039f\u03a3",
            "\u03bf\u03b4\u03cc\u03c2",
            "\u6771\u4eac",
            "\ud83d\ude00 smile",
            "\ud83d\ude00",
            "-",
            "*",
            "a;b",
            "null",
            "NULL",
            "true",
            "2026-01-31",
            "2026-01-31T10:00:00Z",
            "NOT a = 'b'",
            "' OR 1 = 1 --",
            "/* x */",
            "{{secret}}",
            "line\nbreak",
            "tab\there",
            "web2day",
            "3.5 kg",
            "x@example.com",
            "https://www.acme.example/a_b?c=%20");

    static final List<String> RATINGS = List.of("Hot", "Warm", "Cold");
    static final List<String> REGIONS = List.of("EMEA", "AMER", "APAC");

    private static final List<String> FIELDS = List.of(
            KEY,
            "name",
            "city",
            "note",
            "rating",
            "employees",
            "AnnualRevenue",
            "hs_is_target_account",
            "renewal",
            "review",
            "regions",
            "Type",
            "Industry",
            "industry",
            "lifecyclestage");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> IN_HUBSPOT =
            names("caravan_id name city address rating numberofemployees annualrevenue hs_is_target_account"
                    + " renewal_date last_review regions account_type account_industry industry lifecyclestage");
    private static final Map<String, String> IN_SALESFORCE =
            names("Caravan_Id__c Name BillingCity Site Rating NumberOfEmployees AnnualRevenue"
                    + " Target_Account__c Renewal_Date__c Last_Review__c Regions__c Type Industry TickerSymbol Sic");

    private static final Map<String, String> IN_ZOHO =
            names("Caravan_Id Account_Name Billing_City Billing_Street Rating Employees Annual_Revenue Target_Account"
                    + " Renewal_Date Met_At Regions Account_Type Industry Billing_State Billing_Code");

    /** TribeCRM's opportunities have fields for some of them. */
    private static final Map<String, String> IN_TRIBE = Map.of(
            KEY,
            "ImportId",
            "name",
            "Subject",
            "city",
            "Description",
            "note",
            "Number",
            "employees",
            "Probability",
            "AnnualRevenue",
            "Amount",
            "hs_is_target_account",
            "IsClosed",
            "renewal",
            "ExpectedCloseDate");

    private DirtyCompanies() {}

    static String inHubSpot(String field) {
        return IN_HUBSPOT.getOrDefault(field, field);
    }

    static String inSalesforce(String field) {
        return IN_SALESFORCE.getOrDefault(field, field);
    }

    static String inZoho(String field) {
        return IN_ZOHO.getOrDefault(field, field);
    }

    static String inTribe(String field) {
        return IN_TRIBE.getOrDefault(field, field);
    }

    static boolean isInTribe(String field) {
        return IN_TRIBE.containsKey(field);
    }

    static List<Map<String, Object>> make(int count, long seed) {
        Random random = new Random(seed);
        List<Map<String, Object>> companies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, Object> company = new HashMap<>();
            company.put(KEY, String.format("k-%03d", i));
            company.put("name", TEXTS.get(i % TEXTS.size()));
            company.put("hs_is_target_account", random.nextBoolean());
            maybe(random, company, "city", pick(random, TEXTS));
            maybe(random, company, "note", pick(random, TEXTS) + " " + pick(random, TEXTS));
            maybe(random, company, "rating", pick(random, RATINGS));
            maybe(random, company, "employees", (long) random.nextInt(20) * 50);
            maybe(
                    random,
                    company,
                    "AnnualRevenue",
                    random.nextInt(3) == 0
                            ? new BigDecimal(random.nextInt(4000) - 1000).movePointLeft(2)
                            : new BigDecimal(random.nextInt(30) * 1_000_000L));
            maybe(
                    random,
                    company,
                    "renewal",
                    LocalDate.of(1969, 12, 20)
                            .plusDays(random.nextInt(5) == 0 ? random.nextInt(30) : 20_450 + random.nextInt(60))
                            .toString());
            maybe(
                    random,
                    company,
                    "review",
                    Instant.parse("2026-01-01T00:00:00Z")
                            .plusSeconds(random.nextInt(60) * 43_200L)
                            .toString());
            maybe(
                    random,
                    company,
                    "regions",
                    REGIONS.stream().filter(r -> random.nextInt(2) == 0).toList());
            maybe(random, company, "Type", pick(random, List.of("Customer", "customer", "Strategic", "Prospect")));
            maybe(random, company, "Industry", pick(random, List.of("Technology", "Finance", "Other")));
            maybe(random, company, "industry", pick(random, List.of("SOFTWARE", "RETAIL", "INTERNET")));
            maybe(random, company, "lifecyclestage", pick(random, List.of("customer", "lead", "subscriber")));
            companies.add(company);
        }
        return companies;
    }

    /** Puts them where people would have typed them in; nothing of Caravan is used for it. */
    static void seed(List<Map<String, Object>> companies, SandboxCrms crms) {
        property(crms.hubspotSandbox, "rating", "enumeration", "select", RATINGS);
        property(crms.hubspotSandbox, "regions", "enumeration", "checkbox", REGIONS);
        property(crms.hubspotSandbox, "renewal_date", "date", "date", List.of());
        property(crms.hubspotSandbox, "last_review", "datetime", "date", List.of());
        property(crms.hubspotSandbox, "account_type", "string", "text", List.of());
        property(crms.hubspotSandbox, "account_industry", "string", "text", List.of());
        ArrayNode hubspot = JSON.createArrayNode();
        ArrayNode salesforce = JSON.createArrayNode();
        ArrayNode zoho = JSON.createArrayNode();
        ArrayNode tribe = JSON.createArrayNode();
        for (Map<String, Object> company : companies) {
            ObjectNode there = hubspot.addObject();
            ObjectNode here = salesforce.addObject();
            ObjectNode third = zoho.addObject();
            ObjectNode fourth = tribe.addObject();
            company.forEach((field, value) -> {
                String moment = field.equals("review") ? String.valueOf(value).replace("Z", "+00:00") : "";
                third.set(inZoho(field), JSON.valueToTree(moment.isEmpty() ? value : moment));
                if (isInTribe(field)) {
                    boolean isDay = field.equals("renewal") && !value.equals("");
                    fourth.set(inTribe(field), JSON.valueToTree(isDay ? value + "T00:00:00Z" : value));
                }
                there.put(inHubSpot(field), text(value));
                here.set(
                        inSalesforce(field),
                        value instanceof List<?> ? JSON.valueToTree(text(value)) : JSON.valueToTree(value));
            });
        }
        good(crms.hubspotSandbox.post("/_sandbox/records/companies", hubspot.toString()));
        good(crms.salesforceSandbox.post("/_sandbox/records/Account", salesforce.toString()));
        good(crms.tribeSandbox.post("/_sandbox/records/Activity_SalesOpportunity", tribe.toString()));
        good(crms.zohoSandbox.post("/_sandbox/records/Accounts", zoho.toString()));
    }

    private static Map<String, String> names(String there) {
        List<String> names = List.of(there.split(" "));
        return IntStream.range(0, names.size()).boxed().collect(Collectors.toMap(FIELDS::get, names::get));
    }

    private static void property(SandboxClient sandbox, String name, String type, String shown, List<String> options) {
        ObjectNode body = JSON.createObjectNode()
                .put("name", name)
                .put("label", name)
                .put("type", type)
                .put("fieldType", shown)
                .put("groupName", "companyinformation");
        ArrayNode list = body.putArray("options");
        options.forEach(option -> list.addObject().put("label", option).put("value", option));
        good(sandbox.post("/crm/v3/properties/companies", body.toString()));
    }

    private static void good(SandboxClient.Reply reply) {
        if (reply.status() >= 300) {
            throw new AssertionError("the sandbox refused: " + reply);
        }
    }

    private static String text(Object value) {
        return value instanceof List<?> many
                ? many.stream().map(String::valueOf).collect(Collectors.joining(";"))
                : value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }

    private static void maybe(Random random, Map<String, Object> company, String field, Object value) {
        int kind = random.nextInt(10);
        if (kind > 2) {
            company.put(field, value);
        } else if (kind == 0 && value instanceof String) {
            company.put(field, "");
        }
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
