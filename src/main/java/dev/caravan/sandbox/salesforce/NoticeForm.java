package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.WebhookEvent;
import dev.caravan.sandbox.WebhookForm;
import dev.caravan.sandbox.WebhookTarget;
import java.util.List;
import java.util.Set;

/**
 * The two ways in which an org tells of changes, by {@code kind} of the target: {@code outbound-message} in SOAP, or
 * {@code flow} as what a record-triggered flow with an HTTP callout sends.
 */
final class NoticeForm implements WebhookForm {
    private static final String KIND = "kind";
    private static final String OUTBOUND = "outbound-message";
    private static final String FLOW = "flow";

    private final OutboundMessage outbound;
    private final FlowCallout flow;

    NoticeForm(OutboundMessage outbound, FlowCallout flow) {
        this.outbound = outbound;
        this.flow = flow;
    }

    @Override
    public Call write(WebhookTarget target, List<WebhookEvent> events, int attempt) {
        List<JsonNode> notices = events.stream().map(WebhookEvent::body).toList();
        return isFlow(target) ? flow.write(target.secret(), notices) : outbound.write(notices);
    }

    @Override
    public boolean isAccepted(WebhookTarget target, int status, String body) {
        return isFlow(target) ? status >= 200 && status <= 299 : status == 200 && OutboundMessage.isAcknowledged(body);
    }

    /** Outbound messages come from workflow rules, and there is none for a delete. */
    @Override
    public boolean isFor(WebhookTarget target, WebhookEvent event) {
        return isFlow(target)
                || !event.body().path(ChangeNotices.CHANGE).asText().equals(ChangeNotices.DELETED);
    }

    /** An outbound message is of one object. */
    @Override
    public boolean goTogether(WebhookTarget target, WebhookEvent first, WebhookEvent other) {
        return isFlow(target)
                || first.body().path(ChangeNotices.OBJECT).equals(other.body().path(ChangeNotices.OBJECT));
    }

    @Override
    public void check(WebhookTarget target) {
        String kind = kind(target);
        if (!kind.equals(OUTBOUND) && !kind.equals(FLOW)) {
            throw new IllegalArgumentException(
                    "webhook kind '" + kind + "' is not known; choose " + OUTBOUND + " or " + FLOW);
        }
        if (kind.equals(FLOW)) {
            FlowCallout.key(target.secret());
        }
    }

    @Override
    public Set<String> settings() {
        return Set.of(KIND);
    }

    private static boolean isFlow(WebhookTarget target) {
        return kind(target).equals(FLOW);
    }

    private static String kind(WebhookTarget target) {
        return target.settings().path(KIND).asText(OUTBOUND);
    }
}
