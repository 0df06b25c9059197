package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Sends one vendor's webhooks on threads of its own, with the faults that are switched on. Events go to every target
 * that wants them: those of {@code POST /_sandbox/webhooks}, and the one that the vendor's own calls have set.
 */
public final class WebhookSender implements AutoCloseable {
    private final Faults faults;
    private final Random random;
    private final WebhookCounts counts = new WebhookCounts();
    private final ScheduledThreadPoolExecutor timer;
    private final ExecutorService threads;
    private final Map<String, WebhookQueue> queues = new LinkedHashMap<>();
    private WebhookForm form = WebhookForm.PLAIN;
    private WebhookPost post;
    private @Nullable WebhookQueue own;

    /** @param random seeded; for faults only */
    WebhookSender(String vendor, Faults faults, Random random) {
        this.faults = faults;
        this.random = random;
        ThreadFactory daemons = work -> {
            Thread thread = new Thread(work, "sandbox-webhooks-" + vendor);
            thread.setDaemon(true);
            return thread;
        };
        // What comes while the server closes is let go.
        this.timer = new ScheduledThreadPoolExecutor(1, daemons, new ThreadPoolExecutor.DiscardPolicy());
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.threads = Executors.newCachedThreadPool(daemons);
        this.post = new WebhookPost(form, threads);
    }

    /** Sets how requests are written; before the first event. */
    synchronized void writtenBy(WebhookForm vendors) {
        form = vendors;
        post = new WebhookPost(vendors, threads);
    }

    /** Takes an event on and returns at once; may be called under the vendor's lock, in the order of the changes. */
    public void send(WebhookEvent event) {
        List<WebhookQueue> wanting = new ArrayList<>();
        synchronized (this) {
            queues.values().stream()
                    .filter(queue -> queue.target().wants(event) && form.isFor(queue.target(), event))
                    .forEach(wanting::add);
            if (own != null && event.subscribed()) {
                wanting.add(own);
            }
        }
        wanting.forEach(queue -> queue.take(event));
    }

    /** Whether any event would go anywhere; where not, the vendor need not make it. */
    public synchronized boolean isWanted() {
        return own != null || !queues.isEmpty();
    }

    /** Sets where the vendor's own settings send webhooks; null for nowhere. What waits goes to the new place. */
    public synchronized void ownTarget(@Nullable WebhookTarget target) {
        if (target == null) {
            if (own != null) {
                own.close();
            }
            own = null;
        } else if (own == null) {
            own = queue(target);
        } else {
            own.retarget(target);
        }
    }

    /**
     * Replaces the targets of the control API. Events that wait for a URL which stays go on waiting.
     *
     * @param wanted one target or an array of them; an empty array for none
     * @throws IllegalArgumentException if one is not good; nothing is changed then
     */
    synchronized void configure(JsonNode wanted) {
        List<WebhookTarget> targets = new ArrayList<>();
        if (wanted.isArray()) {
            wanted.forEach(each -> targets.add(WebhookTarget.read(each, form.settings())));
        } else {
            targets.add(WebhookTarget.read(wanted, form.settings()));
        }
        targets.forEach(form::check);
        List<String> urls =
                targets.stream().map(target -> target.url().toString()).toList();
        queues.forEach((url, queue) -> {
            if (!urls.contains(url)) {
                queue.close();
            }
        });
        queues.keySet().retainAll(urls);
        for (WebhookTarget target : targets) {
            queues.computeIfAbsent(target.url().toString(), absent -> queue(target))
                    .retarget(target);
        }
    }

    synchronized ObjectNode show() {
        ObjectNode shown = Json.object();
        ArrayNode targets = shown.putArray("targets");
        ObjectNode numbers = counts.show();
        int waiting = 0;
        for (WebhookQueue queue : all()) {
            targets.add(queue.target().show().put("waiting", queue.waiting()));
            waiting += queue.waiting();
        }
        numbers.put("waiting", waiting);
        shown.set("counts", numbers);
        return shown;
    }

    synchronized void reset() {
        queues.values().forEach(WebhookQueue::close);
        queues.clear();
        counts.reset();
    }

    /** Targets of the control API, and the events that wait. */
    synchronized ObjectNode save() {
        ObjectNode saved = Json.object();
        ArrayNode targets = saved.putArray("targets");
        queues.values().forEach(queue -> {
            ObjectNode target = targets.addObject();
            target.set("settings", queue.target().settings());
            target.set("waiting", events(queue));
        });
        if (own != null) {
            saved.set("waiting", events(own));
        }
        return saved;
    }

    /** Goes on with what {@link #save} gave; after the vendor has set its own target. */
    synchronized void load(JsonNode saved) {
        for (JsonNode target : saved.path("targets")) {
            WebhookTarget read = WebhookTarget.read(target.required("settings"), form.settings());
            WebhookQueue queue = queue(read);
            queues.put(read.url().toString(), queue);
            refill(queue, target.path("waiting"));
        }
        if (own != null) {
            refill(own, saved.path("waiting"));
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        synchronized (this) {
            all().forEach(WebhookQueue::close);
        }
        threads.shutdown();
    }

    private static ArrayNode events(WebhookQueue queue) {
        ArrayNode events = Json.array();
        queue.waitingEvents()
                .forEach(event -> events.addObject()
                        .put("type", event.type())
                        .put("subscribed", event.subscribed())
                        .set("body", event.body()));
        return events;
    }

    private static void refill(WebhookQueue queue, JsonNode events) {
        events.forEach(event -> queue.take(new WebhookEvent(
                event.required("type").asText(), event.required("subscribed").asBoolean(), event.required("body"))));
    }

    private List<WebhookQueue> all() {
        List<WebhookQueue> all = new ArrayList<>(queues.values());
        if (own != null) {
            all.add(own);
        }
        return all;
    }

    private WebhookQueue queue(WebhookTarget target) {
        return new WebhookQueue(target, post, faults::webhooks, counts, random, timer);
    }
}
