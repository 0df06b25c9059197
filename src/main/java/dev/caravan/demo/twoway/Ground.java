package dev.caravan.demo.twoway;

import dev.caravan.demo.DemoCrms;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What the demo stands on: its folder, both sandboxes, and the settings with which Caravan is connected to them. */
final class Ground implements AutoCloseable {
    private static final List<String> TYPES = List.of("company", "contact", "deal", "lead");
    private static final String MAPPINGS = "/demo/two-way/mappings/";
    private static final String POLL = "2s";
    /** As the sandbox has it for every organization. */
    private static final String ORGANIZATION = "00DCv0000000001MAA";

    private final Path folder;
    private final boolean isTemporary;
    private final Sandboxes sandboxes;
    private final int port;
    private final String password;
    private final String hubspotSecret;
    private final String salesforceToken;

    private Ground(Path folder, boolean isTemporary, Sandboxes sandboxes, int port, RandomGenerator random) {
        this.folder = folder;
        this.isTemporary = isTemporary;
        this.sandboxes = sandboxes;
        this.port = port;
        this.password = word(random);
        this.hubspotSecret = word(random);
        this.salesforceToken = word(random);
    }

    /**
     * Makes the folder and starts the sandboxes.
     *
     * @throws InvalidInputException when a port is taken, or the named folder holds something
     */
    static Ground prepare(TwoWayDemo.Options options, RandomGenerator random) {
        Path folder = options.data().map(Ground::empty).orElseGet(Ground::temporary);
        boolean isTemporary = options.data().isEmpty();
        Sandboxes sandboxes = null;
        try {
            sandboxes = sandboxes(options.portBase());
            copyMappings(folder.resolve("mappings"));
            int port = options.port() == 0 ? freePort() : options.port();
            return new Ground(folder, isTemporary, sandboxes, port, random);
        } catch (IOException e) {
            clear(sandboxes, folder, isTemporary);
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            clear(sandboxes, folder, isTemporary);
            throw e;
        }
    }

    private static Sandboxes sandboxes(int portBase) {
        try {
            return Sandboxes.start(new SandboxOptions(
                    portBase, DemoCrms.USUAL, false, Duration.ZERO, Optional.empty(), 1, Optional.empty()));
        } catch (UncheckedIOException e) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "the sandboxes cannot listen on the ports from " + portBase
                            + ". Stop what uses them (another demo?), or leave caravan.demo-port-base out.");
        }
    }

    Path folder() {
        return folder;
    }

    int port() {
        return port;
    }

    String caravan() {
        return "http://127.0.0.1:" + port;
    }

    String url(Place crm) {
        return sandboxes.vendor(crm.connection().value()).baseUrl();
    }

    /** User and password of Caravan's console and API. */
    String login() {
        return "operator:" + password;
    }

    /** Settings for Caravan; those that the caller gave come last and count. */
    List<String> settings(List<String> more) {
        Map<String, String> urls = new LinkedHashMap<>();
        Place.CRMS.forEach(crm -> urls.put(crm.connection().value(), url(crm)));
        Map<String, Object> settings = new LinkedHashMap<>(DemoCrms.connections(urls));
        for (Place crm : Place.CRMS) {
            String prefix = "caravan.connections." + crm.connection() + ".";
            settings.put(prefix + "pull", true);
            settings.put(prefix + "poll", POLL);
        }
        settings.put("caravan.connections.hubspot.webhook.secrets[0]", hubspotSecret);
        settings.put("caravan.connections.hubspot.webhook.public-url", caravan() + "/webhooks/hubspot");
        settings.put("caravan.connections.salesforce.webhook.tokens[0]", salesforceToken);
        settings.put("caravan.connections.salesforce.webhook.organization", ORGANIZATION);
        settings.put("caravan.demo", "off");
        settings.put("caravan.data-dir", folder);
        settings.put("caravan.mappings", folder.resolve("mappings"));
        settings.put("caravan.routes-reload", false);
        settings.put("caravan.retry.first", "200ms");
        settings.put("caravan.users.operator.password", password);
        settings.put("caravan.users.operator.roles", "operator");
        settings.put("server.port", port);
        // The story is what people read; what the runtime logs is beside it.
        settings.put("logging.threshold.console", "OFF");
        settings.put("logging.file.name", folder.resolve("caravan.log"));
        List<String> arguments = new ArrayList<>();
        settings.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        arguments.addAll(more);
        return arguments;
    }

    /** Both CRMs' screens, which send their webhooks to Caravan from now on. */
    Map<Place, Desk> desks() {
        Map<Place, Desk> desks = new EnumMap<>(Place.class);
        Place.CRMS.forEach(crm -> desks.put(crm, new Desk(crm, url(crm))));
        Desk hubspot = new Desk(Place.HUBSPOT, url(Place.HUBSPOT));
        hubspot.sendWebhooksTo(Map.of("url", caravan() + "/webhooks/hubspot", "secret", hubspotSecret));
        Desk salesforce = new Desk(Place.SALESFORCE, url(Place.SALESFORCE));
        salesforce.sendWebhooksTo(Map.of("url", caravan() + "/webhooks/salesforce/" + salesforceToken));
        return desks;
    }

    @Override
    public void close() {
        clear(sandboxes, folder, isTemporary);
    }

    private static void clear(@org.jspecify.annotations.Nullable Sandboxes sandboxes, Path folder, boolean delete) {
        if (sandboxes != null) {
            sandboxes.close();
        }
        if (delete && Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(each);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("caravan-two-way-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The story begins with nothing. */
    private static Path empty(Path folder) {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    throw new InvalidInputException(
                            ErrorCode.REQUEST_INVALID,
                            folder + " holds something. Name a folder that is empty or not there yet.");
                }
            }
            return folder;
        } catch (IOException e) {
            throw new InvalidInputException(
                    ErrorCode.REQUEST_INVALID, folder + " cannot be used: " + e.getMessage() + ".");
        }
    }

    private static void copyMappings(Path to) throws IOException {
        for (Place crm : Place.CRMS) {
            String name = crm.connection().value();
            Path folder = Files.createDirectories(to.resolve(name));
            for (String type : TYPES) {
                String file = MAPPINGS + name + "/" + type + ".yaml";
                try (InputStream in = Ground.class.getResourceAsStream(file)) {
                    if (in == null) {
                        throw new IOException("the resource " + file + " is missing");
                    }
                    Files.copy(in, folder.resolve(type + ".yaml"));
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** 128 bits, which nobody guesses. */
    private static String word(RandomGenerator random) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
