package dev.caravan.bench.plain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Handler;
import org.jspecify.annotations.Nullable;

/** What mappings/hubspot/contact.yaml says, by hand. */
public final class PlainContact {
    private static final Map<String, String> STAGES = Map.of(
            "New", "NEW",
            "Contacted", "ATTEMPTED_TO_CONTACT",
            "Replied", "CONNECTED",
            "Interested", "OPEN",
            "Meeting Booked", "IN_PROGRESS",
            "Won", "OPEN_DEAL",
            "Not Interested", "UNQUALIFIED");

    private final ObjectMapper json = new ObjectMapper();

    /** The body of the call that creates the contact. */
    @Handler
    public byte[] map(@Body Map<String, Object> record) throws JsonProcessingException {
        ObjectNode body = json.createObjectNode();
        ObjectNode properties = body.putObject("properties");
        properties.put("caravan_id", text(record, "id"));
        if (!"guessed".equals(record.get("email_status"))) {
            put(properties, "email", text(record, "work_email").strip().toLowerCase(Locale.ROOT));
        }
        put(properties, "firstname", text(record, "first_name"));
        put(properties, "lastname", text(record, "last_name"));
        put(properties, "jobtitle", text(record, "job_title"));
        put(properties, "hs_linkedin_url", text(record, "linkedin_url"));
        put(properties, "company", text(record, "company_name"));
        put(properties, "hs_lead_status", STAGES.get(text(record, "stage")));
        properties.put("lifecyclestage", "lead");
        return json.writeValueAsBytes(body);
    }

    private static String text(Map<String, Object> record, String field) {
        Object value = record.get(field);
        return value == null ? "" : value.toString();
    }

    private static void put(ObjectNode properties, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            properties.put(name, value);
        }
    }
}
