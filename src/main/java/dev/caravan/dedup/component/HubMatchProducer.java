package dev.caravan.dedup.component;

import dev.caravan.dedup.HubMatch;
import dev.caravan.hub.HubConstants;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.Pulled;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Work;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

/** Finds the hub's record for one that comes from a CRM, or ends its way. */
final class HubMatchProducer extends DefaultProducer {
    private final DedupEndpoint endpoint;
    private final RecordType type;

    HubMatchProducer(DedupEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.type = endpoint.type();
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Pulled pulled = exchange.getMessage().getMandatoryBody(Pulled.class);
        if (pulled.type() != type) {
            throw new InvalidInputException(
                    ErrorCode.ROUTE_INVALID,
                    endpoint.getEndpointUri() + " got a " + pulled.type().word()
                            + ". Correct the record type in the route.");
        }
        Work work = exchange.getProperty(HubConstants.WORK, Work.class);
        HubMatch.Answer answer = endpoint.counterparts().inHub(pulled);
        if (answer instanceof HubMatch.Answer.Found found) {
            note(
                    work,
                    found.pulled().match() == null ? "new" : "found",
                    found.pulled().how());
            exchange.getMessage().setBody(found.pulled());
        } else if (answer instanceof HubMatch.Answer.Skipped skipped) {
            note(work, "skipped", skipped.reason());
            end(exchange, work, new Outcome.Skipped(skipped.reason()));
        } else if (answer instanceof HubMatch.Answer.Held held) {
            note(work, "held", held.reason());
            end(exchange, work, new Outcome.Held(held.reason()));
        }
    }

    private static void note(@Nullable Work work, String word, String why) {
        if (work != null) {
            Map<String, Object> note = new LinkedHashMap<>();
            note.put("decision", word);
            note.put("reason", why);
            work.trail().note("matched", note);
        }
    }

    private static void end(Exchange exchange, @Nullable Work work, Outcome outcome) {
        if (work != null) {
            work.conclude(outcome, null);
        }
        exchange.setRouteStop(true);
    }
}
