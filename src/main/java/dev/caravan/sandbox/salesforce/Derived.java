package dev.caravan.sandbox.salesforce;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Values and rows that Salesforce itself keeps in step with what callers write (object reference, per object). */
final class Derived {
    private static final Map<String, Integer> PROBABILITY = Map.of(
            "Prospecting",
            10,
            "Qualification",
            10,
            "Needs Analysis",
            20,
            "Value Proposition",
            50,
            "Id. Decision Makers",
            60,
            "Perception Analysis",
            70,
            "Proposal/Price Quote",
            75,
            "Negotiation/Review",
            90,
            "Closed Won",
            100,
            "Closed Lost",
            0);

    private final Store store;
    private final Writes writes;

    Derived(Store store, Writes writes) {
        this.store = store;
        this.writes = writes;
    }

    /** Checks and completes a new record that has passed the plain checks. */
    void beforeInsert(ObjectType object, Map<String, @Nullable Object> values) {
        switch (object.name()) {
            case "Event" -> eventTimes(values);
            case "AccountContactRelation" -> onePerPair(object, values);
            case "CampaignMember" -> oneMember(object, values);
            default -> {
                return;
            }
        }
    }

    /**
     * Brings derived values up to date.
     *
     * @param written names of the fields that the caller set
     */
    void afterWrite(Row row, Set<String> written, boolean created) {
        switch (row.type().name()) {
            case "Opportunity" -> opportunity(row, written, created);
            case "Task" -> task(row);
            case "Event" -> event(row);
            case "Contact" -> directRelation(row, written);
            case "EmailMessage" -> writes.derive(row, "Name", row.get("Subject"));
            case "ContentNote" -> writes.derive(row, "FileType", "SNOTE");
            case "CampaignMember" -> writes.derive(row, "HasResponded", "Responded".equals(row.get("Status")));
            default -> {
                return;
            }
        }
    }

    /**
     * Deletes what does not outlive its parent.
     *
     * @param cause the record whose delete began all this
     */
    void afterDelete(Row row, Row cause) {
        for (Row child : dependents(row)) {
            if (!child.isDeleted()) {
                writes.delete(child, cause);
            }
        }
    }

    /** Brings back what was deleted only because a record above it was. */
    void afterUndelete(Row row, Row cause) {
        for (Row child : dependents(row)) {
            if (child.isDeleted() && cause.id().equals(child.get(Row.DELETED_WITH))) {
                writes.undelete(child, cause);
            }
        }
    }

    private List<Row> dependents(Row row) {
        List<String> children =
                switch (row.type().name()) {
                    case "Account" -> List.of("Contact", "Opportunity", "AccountContactRelation");
                    case "Contact" -> List.of("AccountContactRelation", "CampaignMember");
                    case "Lead", "Campaign" -> List.of("CampaignMember");
                    default -> List.of();
                };
        List<Row> dependents = new ArrayList<>();
        for (String name : children) {
            ObjectType child = store.schema().known(name);
            dependents.addAll(store.withValue(child, child.known(row.type().name() + "Id"), row.id()));
        }
        return dependents;
    }

    private void opportunity(Row row, Set<String> written, boolean created) {
        String stage = String.valueOf(row.text("StageName"));
        boolean won = stage.equals("Closed Won");
        boolean closed = won || stage.equals("Closed Lost");
        writes.derive(row, "IsWon", won);
        writes.derive(row, "IsClosed", closed);
        Integer usual = PROBABILITY.get(stage);
        if ((created || written.contains("StageName")) && !isGiven(row, written, created) && usual != null) {
            writes.derive(row, "Probability", BigDecimal.valueOf(usual));
        }
        if (!written.contains("ForecastCategoryName")) {
            writes.derive(row, "ForecastCategoryName", won ? "Closed" : closed ? "Omitted" : "Pipeline");
        }
        BigDecimal amount = (BigDecimal) row.get("Amount");
        BigDecimal probability = (BigDecimal) row.get("Probability");
        writes.derive(
                row,
                "ExpectedRevenue",
                amount == null || probability == null
                        ? null
                        : amount.multiply(probability).divide(BigDecimal.valueOf(100), 2, RoundingMode.HALF_UP));
    }

    private static boolean isGiven(Row row, Set<String> written, boolean created) {
        return written.contains("Probability") && (!created || row.get("Probability") != null);
    }

    private void task(Row row) {
        boolean closed = "Completed".equals(row.get("Status"));
        writes.derive(row, "IsClosed", closed);
        writes.derive(row, "IsHighPriority", "High".equals(row.get("Priority")));
        if (closed && row.get("CompletedDateTime") == null) {
            writes.derive(row, "CompletedDateTime", row.get("LastModifiedDate"));
        } else if (!closed) {
            writes.derive(row, "CompletedDateTime", null);
        }
        writes.derive(row, "AccountId", accountOf(row));
    }

    private @Nullable Object accountOf(Row activity) {
        for (String reference : List.of("WhatId", "WhoId")) {
            Row target = store.row(activity.text(reference)).orElse(null);
            if (target != null && target.type().name().equals("Account")) {
                return target.id();
            }
            if (target != null && target.type().field("AccountId") != null) {
                return target.get("AccountId");
            }
        }
        return null;
    }

    private static void eventTimes(Map<String, @Nullable Object> values) {
        if (values.get("StartDateTime") != null && values.get("ActivityDateTime") == null) {
            values.put("ActivityDateTime", values.get("StartDateTime"));
        }
        boolean allDay = Boolean.TRUE.equals(values.get("IsAllDayEvent"));
        boolean starts = values.get("ActivityDateTime") != null || (allDay && values.get("ActivityDate") != null);
        boolean ends = values.get("DurationInMinutes") != null || values.get("EndDateTime") != null || allDay;
        if (!starts || !ends) {
            throw Checks.missing(List.of(starts ? "DurationInMinutes" : "ActivityDateTime"));
        }
    }

    private void event(Row row) {
        if (row.get("ActivityDateTime") instanceof Instant start) {
            LocalDate day = LocalDate.ofInstant(start, ZoneOffset.UTC);
            writes.derive(row, "StartDateTime", start);
            writes.derive(row, "ActivityDate", day);
            if (row.get("DurationInMinutes") instanceof BigDecimal minutes) {
                writes.derive(row, "EndDateTime", start.plus(Duration.ofMinutes(minutes.longValue())));
            } else if (row.get("EndDateTime") instanceof Instant end) {
                long minutes = Duration.between(start, end).toMinutes();
                writes.derive(row, "DurationInMinutes", BigDecimal.valueOf(minutes));
            }
        }
        if (row.get("EndDateTime") instanceof Instant end) {
            writes.derive(row, "EndDate", LocalDate.ofInstant(end, ZoneOffset.UTC));
        }
        writes.derive(row, "AccountId", accountOf(row));
    }

    private void onePerPair(ObjectType object, Map<String, @Nullable Object> values) {
        for (Row row : relations(values.get("ContactId"))) {
            if (row.get("AccountId") != null && row.get("AccountId").equals(values.get("AccountId"))) {
                throw SalesforceError.bad(
                        "DUPLICATE_VALUE",
                        "This contact already has a relationship with this account. (" + object.label() + " "
                                + row.id().substring(0, 15) + ")");
            }
        }
        values.put("IsDirect", false);
    }

    private List<Row> relations(@Nullable Object contactId) {
        if (contactId == null) {
            return List.of();
        }
        ObjectType relation = store.schema().known("AccountContactRelation");
        Collection<Row> rows = store.withValue(relation, relation.known("ContactId"), contactId);
        return rows.stream().filter(row -> !row.isDeleted()).toList();
    }

    /** A contact's own account always has a direct relation, and only that one. */
    private void directRelation(Row contact, Set<String> written) {
        if (!written.contains("AccountId")) {
            return;
        }
        Object account = contact.get("AccountId");
        for (Row row : relations(contact.id())) {
            boolean same = row.get("AccountId") != null && row.get("AccountId").equals(account);
            if (same) {
                writes.derive(row, "IsDirect", true);
            } else if (row.isTrue("IsDirect")) {
                writes.delete(row);
            }
        }
        boolean has = relations(contact.id()).stream().anyMatch(row -> row.isTrue("IsDirect"));
        if (account != null && !has) {
            writes.relate(account, contact.id());
        }
    }

    private void oneMember(ObjectType object, Map<String, @Nullable Object> values) {
        String key = values.get("ContactId") != null ? "ContactId" : "LeadId";
        Object who = values.get(key);
        if (who == null) {
            throw Checks.missing(List.of("ContactId"));
        }
        for (Row row : store.withValue(object, object.known(key), who)) {
            Object campaign = row.get("CampaignId");
            if (!row.isDeleted() && campaign != null && campaign.equals(values.get("CampaignId"))) {
                throw SalesforceError.bad("DUPLICATE_VALUE", "Already a campaign member.");
            }
        }
    }
}
