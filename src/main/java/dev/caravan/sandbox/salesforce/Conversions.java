package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Change;
import dev.caravan.sandbox.Json;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Conversions of leads: the standard fields go over to an account, a contact and an opportunity, new ones or ones that
 * are there, of which only empty fields are filled; the lead stays, names them and can be changed no more (Salesforce
 * Help, "Lead Conversion Field Mapping"). Custom fields go over only where somebody has mapped them: nobody has.
 */
final class Conversions {
    private static final Map<String, Map<String, String>> MAPPED = Map.of(
            "Account",
            Map.ofEntries(
                    Map.entry("Name", "Company"),
                    Map.entry("Phone", "Phone"),
                    Map.entry("Fax", "Fax"),
                    Map.entry("Website", "Website"),
                    Map.entry("Industry", "Industry"),
                    Map.entry("AnnualRevenue", "AnnualRevenue"),
                    Map.entry("NumberOfEmployees", "NumberOfEmployees"),
                    Map.entry("Rating", "Rating"),
                    Map.entry("AccountSource", "LeadSource"),
                    Map.entry("BillingStreet", "Street"),
                    Map.entry("BillingCity", "City"),
                    Map.entry("BillingState", "State"),
                    Map.entry("BillingPostalCode", "PostalCode"),
                    Map.entry("BillingCountry", "Country")),
            "Contact",
            Map.ofEntries(
                    Map.entry("Salutation", "Salutation"),
                    Map.entry("FirstName", "FirstName"),
                    Map.entry("LastName", "LastName"),
                    Map.entry("Title", "Title"),
                    Map.entry("Email", "Email"),
                    Map.entry("Phone", "Phone"),
                    Map.entry("MobilePhone", "MobilePhone"),
                    Map.entry("Fax", "Fax"),
                    Map.entry("LeadSource", "LeadSource"),
                    Map.entry("Description", "Description"),
                    Map.entry("MailingStreet", "Street"),
                    Map.entry("MailingCity", "City"),
                    Map.entry("MailingState", "State"),
                    Map.entry("MailingPostalCode", "PostalCode"),
                    Map.entry("MailingCountry", "Country")),
            "Opportunity",
            Map.of("LeadSource", "LeadSource"));
    private static final String OWNER = "OwnerId";

    private final Store store;
    private final Writes writes;
    private final Checks checks;

    Conversions(Store store, Writes writes, Checks checks) {
        this.store = store;
        this.writes = writes;
        this.checks = checks;
    }

    /**
     * Converts a live lead.
     *
     * @param wanted {@code accountId}, {@code contactId} of records that are there, {@code opportunity} false for none;
     *     all optional
     * @return {@code accountId}, {@code contactId}, {@code opportunityId}
     * @throws SalesforceError if it cannot be converted
     */
    ObjectNode convert(Row lead, JsonNode wanted) {
        if (lead.isTrue("IsConverted")) {
            throw SalesforceError.bad("CANNOT_UPDATE_CONVERTED_LEAD", "lead is already converted");
        }
        Row account = become("Account", lead, wanted.path("accountId").asText(), Map.of());
        Row contact = become("Contact", lead, wanted.path("contactId").asText(), Map.of("AccountId", account.id()));
        ObjectNode done = Json.object().put("accountId", account.id()).put("contactId", contact.id());
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("IsConverted", true);
        values.put("Status", "Closed - Converted");
        values.put("ConvertedDate", today());
        values.put("ConvertedAccountId", account.id());
        values.put("ConvertedContactId", contact.id());
        if (wanted.path("opportunity").asBoolean(true)) {
            String id = opportunity(lead, account, contact).id();
            values.put("ConvertedOpportunityId", id);
            done.put("opportunityId", id);
        }
        move(lead, contact);
        writes.change(Change.Kind.UPDATED, lead, values, Map.of());
        return done;
    }

    private Row become(String object, Row lead, String existing, Map<String, Object> more) {
        ObjectType type = store.schema().known(object);
        if (existing.isEmpty()) {
            return make(type, lead, more);
        }
        Row row = checks.inPath(type, existing, false);
        Map<String, @Nullable Object> values = mapped(type, lead, more);
        values.keySet().removeIf(field -> row.get(field) != null);
        writes.change(Change.Kind.UPDATED, row, values, Map.of());
        return row;
    }

    private Row make(ObjectType type, Row lead, Map<String, Object> more) {
        Map<String, @Nullable Object> values = mapped(type, lead, more);
        values.put(OWNER, lead.get(OWNER));
        return writes.make(type, values);
    }

    private static Map<String, @Nullable Object> mapped(ObjectType type, Row lead, Map<String, Object> more) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        MAPPED.getOrDefault(type.name(), Map.of()).forEach((field, from) -> {
            Object value = lead.get(from);
            if (value != null) {
                values.put(field, value);
            }
        });
        values.putAll(more);
        return values;
    }

    private Row opportunity(Row lead, Row account, Row contact) {
        LocalDate quarterEnd =
                today().with(IsoFields.DAY_OF_QUARTER, 1).plusMonths(2).with(TemporalAdjusters.lastDayOfMonth());
        return make(
                store.schema().known("Opportunity"),
                lead,
                Map.of(
                        "Name",
                        lead.text("Company") + "-",
                        "StageName",
                        "Prospecting",
                        "CloseDate",
                        quarterEnd,
                        "AccountId",
                        account.id(),
                        "ContactId",
                        contact.id()));
    }

    /** What hangs on the lead hangs on the contact then; campaigns know both. */
    private void move(Row lead, Row contact) {
        for (Schema.Child child : store.schema().children(lead.type())) {
            String field = child.object().name().equals("CampaignMember")
                    ? "ContactId"
                    : child.field().name();
            for (Row row : List.copyOf(store.withValue(child.object(), child.field(), lead.id()))) {
                if (!row.isDeleted()) {
                    writes.change(Change.Kind.UPDATED, row, Map.of(field, contact.id()), Map.of());
                }
            }
        }
    }

    private LocalDate today() {
        Instant now = writes.now();
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }
}
