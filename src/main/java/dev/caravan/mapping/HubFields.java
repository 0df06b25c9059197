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
    private static final Set<String> NUMBERS = Set.of("employee_count", "annual_revenue", "amount", "probability");
    private static final Set<String> DATES = Set.of("close_date");

    /** Fields that say something about a company and nothing about a person. */
    static final Set<String> COMPANY_ONLY = Set.of("name", "domain", "employee_count", "annual_revenue");

    /** Fields that say something about a person and nothing about a company. */
    static final Set<String> PERSON_ONLY =
            Set.of("first_name", "last_name", "work_email", "email_status", "job_title", "seniority", "mobile_phone");

    private HubFields() {}

    /** The usual fields of a record and the thirty custom ones (R169); empty for activities. */
    static Set<String> of(RecordType type) {
        Set<String> usual = USUAL.get(type);
        if (usual == null) {
            return Set.of();
        }
        Set<String> all = new LinkedHashSet<>(usual);
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
