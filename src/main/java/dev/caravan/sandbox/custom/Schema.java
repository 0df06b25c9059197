package dev.caravan.sandbox.custom;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Field.Type;
import dev.caravan.sandbox.store.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The kinds of records, with their fields. A dot in a name stands for an object in JSON. */
final class Schema {
    static final String COMPANIES = "companies";
    static final String PEOPLE = "people";
    static final String DEALS = "deals";
    static final String LEADS = "leads";
    static final String NOTES = "notes";
    static final String TASKS = "tasks";

    private Schema() {}

    static List<Kind> kinds() {
        Field company = Field.of("company_id", "Company", Type.REFERENCE).to(COMPANIES);
        Field external =
                Field.of("external_id", "External id", Type.TEXT).upTo(100).asUnique();
        return List.of(
                new Kind(
                        COMPANIES,
                        Kind.Ids.NUMBER,
                        List.of(
                                Field.of("name", "Name", Type.TEXT).upTo(200).asRequired(),
                                Field.of("web.domain", "Domain", Type.TEXT),
                                Field.of("web.site", "Web site", Type.URL),
                                Field.of("web.linkedin", "LinkedIn", Type.URL),
                                Field.of("industry", "Industry", Type.OPTION)
                                        .among(options("Software", "Retail", "Logistics", "Manufacturing")),
                                Field.of("staff", "Employees", Type.INTEGER),
                                Field.of("is_customer", "Customer", Type.BOOLEAN),
                                Field.of("founded_on", "Founded", Type.DATE),
                                owner(),
                                external)),
                new Kind(
                        PEOPLE,
                        Kind.Ids.NUMBER,
                        List.of(
                                Field.of("name.first", "First name", Type.TEXT).upTo(100),
                                Field.of("name.last", "Last name", Type.TEXT)
                                        .upTo(100)
                                        .asRequired(),
                                Field.of("contact.email", "E-mail", Type.EMAIL).asUnique(),
                                Field.of("contact.phone", "Phone", Type.PHONE),
                                Field.of("contact.mobile", "Mobile", Type.PHONE),
                                Field.of("contact.linkedin", "LinkedIn", Type.URL),
                                Field.of("job_title", "Job title", Type.TEXT).upTo(100),
                                Field.of("tier", "Tier", Type.OPTION).among(options("Gold", "Silver")),
                                Field.of("interests", "Interests", Type.OPTIONS)
                                        .among(options("Bikes", "Books", "Boats")),
                                Field.of("last_seen_at", "Last seen", Type.TIME),
                                company,
                                owner(),
                                external)),
                new Kind(
                        DEALS,
                        Kind.Ids.NUMBER,
                        List.of(
                                Field.of("title", "Title", Type.TEXT).upTo(200).asRequired(),
                                Field.of("money.amount", "Amount", Type.NUMBER),
                                Field.of("money.currency", "Currency", Type.TEXT),
                                Field.of("stage", "Stage", Type.OPTION).among(options("New", "Offer", "Won", "Lost")),
                                Field.of("closes_on", "Closes", Type.DATE),
                                company,
                                owner(),
                                external)),
                new Kind(
                        LEADS,
                        Kind.Ids.NUMBER,
                        List.of(
                                Field.of("title", "Title", Type.TEXT).upTo(200).asRequired(),
                                Field.of("source", "Source", Type.TEXT),
                                Field.of("email", "E-mail", Type.EMAIL),
                                company,
                                owner(),
                                external)),
                new Kind(
                        NOTES,
                        Kind.Ids.NUMBER,
                        List.of(
                                Field.of("title", "Title", Type.TEXT).upTo(200),
                                Field.of("text", "Text", Type.TEXT).asRequired(),
                                Field.of("written_at", "Written", Type.TIME),
                                person(),
                                company,
                                deal(),
                                owner(),
                                external)),
                new Kind(
                        TASKS,
                        Kind.Ids.NUMBER,
                        List.of(
                                Field.of("title", "Title", Type.TEXT).upTo(200).asRequired(),
                                Field.of("text", "Text", Type.TEXT),
                                Field.of("due.at", "Due", Type.TIME),
                                Field.of("state", "State", Type.OPTION).among(options("To do", "Doing", "Done")),
                                Field.of("is_urgent", "Urgent", Type.BOOLEAN),
                                person(),
                                company,
                                deal(),
                                owner(),
                                external)));
    }

    private static Field person() {
        return Field.of("person_id", "Person", Type.REFERENCE).to(PEOPLE);
    }

    private static Field deal() {
        return Field.of("deal_id", "Deal", Type.REFERENCE).to(DEALS);
    }

    /** The fields of a kind as the API describes them. */
    static ArrayNode describe(Kind kind) {
        ArrayNode all = Json.array();
        for (Field field : kind.fields()) {
            ObjectNode one = all.addObject();
            one.put("key", field.name());
            one.put("label", field.label());
            one.put("kind", field.type().name().toLowerCase(Locale.ROOT));
            one.put("required", field.required());
            one.put("unique", field.unique());
            one.put("max_length", field.longest());
            if (!field.options().isEmpty()) {
                ArrayNode choices = one.putArray("choices");
                field.options().forEach(each -> choices.add(each.value()));
            }
        }
        return all;
    }

    private static Field owner() {
        return Field.of("owner_id", "Owner", Type.REFERENCE);
    }

    private static List<Field.Option> options(String... words) {
        return Arrays.stream(words).map(word -> new Field.Option(word, word)).toList();
    }
}
