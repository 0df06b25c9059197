package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One vendor on one port of the loopback address. */
public final class SandboxServer implements AutoCloseable {
    static {
        // The JDK's server reads these once, when its first class is loaded. Without the first, small answers wait 40
        // ms for an acknowledgement;
        // with the usual 30 s of the second, a client's pooled connection is cut just as it is used again.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.idleInterval", "3600");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
    }

    private final Vendor vendor;
    private final Clock clock;
    private final VendorApi api;
    private final Faults faults;
    private final Limits limits;
    private final Tokens tokens;
    private final Journal journal;
    private final WebhookSender webhooks;
    private final Calls calls = new Calls();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Random random;
    private final Optional<Snapshot> snapshot;
    private @Nullable HttpServer server;
    private @Nullable ExecutorService threads;

    /** @param clock what the vendor takes for the time; waits (latency, hangs) are in real time */
    public SandboxServer(Vendor vendor, SandboxOptions options, Clock clock) {
        this.vendor = vendor;
        this.clock = clock;
        this.random = new Random(options.seed());
        this.faults = new Faults(new Random(options.seed() + 1), clock);
        this.limits = new Limits(clock);
        this.tokens = new Tokens(clock, new Random(options.seed() + 2));
        this.journal = new Journal(clock);
        this.webhooks = new WebhookSender(vendor.name(), faults, new Random(options.seed() + 3));
        this.api = vendor.factory()
                .apply(new SandboxContext(clock, random, faults, limits, tokens, journal, webhooks, this::baseUrl));
        webhooks.writtenBy(api.webhookForm());
        limits.install(api.limits(), options.realLimits());
        configureFaults(options);
        this.snapshot = options.data().map(folder -> new Snapshot(folder, api, webhooks));
    }

    /**
     * Takes in what an earlier run has saved, if data are kept, and opens the port.
     *
     * @param port 0 for any free one
     * @return this
     * @throws UncheckedIOException if the port is taken
     * @throws IllegalArgumentException if the saved data are damaged; the message names the file
     */
    public SandboxServer start(int port) {
        snapshot.ifPresent(Snapshot::load);
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 512);
            threads = Executors.newCachedThreadPool(new Daemons("sandbox-" + vendor.name()));
            http.setExecutor(threads);
            Runnable changed = snapshot.<Runnable>map(kept -> kept::changed).orElse(() -> {});
            ControlApi control = new ControlApi(api, faults, limits, tokens, journal, webhooks, calls, changed);
            http.createContext(
                    "/", new CallHandler(api, control, faults, limits, calls, clock, random, stopping, changed));
            http.start();
            server = http;
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "sandbox for " + vendor.name() + " cannot open port " + port + "; choose another with --port-base",
                    e);
        }
    }

    /** The vendor's name. */
    public String name() {
        return vendor.name();
    }

    /** The open port. */
    public int port() {
        if (server == null) {
            throw new IllegalStateException("sandbox for " + vendor.name() + " is not started");
        }
        return server.getAddress().getPort();
    }

    /** {@code http://127.0.0.1:port}, without a slash at the end. */
    public String baseUrl() {
        return "http://127.0.0.1:" + port();
    }

    /**
     * The vendor's API, for tests in the same process; what is changed through it is saved with the next call that
     * changes something.
     */
    public VendorApi api() {
        return api;
    }

    /** Switchable faults, for tests in the same process. */
    public Faults faults() {
        return faults;
    }

    /** Every commit, for tests in the same process. */
    public Journal journal() {
        return journal;
    }

    /** Closes the port and every open connection, and saves the data if they are kept; calls that hang are let go. */
    @Override
    public void close() {
        stopping.countDown();
        if (server != null) {
            server.stop(0);
        }
        if (threads != null) {
            threads.shutdownNow();
        }
        snapshot.ifPresent(Snapshot::close);
        webhooks.close();
    }

    private void configureFaults(SandboxOptions options) {
        ObjectNode wanted = Json.object();
        options.faults().ifPresent(file -> wanted.setAll(read(file)));
        if (!wanted.has("searchLag")) {
            wanted.put("searchLag", options.realLimits() ? api.realSearchLag() : 0);
        }
        if (options.latency().compareTo(Duration.ZERO) > 0) {
            wanted.withArray("rules")
                    .insertObject(0)
                    .put("kind", FaultKind.LATENCY.word())
                    .put("millis", options.latency().toMillis());
        }
        faults.configure(wanted);
        faults.keepAsStart();
    }

    private static ObjectNode read(Path file) {
        try {
            if (Json.read(Files.readAllBytes(file)) instanceof ObjectNode object) {
                return object;
            }
            throw new IllegalArgumentException("faults file " + file + " must hold a JSON object");
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "faults file " + file + " cannot be read; check that it is there and is JSON", e);
        }
    }

    private static final class Daemons implements ThreadFactory {
        private final String name;
        private final AtomicInteger count = new AtomicInteger();

        Daemons(String name) {
            this.name = name;
        }

        @Override
        public Thread newThread(Runnable work) {
            Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        }
    }
}
