package dev.caravan.crm.pipedrive;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Pipedrive's objects. (Pipedrive docs, "Migration to v2": leads and notes are v1 still.)
 *
 * <p>Each names the word of its webhooks, its field descriptions, the type of its filters, the field that tells records
 * apart, and its references to others. Notes have no filters.
 */
enum PipedriveObjects {
    ORGANIZATIONS("organization", "organizationFields", "org", "name", Map.of()),
    PERSONS("person", "personFields", "people", "email", Map.of("organizations", "org_id")),
    DEALS("deal", "dealFields", "deals", "title", Map.of("organizations", "org_id", "persons", "person_id")),
    LEADS("lead", "leadFields", "leads", "title", Map.of("organizations", "organization_id", "persons", "person_id")),
    ACTIVITIES("activity", "activityFields", "activity", "subject", Links.ALL),
    NOTES("note", "noteFields", "", "content", Links.ALL);

    static final String V1 = "/v1";
    static final String V2 = "/api/v2";

    private static final Map<RecordType, PipedriveObjects> BY_TYPE = Map.of(
            RecordType.COMPANY, ORGANIZATIONS,
            RecordType.CONTACT, PERSONS,
            RecordType.LEAD, LEADS,
            RecordType.DEAL, DEALS,
            RecordType.EMAIL, ACTIVITIES,
            RecordType.NOTE, NOTES,
            RecordType.TASK, ACTIVITIES,
            RecordType.CALL, ACTIVITIES,
            RecordType.MEETING, ACTIVITIES);

    private final String entity;
    private final String fields;
    private final String filters;
    private final String nameField;
    private final Map<String, String> references;

    PipedriveObjects(String entity, String fields, String filters, String nameField, Map<String, String> references) {
        this.entity = entity;
        this.fields = fields;
        this.filters = filters;
        this.nameField = nameField;
        this.references = references;
    }

    static Optional<PipedriveObjects> of(RecordType type) {
        return Optional.ofNullable(BY_TYPE.get(type));
    }

    /** @throws CrmException with {@code NOT_FOUND} when Pipedrive has no such object */
    static PipedriveObjects of(String object) {
        return Arrays.stream(values())
                .filter(each -> each.path().equals(object))
                .findFirst()
                .orElseThrow(() -> new CrmException(
                        "pipedrive " + object,
                        new CrmError.Rejected(
                                "Pipedrive has organizations, persons, deals, leads, activities and notes",
                                ErrorCode.NOT_FOUND),
                        null));
    }

    static Optional<PipedriveObjects> ofEntity(String entity) {
        return Arrays.stream(values())
                .filter(each -> each.entity.equals(entity))
                .findFirst();
    }

    /** The object's name, which is its last part in paths. */
    String path() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    boolean isOld() {
        return this == LEADS || this == NOTES;
    }

    /** Whether a change is sent by PUT; it holds only what changes all the same. (Pipedrive v1, "Update a note".) */
    boolean isPut() {
        return this == NOTES;
    }

    String all() {
        return (isOld() ? V1 : V2) + "/" + path();
    }

    String one(String id) {
        return all() + "/" + id;
    }

    String fields() {
        return (isOld() ? V1 : V2) + "/" + fields;
    }

    String filters() {
        return filters;
    }

    String nameField() {
        return nameField;
    }

    /** The field that holds the id of a record of another object. */
    Optional<String> reference(String toObject) {
        return Optional.ofNullable(references.get(toObject));
    }

    /** What activities and notes hang on. */
    private static final class Links {
        static final Map<String, String> ALL =
                Map.of("organizations", "org_id", "persons", "person_id", "deals", "deal_id");
    }
}
