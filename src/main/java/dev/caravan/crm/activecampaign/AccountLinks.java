package dev.caravan.crm.activecampaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.Query;
import dev.caravan.crm.http.UsualErrors;
import dev.caravan.problem.ErrorCode;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The link between a contact and its account, which holds the job title. (ActiveCampaign docs, "Account contacts": one
 * account per contact; a link's account does not change, so that a move is a new link.)
 */
final class AccountLinks {
    static final String ACCOUNT = "account";
    static final String TITLE = "jobTitle";

    private static final String PATH = ActiveCampaignObjects.BASE + "/accountContacts";

    private final JsonApi api;

    AccountLinks(JsonApi api) {
        this.api = api;
    }

    /**
     * Brings the link of a contact to what is wanted.
     *
     * @param wanted {@link #ACCOUNT}, {@link #TITLE} or both; null or empty text takes away
     * @param isNew whether the contact was made just now, so that it has no link
     * @return the link as it is now; null for none, which is also where a title finds no account to stand at
     */
    @Nullable
    JsonNode put(String contact, Map<String, @Nullable Object> wanted, boolean isNew) {
        boolean moves = wanted.containsKey(ACCOUNT);
        String account = Objects.toString(wanted.get(ACCOUNT), "");
        JsonNode link = isNew ? null : current(contact);
        if (moves && account.isEmpty()) {
            if (link != null) {
                removed(link);
            }
            return null;
        }
        String title = wanted.containsKey(TITLE) ? Objects.toString(wanted.get(TITLE), "") : null;
        if (link == null && moves) {
            return made(contact, account, title);
        }
        if (link == null) {
            return null;
        }
        String kept = title == null ? Json.textOrEmpty(link, TITLE) : title;
        if (moves && !account.equals(Json.textOrEmpty(link, ACCOUNT))) {
            removed(link);
            return made(contact, account, kept);
        }
        return kept.equals(Json.textOrEmpty(link, TITLE)) ? link : retitled(link, kept);
    }

    private @Nullable JsonNode current(String contact) {
        return api.get(ActiveCampaignObjects.CONTACTS.one(Query.encoded(contact)) + "/accountContacts")
                .path("accountContacts")
                .get(0);
    }

    private JsonNode made(String contact, String account, @Nullable String title) {
        ObjectNode body = body(contact, account);
        if (title != null && !title.isEmpty()) {
            body.put(TITLE, title);
        }
        try {
            return answered(api.post(PATH, Json.object().set("accountContact", body)), contact, account, title);
        } catch (CrmException e) {
            throw UsualErrors.isNotFound(e) ? refused(e.error().detail()) : e;
        }
    }

    private JsonNode retitled(JsonNode link, String title) {
        ObjectNode body = body(Json.textOrEmpty(link, "contact"), Json.textOrEmpty(link, ACCOUNT))
                .put(TITLE, title);
        JsonNode answer = api.put(one(link), Json.object().set("accountContact", body));
        return answered(answer, Json.textOrEmpty(link, "contact"), Json.textOrEmpty(link, ACCOUNT), title);
    }

    private void removed(JsonNode link) {
        try {
            api.delete(one(link));
        } catch (CrmException e) {
            if (!UsualErrors.isNotFound(e)) {
                throw e;
            }
        }
    }

    /** What the vendor says of the link; what it does not say is as it was sent. */
    private static JsonNode answered(JsonNode answer, String contact, String account, @Nullable String title) {
        ObjectNode link = Json.object().put("contact", contact).put(ACCOUNT, account);
        link.put(TITLE, Objects.requireNonNullElse(title, ""));
        if (answer.path("accountContact") instanceof ObjectNode said) {
            link.setAll(said);
        }
        return link;
    }

    private ObjectNode body(String contact, String account) {
        if (!account.matches("\\d{1,18}") || !contact.matches("\\d{1,18}")) {
            throw refused("account: the value is no id");
        }
        return Json.object().put(ACCOUNT, Long.parseLong(account)).put("contact", Long.parseLong(contact));
    }

    private CrmException refused(String detail) {
        return new CrmException(
                api.name("account of a contact"), new CrmError.Rejected(detail, ErrorCode.INVALID_VALUE), null);
    }

    private static String one(JsonNode link) {
        return PATH + "/" + Query.encoded(Json.textOrEmpty(link, "id"));
    }
}
