package dev.caravan.sandbox.activecampaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;

/** What ties contacts to accounts, one account per contact at most, and to lists. */
final class LinkCalls {
    private final Store store;
    private final Writes writes;

    LinkCalls(Store store, Writes writes) {
        this.store = store;
        this.writes = writes;
    }

    /** {@code POST /accountContacts}. */
    Answer link(Request request) {
        JsonNode given = request.json().path("accountContact");
        String contact = given.path("contact").asText("");
        String account = given.path("account").asText("");
        if (store.live(store.kind(Schema.CONTACTS), contact) == null) {
            throw Wire.invalid("field_invalid", "The contact does not exist.", "contact");
        }
        if (store.live(store.kind(Schema.ACCOUNTS), account) == null) {
            throw Wire.invalid("field_invalid", "The account does not exist.", "account");
        }
        Kind kind = store.kind(Schema.LINKS);
        if (!store.withValue(kind, "contact", contact).isEmpty()) {
            throw Wire.invalid(
                    "field_invalid",
                    "This contact is already associated with an account. We currently do not support contacts on"
                            + " multiple accounts.",
                    "contact");
        }
        ObjectNode values = Json.object().put("contact", contact).put("account", account);
        values.put("jobTitle", given.path("jobTitle").asText(""));
        return Wire.one(201, "accountContact", Wire.record(store.create(request, kind, values)));
    }

    /** {@code PUT /accountContacts/{id}}: only the title can change. */
    Answer retitle(Request request) {
        Row row = writes.live(Schema.LINKS, request.path("id"));
        JsonNode given = request.json().path("accountContact");
        if (given.has("jobTitle")) {
            store.update(
                    request,
                    row,
                    Json.object().put("jobTitle", given.path("jobTitle").asText("")));
        }
        return Wire.one(200, "accountContact", Wire.record(row));
    }

    Answer unlink(Request request) {
        store.delete(request, writes.live(Schema.LINKS, request.path("id")));
        return Wire.ok(Json.object());
    }

    /** {@code POST /contactLists}. */
    Answer subscribe(Request request) {
        JsonNode given = request.json().path("contactList");
        String contact =
                writes.live(Schema.CONTACTS, given.path("contact").asText()).id();
        String list = writes.live(Schema.LISTS, given.path("list").asText()).id();
        Kind kind = store.kind(Schema.MEMBERS);
        ObjectNode values = Json.object().put("list", list).put("contact", contact);
        values.put("status", given.path("status").asText("1"));
        for (Row member : store.withValue(kind, "list", list)) {
            if (member.text("contact").equals(contact)) {
                store.update(request, member, values);
                return Wire.one(200, "contactList", Wire.record(member));
            }
        }
        return Wire.one(201, "contactList", Wire.record(store.create(request, kind, values)));
    }

    /** {@code POST /lists}. */
    Answer list(Request request) {
        if (!(request.json().path("list") instanceof ObjectNode given) || !given.hasNonNull("name")) {
            throw Wire.malformed();
        }
        ObjectNode values = given.deepCopy();
        values.retain("name", "stringid", "sender_url", "sender_reminder");
        return Wire.one(200, "list", Wire.record(store.create(request, store.kind(Schema.LISTS), values)));
    }
}
