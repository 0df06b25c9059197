package dev.caravan.crm.salesforce;

import dev.caravan.crm.Notice;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Webhooks;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.List;

/** Outbound messages, which Salesforce sends by itself, and signed events, which a flow sends. */
final class SalesforceWebhooks implements Webhooks {
    static final String OUTBOUND = "salesforce-outbound";
    static final String STANDARD = "standard";

    /** Anything else, a bare status too, makes Salesforce send the message again (SOAP guide, "Outbound Messaging"). */
    private static final Reply ACKNOWLEDGED = new Reply(
            "text/xml; charset=utf-8",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                    + "<soapenv:Envelope xmlns:soapenv=\"" + OutboundMessages.SOAP + "\"><soapenv:Body>"
                    + "<notificationsResponse xmlns=\"" + OutboundMessages.MESSAGES + "\"><Ack>true</Ack>"
                    + "</notificationsResponse></soapenv:Body></soapenv:Envelope>");

    @Override
    public List<String> schemes() {
        return List.of(OUTBOUND, STANDARD);
    }

    @Override
    public List<Notice> read(WebhookCall call, String scheme) {
        return scheme.equals(OUTBOUND) ? OutboundMessages.read(call.body()) : FlowEvents.read(call);
    }

    @Override
    public Reply accepted(String scheme) {
        return scheme.equals(OUTBOUND) ? ACKNOWLEDGED : Reply.EMPTY;
    }

    /** @param what the message's kind and what is wrong with it, without a word of it */
    static InvalidInputException malformed(String what) {
        return new InvalidInputException(ErrorCode.BODY_MALFORMED, what);
    }
}
