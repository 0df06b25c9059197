package dev.caravan.sandbox;

import java.time.Clock;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Running sandboxes in this process. */
public final class Sandboxes implements AutoCloseable {
    private final Map<String, SandboxServer> servers = new LinkedHashMap<>();

    private Sandboxes() {}

    /**
     * Starts the chosen vendors with the machine's clock.
     *
     * @throws java.io.UncheckedIOException if a port is taken; nothing runs then
     */
    public static Sandboxes start(SandboxOptions options) {
        return start(options, Clock.systemUTC());
    }

    /** Starts the chosen vendors; for tests that set the time. */
    public static Sandboxes start(SandboxOptions options, Clock clock) {
        Sandboxes sandboxes = new Sandboxes();
        boolean started = false;
        try {
            for (Vendor vendor : options.chosen()) {
                int port = options.portBase() == 0 ? 0 : options.portBase() + vendor.offset();
                SandboxServer server = new SandboxServer(vendor, options, clock);
                sandboxes.servers.put(vendor.name(), server);
                server.start(port);
            }
            started = true;
            return sandboxes;
        } finally {
            if (!started) {
                sandboxes.close();
            }
        }
    }

    /** The running servers by vendor, in order of their ports. */
    public Map<String, SandboxServer> all() {
        return Collections.unmodifiableMap(servers);
    }

    /**
     * One running server.
     *
     * @throws IllegalArgumentException if that vendor was not started
     */
    public SandboxServer vendor(String name) {
        SandboxServer server = servers.get(name);
        if (server == null) {
            throw new IllegalArgumentException("no sandbox runs for '" + name + "'; there are " + servers.keySet());
        }
        return server;
    }

    /** Stops them all. */
    @Override
    public void close() {
        servers.values().forEach(SandboxServer::close);
    }

    /** Vendor, address and accepted credentials, one vendor per line. */
    String table() {
        StringBuilder table = new StringBuilder();
        servers.forEach((name, server) -> table.append(String.format("%-16s %s%n", name, server.baseUrl())));
        return table.append(String.format(
                        "%nToken or API key: %s   client: %s / %s   refresh token: %s   authorization code: %s%n",
                        Tokens.TOKEN, Tokens.CLIENT_ID, Tokens.CLIENT_SECRET, Tokens.REFRESH_TOKEN, Tokens.CODE))
                .append("Look inside: GET /_sandbox/records/{object}, /_sandbox/calls, /_sandbox/journal")
                .toString();
    }
}
