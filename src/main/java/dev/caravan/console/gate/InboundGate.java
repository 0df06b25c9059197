package dev.caravan.console.gate;

import dev.caravan.problem.ErrorCode;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands in front of every inbound HTTP route, behind the login. Answers 503 until the routes have started (Camel alone
 * answers 404, which some senders never retry), reads the body within its bounds, and hands on a {@link GatedRequest}.
 */
public final class InboundGate extends OncePerRequestFilter {
    private static final Set<String> PLAIN_ENCODINGS = Set.of("", "identity");

    private final GateSettings settings;
    private final Readiness readiness;
    private final BodyMemory memory;
    private final Body body;
    private final AllowList api;
    private final AllowList webhooks;

    public InboundGate(GateSettings settings, Readiness readiness, InstantSource clock) {
        this(settings, readiness, clock, Set::of);
    }

    /** @param signed headers that webhooks are signed with, beside those that are known; asked for with each call */
    public InboundGate(GateSettings settings, Readiness readiness, InstantSource clock, Supplier<Set<String>> signed) {
        this.settings = settings;
        this.readiness = readiness;
        this.memory = new BodyMemory(settings.memory().toBytes());
        this.body = new Body(memory, clock, settings.bodyTimeout());
        this.api = AllowList.api(settings);
        this.webhooks = AllowList.webhooks(settings, signed);
    }

    /** Bytes of bodies that are held at this moment. */
    public long heldBytes() {
        return memory.held();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Refusal refusal = refusal(request);
        if (refusal != null) {
            refuse(response, refusal);
            return;
        }
        Body.Read read;
        try {
            read = body.read(request.getInputStream(), request.getContentLengthLong(), limit(request));
        } catch (IOException e) {
            logger.debug("a caller went away before the end of its body", e);
            refuse(response, new Refusal(400, ErrorCode.REQUEST_INVALID, "The body ended too early."));
            return;
        }
        if (read instanceof Body.Whole whole) {
            passOn(request, response, chain, whole);
        } else if (read instanceof Body.TooSlow) {
            refuse(
                    response,
                    new Refusal(
                            408,
                            ErrorCode.REQUEST_TIMEOUT,
                            "The body took longer than "
                                    + settings.bodyTimeout().toSeconds() + " s."));
        } else if (read instanceof Body.NoRoom) {
            refuse(response, new Refusal(503, ErrorCode.NOT_READY, "Too many large requests at one time."));
        } else {
            refuse(response, tooLarge(request));
        }
    }

    private @Nullable Refusal refusal(HttpServletRequest request) {
        String uri = request.getRequestURI();
        if (uri.indexOf(';') >= 0 || uri.toLowerCase(Locale.ROOT).contains("%3b")) {
            return new Refusal(400, ErrorCode.REQUEST_INVALID, "The path holds ';'.");
        }
        if (!readiness.isReady()) {
            return new Refusal(503, ErrorCode.NOT_READY, "The routes have not started yet.");
        }
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !PLAIN_ENCODINGS.contains(encoding.trim())) {
            return new Refusal(415, ErrorCode.BODY_MALFORMED, "A compressed body is not taken.");
        }
        if (!isWebhook(request) && GatedRequest.isForm(request.getContentType())) {
            return new Refusal(415, ErrorCode.BODY_MALFORMED, "A form is not taken.");
        }
        return request.getContentLengthLong() > limit(request) ? tooLarge(request) : null;
    }

    private Refusal tooLarge(HttpServletRequest request) {
        return new Refusal(413, ErrorCode.BODY_TOO_LARGE, "The body is larger than " + limit(request) / 1024 + " kB.");
    }

    private void passOn(HttpServletRequest request, HttpServletResponse response, FilterChain chain, Body.Whole whole)
            throws ServletException, IOException {
        boolean isDone = true;
        try {
            GatedRequest gated;
            try {
                gated = new GatedRequest(request, isWebhook(request) ? webhooks : api, whole.bytes(), whole.length());
            } catch (IllegalArgumentException e) {
                refuse(response, new Refusal(400, ErrorCode.REQUEST_INVALID, "The query is not well-formed."));
                return;
            }
            chain.doFilter(gated, response);
            if (request.isAsyncStarted()) {
                isDone = false;
                request.getAsyncContext().addListener(new GiveBack(whole.taken()));
            }
        } finally {
            if (isDone) {
                memory.giveBack(whole.taken());
            }
        }
    }

    private void refuse(HttpServletResponse response, Refusal refusal) throws IOException {
        if (refusal.status() == 503) {
            response.setHeader(
                    HttpHeaders.RETRY_AFTER, Long.toString(settings.retryAfter().toSeconds()));
        } else if (refusal.status() == 413 || refusal.status() == 408 || refusal.status() == 400) {
            // What is left of the body is still on its way; nobody will read it.
            response.setHeader(HttpHeaders.CONNECTION, "close");
        }
        ErrorBody.of(refusal.code(), refusal.message()).send(response, refusal.status());
    }

    private int limit(HttpServletRequest request) {
        String path = path(request);
        boolean isRecords = path.equals("/api/records")
                || path.startsWith("/api/records/")
                || path.startsWith("/api/dedup/")
                || path.equals("/api/apply");
        return (int) (isRecords ? settings.maxRecordsBody() : settings.maxBody()).toBytes();
    }

    private static boolean isWebhook(HttpServletRequest request) {
        return path(request).startsWith("/webhooks/");
    }

    private static String path(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    private record Refusal(int status, ErrorCode code, String message) {}

    private final class GiveBack implements AsyncListener {
        private final long bytes;
        private boolean given;

        GiveBack(long bytes) {
            this.bytes = bytes;
        }

        private synchronized void once() {
            if (!given) {
                given = true;
                memory.giveBack(bytes);
            }
        }

        @Override
        public void onComplete(AsyncEvent event) {
            once();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // completion follows
        }

        @Override
        public void onError(AsyncEvent event) {
            // completion follows
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this); // a new cycle forgets its listeners
        }
    }
}
