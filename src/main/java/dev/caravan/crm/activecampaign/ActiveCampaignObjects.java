package dev.caravan.crm.activecampaign;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * ActiveCampaign's objects: the key of their bodies, and where their custom values and times are. A note is looked for
 * among those of its contact.
 */
enum ActiveCampaignObjects {
    ACCOUNTS("account", "name", List.of("updatedTimestamp")),
    CONTACTS("contact", "email", List.of("updated_utc_timestamp", "udate")),
    DEALS("deal", "title", List.of("mdate")),
    NOTES("note", "contact", List.of("mdate")),
    TASKS("dealTask", "title", List.of("udate"));

    static final String BASE = "/api/3";

    private static final Map<RecordType, ActiveCampaignObjects> BY_TYPE = Map.of(
            RecordType.COMPANY, ACCOUNTS,
            RecordType.CONTACT, CONTACTS,
            RecordType.DEAL, DEALS,
            RecordType.NOTE, NOTES,
            RecordType.TASK, TASKS,
            RecordType.CALL, TASKS,
            RecordType.MEETING, TASKS);

    private final String key;
    private final String nameField;
    private final List<String> times;

    ActiveCampaignObjects(String key, String nameField, List<String> times) {
        this.key = key;
        this.nameField = nameField;
        this.times = times;
    }

    static Optional<ActiveCampaignObjects> of(RecordType type) {
        return Optional.ofNullable(BY_TYPE.get(type));
    }

    /** @throws CrmException with {@code NOT_FOUND} when ActiveCampaign has no such object */
    static ActiveCampaignObjects of(String object) {
        return Arrays.stream(values())
                .filter(each -> each.path().equals(object))
                .findFirst()
                .orElseThrow(() -> new CrmException(
                        "activecampaign " + object,
                        new CrmError.Rejected(
                                "ActiveCampaign has accounts, contacts, deals, notes and dealTasks",
                                ErrorCode.NOT_FOUND),
                        null));
    }

    /** The object's name, which is its last part in paths and the key of its lists. */
    String path() {
        return key + "s";
    }

    String all() {
        return BASE + "/" + path();
    }

    String one(String id) {
        return all() + "/" + id;
    }

    /** Under which one record stands in a body. */
    String key() {
        return key;
    }

    String nameField() {
        return nameField;
    }

    /** Where the time of the last change stands, the surest first. */
    List<String> times() {
        return times;
    }

    boolean hasCustomFields() {
        return !isActivity();
    }

    /** Whether it hangs on another record, and on one alone. (ActiveCampaign docs, "Notes", "Tasks".) */
    boolean isActivity() {
        return this == NOTES || this == TASKS;
    }

    /** The key of a record's custom values, in lists and in calls of their own. */
    String custom() {
        return this == CONTACTS ? "fieldValues" : key + "CustomFieldData";
    }

    /** The call that describes the custom fields; its answer has them under the last part. */
    String customFields() {
        return BASE + "/" + customFieldsKey();
    }

    String customFieldsKey() {
        return this == CONTACTS ? "fields" : key + "CustomFieldMeta";
    }

    /** The field that holds the id of a record of another object. */
    Optional<String> reference(String toObject) {
        return refersTo().stream()
                .filter(other -> other.path().equals(toObject))
                .map(ActiveCampaignObjects::key)
                .findFirst();
    }

    private List<ActiveCampaignObjects> refersTo() {
        return switch (this) {
            case ACCOUNTS -> List.of();
            case CONTACTS -> List.of(ACCOUNTS);
            case DEALS -> List.of(ACCOUNTS, CONTACTS);
            case NOTES -> List.of(CONTACTS, ACCOUNTS, DEALS);
            case TASKS -> List.of(CONTACTS, DEALS);
        };
    }
}
