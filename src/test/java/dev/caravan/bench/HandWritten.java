package dev.caravan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;

/**
 * The mapping of {@code bench/contact.yaml} as one would write it by hand with Jackson: 25 properties, the same
 * transforms.
 */
final class HandWritten {
    private static final Map<String, String> SENIORITY =
            Map.of("VP", "vice_president", "director", "director", "c_level", "executive");
    private static final Map<String, String> STAGES =
            Map.of("New", "NEW", "Contacted", "ATTEMPTED_TO_CONTACT", "Replied", "CONNECTED", "Won", "OPEN_DEAL");
    private static final PhoneNumberUtil PHONES = PhoneNumberUtil.getInstance();

    private final ObjectMapper json;

    HandWritten(ObjectMapper json) {
        this.json = json;
    }

    /** JSON of the hub's fields in, JSON of the CRM's properties out. */
    byte[] map(byte[] fields) throws IOException {
        JsonNode in = json.readTree(fields);
        ObjectNode out = json.createObjectNode();
        if (!"guessed".equals(text(in, "email_status"))) {
            put(out, "email", text(in, "work_email").strip().toLowerCase(Locale.ROOT));
        }
        put(out, "firstname", text(in, "first_name"));
        put(out, "lastname", text(in, "last_name"));
        put(out, "jobtitle", text(in, "job_title"));
        put(out, "phone", phone(text(in, "phone")));
        put(out, "hs_linkedin_url", linkedIn(text(in, "linkedin_url")));
        put(out, "company", text(in, "company_name"));
        put(out, "website", text(in, "website").toLowerCase(Locale.ROOT));
        put(out, "industry", text(in, "industry").toUpperCase(Locale.ROOT));
        String seniority = text(in, "seniority");
        put(out, "seniority", SENIORITY.getOrDefault(seniority, seniority));
        put(out, "hs_lead_status", STAGES.getOrDefault(text(in, "stage"), ""));
        put(out, "address", text(in, "street"));
        put(out, "city", text(in, "city").strip());
        put(out, "state", text(in, "state"));
        put(out, "zip", text(in, "zip"));
        put(out, "country", text(in, "country").toUpperCase(Locale.ROOT));
        put(out, "hs_language", text(in, "language").toLowerCase(Locale.ROOT));
        put(out, "department", text(in, "department"));
        if (in.hasNonNull("employee_count")) {
            out.put("numemployees", in.get("employee_count").asLong());
        }
        if (in.hasNonNull("annual_revenue")) {
            out.put("annualrevenue", in.get("annual_revenue").asLong());
        }
        String birthday = text(in, "birthday");
        put(
                out,
                "date_of_birth",
                birthday.isEmpty() ? "" : LocalDate.parse(birthday).toString());
        String newsletter = text(in, "newsletter").toLowerCase(Locale.ROOT);
        if (!newsletter.isEmpty()) {
            out.put("newsletter", newsletter.equals("yes") || newsletter.equals("true"));
        }
        String score = text(in, "score");
        if (!score.isEmpty()) {
            out.put("lead_score", Long.parseLong(score));
        }
        String note = text(in, "note");
        put(out, "message", note.length() <= 60 ? note : note.substring(0, 60));
        out.put("lifecyclestage", "lead");
        return json.writeValueAsBytes(out);
    }

    private static String text(JsonNode in, String field) {
        JsonNode value = in.get(field);
        return value == null || value.isNull() ? "" : value.asText();
    }

    private static void put(ObjectNode out, String name, String value) {
        if (!value.isBlank()) {
            out.put(name, value);
        }
    }

    private static String phone(String number) {
        if (number.isEmpty()) {
            return "";
        }
        try {
            var parsed = PHONES.parse(number, "ZZ");
            boolean fits = PHONES.isPossibleNumber(parsed) && !parsed.hasExtension();
            return fits ? PHONES.format(parsed, PhoneNumberUtil.PhoneNumberFormat.E164) : number.strip();
        } catch (NumberParseException e) {
            return number.strip();
        }
    }

    private static String linkedIn(String url) {
        String bare = url.strip();
        int at = bare.toLowerCase(Locale.ROOT).indexOf("linkedin.com/");
        if (at < 0) {
            return bare;
        }
        String path = bare.substring(at + "linkedin.com/".length());
        int end = 0;
        while (end < path.length() && path.charAt(end) != '?' && path.charAt(end) != '#') {
            end++;
        }
        path = path.substring(0, end);
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return "https://www.linkedin.com/" + path;
    }
}
