package dev.caravan.crm.activecampaign;

import dev.caravan.crm.Notice;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Webhooks;
import dev.caravan.crm.http.Typed;
import dev.caravan.crm.http.WebhookBody;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * ActiveCampaign's webhooks: a form with bracketed names for one event, neither signed nor numbered, sent once.
 * (ActiveCampaign docs, "Webhooks".) What a contact did with a message is no change of it.
 */
final class ActiveCampaignWebhooks implements Webhooks {
    private static final Set<String> NO_CHANGE =
            Set.of("click", "forward", "open", "reply", "sent", "share", "sms_reply", "sms_sent");

    @Override
    public List<String> schemes() {
        return List.of("token");
    }

    @Override
    public List<Notice> read(WebhookCall call, String scheme) {
        Map<String, String> form = WebhookBody.form(call, "ActiveCampaign");
        String type = form.getOrDefault("type", "");
        if (!type.matches("[a-z_]{1,40}") || NO_CHANGE.contains(type)) {
            return List.of();
        }
        // A link between a contact and an account changes the contact, which shows it.
        Optional<Notice> notice = type.startsWith("account_contact")
                ? notice(form, type, ActiveCampaignObjects.CONTACTS)
                : type.startsWith("account_")
                        ? notice(form, type, ActiveCampaignObjects.ACCOUNTS)
                        : type.startsWith("deal_")
                                ? notice(form, type, ActiveCampaignObjects.DEALS)
                                : notice(form, type, ActiveCampaignObjects.CONTACTS);
        return notice.map(List::of).orElseGet(List::of);
    }

    @Override
    public Reply accepted(String scheme) {
        return Reply.EMPTY;
    }

    private static Optional<Notice> notice(Map<String, String> form, String type, ActiveCampaignObjects object) {
        String id = form.getOrDefault(object.key() + "[id]", "");
        Optional<Instant> at = Typed.time(form.get("date_time"));
        return id.matches("[0-9]{1,18}") ? Optional.of(new Notice(object.path(), id, type, at, "")) : Optional.empty();
    }
}
