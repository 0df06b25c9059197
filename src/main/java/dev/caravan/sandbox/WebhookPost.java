package dev.caravan.sandbox;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts webhook requests on the wire, as one vendor writes them. */
final class WebhookPost {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookPost.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final WebhookForm form;
    private final Executor threads;
    private @Nullable HttpClient http;

    WebhookPost(WebhookForm form, Executor threads) {
        this.form = form;
        this.threads = threads;
    }

    /** Whether an event can go into a request to a target. */
    boolean fits(WebhookTarget target, List<WebhookEvent> already, WebhookEvent event) {
        return already.isEmpty()
                || already.size() < form.mostEvents() && form.goTogether(target, already.get(0), event);
    }

    /** Makes one request; says whether its events were taken. Never ends with an exception. */
    CompletableFuture<Boolean> post(WebhookTarget target, List<WebhookEvent> events, int attempt) {
        try {
            WebhookForm.Call call = form.write(target, events, attempt);
            HttpRequest.Builder request = HttpRequest.newBuilder(target.url())
                    .timeout(target.timeout())
                    .POST(HttpRequest.BodyPublishers.ofByteArray(call.body()));
            call.headers().forEach(request::header);
            return client().sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                    .handle((response, failure) -> isAccepted(target, response, failure));
        } catch (RuntimeException e) {
            // A form that fails must not stop the queue: its events count as refused.
            LOG.error("webhook not written url={}", target.url(), e);
            return CompletableFuture.completedFuture(false);
        }
    }

    private boolean isAccepted(
            WebhookTarget target, @Nullable HttpResponse<String> response, @Nullable Throwable failure) {
        URI url = target.url();
        if (response == null) {
            LOG.debug("webhook not answered url={} cause={}", url, String.valueOf(failure));
            return false;
        }
        boolean accepted = form.isAccepted(target, response.statusCode(), response.body());
        if (!accepted) {
            LOG.debug("webhook refused url={} status={}", url, response.statusCode());
        }
        return accepted;
    }

    /** Made at the first request: most sandboxes send none. */
    private synchronized HttpClient client() {
        if (http == null) {
            http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .executor(threads)
                    .build();
        }
        return http;
    }
}
