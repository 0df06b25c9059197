package dev.caravan.crm.component;

import dev.caravan.crm.WebhookCall;
import org.apache.camel.Exchange;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a genuine call go on with the bytes of its body and its id; answers any other with 401 without a reason, and
 * ends its way.
 */
final class VerifyProducer extends DefaultProducer {
    private static final Logger LOG = LoggerFactory.getLogger(VerifyProducer.class);

    private final CrmEndpoint endpoint;

    VerifyProducer(CrmEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        WebhookCheck check = CamelContextHelper.mandatoryFindSingleByType(exchange.getContext(), WebhookCheck.class);
        WebhookCall call = ReceiveProducer.call(exchange);
        if (check.isGenuine(endpoint.runtime().connection(), call)) {
            exchange.getMessage().setBody(call.body());
            call.single("webhook-id").ifPresent(id -> exchange.getMessage().setHeader(CrmConstants.WEBHOOK_ID, id));
            return;
        }
        LOG.warn(
                "connection={} a webhook call was refused: its signature does not fit. Check webhook.secrets of the"
                        + " connection.",
                endpoint.getConnection());
        ReceiveProducer.clear(exchange, 401);
        exchange.setRouteStop(true);
    }
}
