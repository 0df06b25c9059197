package dev.caravan.crm.app;

import dev.caravan.crm.CallKind;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.HttpCall;
import dev.caravan.crm.http.HttpCalls;
import dev.caravan.hub.ConnectionName;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings each event as one signed POST (Standard Webhooks). An endpoint that answers 410 is not called again. */
final class WebhookDelivery implements Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookDelivery.class);

    private final HttpCalls calls;
    private final String path;
    private final SigningSecrets secrets;
    private final AppAnswers answers;
    private final EndpointSwitch endpoint;
    private final Clock clock;

    /** @param path of the endpoint, percent-encoded, starting with {@code /} */
    WebhookDelivery(
            HttpCalls calls,
            String path,
            SigningSecrets secrets,
            AppAnswers answers,
            EndpointSwitch endpoint,
            Clock clock) {
        this.calls = calls;
        this.path = path;
        this.secrets = secrets;
        this.answers = answers;
        this.endpoint = endpoint;
        this.clock = clock;
    }

    @Override
    public int batch() {
        return 1;
    }

    @Override
    public List<Optional<CrmError>> send(List<HubEvent> events) {
        List<Optional<CrmError>> ends = new ArrayList<>(events.size());
        for (HubEvent event : events) {
            mayCall();
            HttpCall call = call(event);
            HttpAnswer answer = calls.call(call);
            Optional<CrmError> wrong = answers.ofEndpoint(answer);
            if (answer.status() == AppAnswers.GONE) {
                stop();
            }
            if (wrong.isPresent()) {
                throw new CrmException(calls.name(call), wrong.get(), null);
            }
            ends.add(answers.ofEvent(answer));
        }
        return ends;
    }

    /** An endpoint takes nothing but POST; that it answers at all is what this finds out. */
    @Override
    public String probe() {
        mayCall();
        HttpCall call = new HttpCall("HEAD", path, null, Map.of(), null, CallKind.GENERAL);
        HttpAnswer answer = calls.call(call);
        Optional<CrmError.RateLimited> limited = answers.refusal(answer);
        if (limited.isPresent()) {
            throw new CrmException(calls.name(call), limited.get(), null);
        }
        if (answer.status() >= 500 && answer.status() != 501) {
            throw new CrmException(calls.name(call), new CrmError.Transient("HTTP " + answer.status(), false), null);
        }
        return "the endpoint " + path;
    }

    @Override
    public void close() {
        calls.close();
    }

    private HttpCall call(HubEvent event) {
        long seconds = clock.instant().getEpochSecond();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("webhook-id", event.id());
        headers.put("webhook-timestamp", Long.toString(seconds));
        headers.put("webhook-signature", secrets.signature(event.id(), seconds, event.body()));
        return new HttpCall(
                "POST", path, null, headers, new HttpCall.Body("application/json", event.body()), CallKind.GENERAL);
    }

    private void stop() {
        ConnectionName name = calls.connection();
        endpoint.stop(name, "the endpoint answered 410 Gone");
        LOG.warn(
                "connection={} the endpoint answered 410 Gone and is not called any more; its marks wait. Let it go on"
                        + " by: ./caravan enable {}",
                name,
                name);
    }

    private void mayCall() {
        Optional<String> stopped = endpoint.stopped(calls.connection());
        if (stopped.isPresent()) {
            throw new CrmException(calls.connection().value(), AppDriver.stopped(stopped.get()), null);
        }
    }
}
