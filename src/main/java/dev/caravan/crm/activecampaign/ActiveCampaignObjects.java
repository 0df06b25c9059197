package dev.caravan.crm.activecampaign;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** ActiveCampaign's objects: the key of their bodies, and where their custom values and times are. */
enum ActiveCampaignObjects {
    ACCOUNTS("account", "name", List.of("updatedTimestamp")),
    CONTACTS("contact", "email", List.of("updated_utc_timestamp", "udate")),
    DEALS("deal", "title", List.of("mdate"));

    static final String BASE = "/api/3";

    private static final Map<RecordType, ActiveCampaignObjects> BY_TYPE =
            Map.of(RecordType.COMPANY, ACCOUNTS, RecordType.CONTACT, CONTACTS, RecordType.DEAL, DEALS);

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
                        new CrmError.Rejected("ActiveCampaign has accounts, contacts and deals", ErrorCode.NOT_FOUND),
                        null));
    }

    /** The object's name, which is its last part in paths and the key of its lists. */
    String path() {
        return name().toLowerCase(Locale.ROOT);
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
        if (this != ACCOUNTS && toObject.equals(ACCOUNTS.path())) {
            return Optional.of("account");
        }
        return this == DEALS && toObject.equals(CONTACTS.path()) ? Optional.of("contact") : Optional.empty();
    }
}
