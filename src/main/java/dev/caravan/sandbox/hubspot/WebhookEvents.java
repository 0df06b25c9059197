package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Change;
import dev.caravan.sandbox.ChangeListener;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.WebhookEvent;
import dev.caravan.sandbox.WebhookSender;
import java.util.Map;
import java.util.Set;

/**
 * Makes webhook events of commits: one per changed property, one for everything else that befalls a record, and for an
 * association one in each direction. A new record makes one event of its creation and none of its properties. Guarded
 * by the lock of {@link Data}.
 */
final class WebhookEvents implements ChangeListener {
    private static final int PORTAL = 62_515;
    private static final int APP = 54_321;
    private static final long FIRST = 100_001;
    /** The others are told as {@code object.*} with an {@code objectTypeId}. */
    private static final Set<ObjectType> NAMED = Set.of(ObjectType.CONTACT, ObjectType.COMPANY, ObjectType.DEAL);

    private final Data data;
    private final WebhookSettings settings;
    private final WebhookSender sender;
    private long next = FIRST;

    WebhookEvents(Data data, WebhookSettings settings) {
        this.data = data;
        this.settings = settings;
        this.sender = data.context().webhooks();
    }

    @Override
    public void changed(Change change) {
        if (change.kind() == Change.Kind.CONFIGURED || !sender.isWanted()) {
            return;
        }
        ObjectType type = ObjectType.known(change.object());
        switch (change.kind()) {
            case CREATED -> tell(change, type, "creation", flagged("NEW"));
            case UPDATED -> change.values().forEach((name, value) -> tellProperty(change, type, name, value));
            case DELETED -> tell(change, type, "deletion", flagged("DELETED"));
            case RESTORED -> tell(change, type, "restore", flagged("RESTORED"));
            case ERASED -> tell(change, type, type == ObjectType.CONTACT ? "privacyDeletion" : "deletion", flagged("DELETED"));
            case MERGED -> tellMerge(change, type);
            case LINKED -> tellLink(change, type, false);
            case UNLINKED -> tellLink(change, type, true);
            default -> {}
        }
    }

    private static ObjectNode flagged(String flag) {
        return Json.object().put("changeFlag", flag);
    }

    private void tellProperty(Change change, ObjectType type, String name, String value) {
        ObjectNode more = flagged("UPDATED");
        more.put("propertyName", name);
        more.put("propertyValue", value);
        tell(change, type, "propertyChange", more);
    }

    private void tellMerge(Change change, ObjectType type) {
        long winner = Long.parseLong(change.id());
        ObjectNode more = flagged("MERGED");
        more.put("primaryObjectId", winner);
        more.putArray("mergedObjectIds")
                .add(Long.parseLong(change.values().getOrDefault("merged", "0")));
        more.put("newObjectId", winner);
        more.put("numberOfPropertiesMoved", Integer.parseInt(change.values().getOrDefault("moved", "0")));
        tell(change, type, "merge", more);
    }

    private void tellLink(Change change, ObjectType from, boolean removed) {
        Map<String, String> values = change.values();
        ObjectType to = ObjectType.known(values.getOrDefault("toObject", ""));
        boolean primary = values.getOrDefault("label", "").equals("Primary");
        String other = values.getOrDefault("to", "0");
        tell(change, from, "associationChange", link(from, change.id(), to, other, removed, primary));
        tell(change, to, "associationChange", link(to, other, from, change.id(), removed, primary));
    }

    private static ObjectNode link(
            ObjectType from, String fromId, ObjectType to, String toId, boolean removed, boolean primary) {
        return Json.object()
                .put("associationType", from.upper() + "_TO_" + to.upper())
                .put("fromObjectId", Long.parseLong(fromId))
                .put("toObjectId", Long.parseLong(toId))
                .put("associationRemoved", removed)
                .put("isPrimaryAssociation", primary);
    }

    private void tell(Change change, ObjectType type, String what, ObjectNode more) {
        boolean named = NAMED.contains(type);
        String event = (named ? type.word() : "object") + "." + what;
        String property = more.path("propertyName").asText("");
        if (WebhookSettings.NOT_SUBSCRIBABLE.contains(property)) {
            return;
        }
        long subscription = settings.subscriptionTo(event, property, named ? "" : type.id());
        ObjectNode body = Json.object();
        body.put("eventId", next++);
        body.put("subscriptionId", Math.max(subscription, 0));
        body.put("portalId", PORTAL);
        body.put("appId", APP);
        body.put("occurredAt", change.at().toEpochMilli());
        body.put("subscriptionType", event);
        if (!named) {
            body.put("objectTypeId", type.id());
        }
        if (!more.has("fromObjectId")) {
            body.put("objectId", Long.parseLong(change.id()));
        }
        ChangeSource source = ChangeSource.of(change.operation());
        body.put("changeSource", source.name());
        body.put("sourceId", source.id());
        body.setAll(more);
        sender.send(new WebhookEvent(event, subscription >= 0, body));
    }
}
