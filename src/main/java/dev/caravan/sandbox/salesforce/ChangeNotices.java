package dev.caravan.sandbox.salesforce;

import dev.caravan.sandbox.Change;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.WebhookEvent;
import dev.caravan.sandbox.WebhookSender;
import java.util.Map;
import java.util.Set;

/**
 * Makes webhook events of commits of Account, Contact, Lead and Opportunity. As at Salesforce, where rules and flows
 * hear of nothing else, a record that comes out of the recycle bin is not told.
 */
final class ChangeNotices {
    static final String OBJECT = "object";
    static final String ID = "id";
    static final String CHANGE = "change";
    static final String AT = "at";
    static final String NOTIFICATION = "notification";
    static final String DELETED = "deleted";

    private static final Set<String> OBJECTS = Set.of("Account", "Contact", "Lead", "Opportunity");
    private static final Map<Change.Kind, String> WORDS = Map.of(
            Change.Kind.CREATED, "created",
            Change.Kind.UPDATED, "updated",
            Change.Kind.MERGED, "updated",
            Change.Kind.DELETED, DELETED);
    private static final String NOTIFICATION_PREFIX = "04l";

    private final WebhookSender sender;
    private final Ids ids = new Ids();

    ChangeNotices(WebhookSender sender) {
        this.sender = sender;
    }

    /** Numbers of notifications. */
    Ids ids() {
        return ids;
    }

    /** Call it under the org's lock, in the order of the changes. */
    void tell(Change change) {
        String word = WORDS.get(change.kind());
        if (word == null || !OBJECTS.contains(change.object()) || !sender.isWanted()) {
            return;
        }
        sender.send(new WebhookEvent(
                change.object() + "." + word,
                false,
                Json.object()
                        .put(NOTIFICATION, ids.next(NOTIFICATION_PREFIX))
                        .put(OBJECT, change.object())
                        .put(ID, change.id())
                        .put(CHANGE, word)
                        .put(AT, change.at().toString())));
    }
}
