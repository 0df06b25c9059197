package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The paths below {@code /_sandbox}: what tests and audits use to look into a sandbox and to set it up. No credentials,
 * no faults, no limits.
 */
final class ControlApi {
    static final String ROOT = "/_sandbox";
    static final int MAX_BODY = 256 * 1024 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(ControlApi.class);

    private final VendorApi api;
    private final Faults faults;
    private final Limits limits;
    private final Tokens tokens;
    private final Journal journal;
    private final WebhookSender webhooks;
    private final Calls calls;
    private final ControlRecords records;
    private final Runnable changed;
    private final Routes routes;

    ControlApi(
            VendorApi api,
            Faults faults,
            Limits limits,
            Tokens tokens,
            Journal journal,
            WebhookSender webhooks,
            Calls calls,
            Runnable changed) {
        this.api = api;
        this.faults = faults;
        this.limits = limits;
        this.tokens = tokens;
        this.journal = journal;
        this.webhooks = webhooks;
        this.calls = calls;
        this.records = new ControlRecords(api, changed);
        this.changed = changed;
        this.routes = new Routes()
                .add("GET", ROOT, request -> about())
                .add("GET", ROOT + "/calls", request -> calls())
                .add("GET", ROOT + "/journal", this::journal)
                .add("POST", ROOT + "/reset", request -> reset())
                .add("GET", ROOT + "/webhooks", request -> ok(webhooks.show()))
                .add("POST", ROOT + "/webhooks", this::webhooks)
                .add("GET", ROOT + "/faults", request -> ok(faults.show()))
                .add("PUT", ROOT + "/faults", request -> set(() -> faults.configure(request.json()), faults::show))
                .add("GET", ROOT + "/limits", request -> ok(limits.show()))
                .add("PUT", ROOT + "/limits", request -> set(() -> limits.configure(request.json()), limits::show))
                .add("GET", ROOT + "/tokens", request -> ok(tokens.show()))
                .add("PUT", ROOT + "/tokens", request -> set(() -> tokens.configure(request.json()), tokens::show))
                .add("POST", ROOT + "/revoke", this::revoke);
        records.routes(routes, ROOT);
        api.controls()
                .forEach(call -> routes.add(call.method(), ROOT + call.template(), request -> run(call, request)));
    }

    Routes routes() {
        return routes;
    }

    Answer answer(Request request) {
        try {
            return request.route().handler().handle(request);
        } catch (IllegalArgumentException e) {
            return wrong(String.valueOf(e.getMessage()));
        } catch (Request.UnreadableBodyException e) {
            return wrong("the request body is not JSON");
        } catch (RuntimeException e) {
            LOG.error("sandbox control call failed vendor={} operation={}", api.name(), request.operation(), e);
            return Answer.json(500, Json.object().put("error", "the sandbox failed; its log says why"));
        }
    }

    private Answer about() {
        ObjectNode about = Json.object();
        about.put("vendor", api.name());
        api.objects().forEach(about.withArray("objects")::add);
        return ok(about);
    }

    private Answer calls() {
        ObjectNode shown = calls.show();
        shown.set("faults", faults.counts());
        shown.set("tokens", tokens.show());
        return ok(shown);
    }

    private Answer journal(Request request) {
        long after = Long.parseLong(request.query("after").orElse("0"));
        int limit = Integer.parseInt(request.query("limit").orElse(String.valueOf(Integer.MAX_VALUE)));
        return ok(journal.show(after, limit));
    }

    private Answer reset() {
        api.reset();
        faults.reset();
        limits.reset();
        tokens.reset();
        journal.reset();
        calls.reset();
        webhooks.reset();
        records.reset();
        changed.run();
        return Answer.empty(204);
    }

    private Answer webhooks(Request request) {
        webhooks.configure(request.json());
        changed.run();
        return ok(webhooks.show());
    }

    private Answer run(Route call, Request request) {
        Answer answer = call.handler().handle(request);
        changed.run();
        return answer;
    }

    private Answer revoke(Request request) {
        tokens.revokeAll(request.json().path("all").asBoolean(false));
        return Answer.empty(204);
    }

    private static Answer set(Runnable change, Supplier<ObjectNode> show) {
        change.run();
        return ok(show.get());
    }

    private static Answer ok(JsonNode body) {
        return Answer.json(200, body);
    }

    private static Answer wrong(String why) {
        return Answer.json(400, Json.object().put("error", why));
    }
}
