package dev.caravan.mapping;

import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.hub.RecordType;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The fields that the hub's records usually have. Any other name is a custom field and as good, so these only help to
 * find slips.
 */
final class HubFields {
    private static final Map<RecordType, Set<String>> ACTIVITIES = Map.of(
            RecordType.EMAIL,
            Set.of(
                    "subject",
                    "body",
                    "html_body",
                    "occurred_at",
                    "direction",
                    "status",
                    "from_email",
                    "to_emails",
                    "cc_emails"),
            RecordType.NOTE,
            Set.of("subject", "body", "occurred_at"),
            RecordType.TASK,
            Set.of("subject", "body", "due_at", "status", "priority"),
            RecordType.CALL,
            Set.of(
                    "subject",
                    "body",
                    "occurred_at",
                    "direction",
                    "duration_seconds",
                    "status",
                    "from_number",
                    "to_number"),
            RecordType.MEETING,
            Set.of("subject", "body", "starts_at", "ends_at", "location", "status"));
    private static final Set<String> REFERENCES = Set.of("contact_id", "company_id", "deal_id");
    private static final Map<RecordType, Set<String>> USUAL = Map.of(
            RecordType.COMPANY,
            Set.of(
                    "name",
                    "domain",
                    "website",
                    "phone",
                    "industry",
                    "employee_count",
                    "annual_revenue",
                    "city",
                    "country",
                    "linkedin_url",
                    "description",
                    "stage"),
            RecordType.CONTACT,
            Set.of(
                    "first_name",
                    "last_name",
                    "work_email",
                    "email_status",
                    "job_title",
                    "phone",
                    "mobile_phone",
                    "linkedin_url",
                    "seniority",
                    "stage",
                    "company_name",
                    "company_id",
                    "website",
                    "industry",
                    "city",
                    "country",
                    "lead_source"),
            RecordType.LEAD,
            Set.of(
                    "first_name",
                    "last_name",
                    "work_email",
                    "email_status",
                    "job_title",
                    "phone",
                    "mobile_phone",
                    "linkedin_url",
                    "seniority",
                    "stage",
                    "company_name",
                    "company_id",
                    "website",
                    "industry",
                    "city",
                    "country",
                    "lead_source",
                    "employee_count"),
            RecordType.DEAL,
            Set.of(
                    "name",
                    "amount",
                    "stage",
                    "close_date",
                    "company_id",
                    "contact_id",
                    "currency",
                    "probability",
                    "pipeline",
                    "description"));
    private static final Set<String> NUMBERS =
            Set.of("employee_count", "annual_revenue", "amount", "probability", "duration_seconds");
    private static final Set<String> DATES = Set.of("close_date");

    /** Fields that say something about a company and nothing about a person. */
    static final Set<String> COMPANY_ONLY = Set.of("name", "domain", "employee_count", "annual_revenue");

    /** Fields that say something about a person and nothing about a company. */
    static final Set<String> PERSON_ONLY =
            Set.of("first_name", "last_name", "work_email", "email_status", "job_title", "seniority", "mobile_phone");

    private HubFields() {}

    /** The usual fields of a record and the thirty custom ones (R169). */
    static Set<String> of(RecordType type) {
        Set<String> all = new LinkedHashSet<>(USUAL.getOrDefault(type, Set.of()));
        if (type.isActivity()) {
            all.addAll(ACTIVITIES.getOrDefault(type, Set.of()));
            all.addAll(REFERENCES);
        }
        if (all.isEmpty()) {
            return Set.of();
        }
        IntStream.rangeClosed(1, 30).forEach(i -> all.add(String.format("field_%02d", i)));
        return all;
    }

    /** What kind of value the field holds; text unless the field is known for something else. */
    static Type type(String field) {
        if (NUMBERS.contains(field)) {
            return Type.NUMBER;
        }
        if (DATES.contains(field)) {
            return Type.DATE;
        }
        return field.endsWith("email") ? Type.EMAIL : Type.TEXT;
    }
}
