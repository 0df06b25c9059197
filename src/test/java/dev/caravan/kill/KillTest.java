package dev.caravan.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the packaged jar with SIGKILL at random moments, also while it starts, while records pour in and both CRMs
 * misbehave; then compares the senders' ledgers with the hub and the CRMs. {@code -Dkills=200} for more kills,
 * {@code -Dkill.seed} for other moments.
 */
@Tag("I1")
@Tag("I2")
@Tag("I3")
@Tag("I4")
@Tag("I7")
@Tag("I10")
class KillTest {
    private static final int KILLS = Integer.getInteger("kills", 25);
    private static final long SEED = Long.getLong("kill.seed", 20_260_131L);
    private static final int SENDERS = 4;
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(3);
    private static final String MAIN = "dev.caravan.CaravanApplication";
    private static final String USER = "sender";
    private static final String PASSWORD = "sender-secret";
    private static final List<String> KINDS = List.of(
            "429",
            "500",
            "503",
            "hang",
            "reset-before-commit",
            "reset-after-commit",
            "timeout-after-commit",
            "truncated-body",
            "not-json",
            "partial-batch");

    /** The program taken apart, and the archive of its classes: made once. */
    @TempDir
    static Path shared;

    private static PackagedJar program;

    @TempDir
    Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    @Test
    void nothingAcceptedIsLostAndNothingIsCreatedTwice() throws Exception {
        run(
                "unique fields",
                KILLS,
                List.of(
                        "--caravan.connections.hubspot.unique-fields.contact=caravan_id",
                        "--caravan.connections.hubspot.unique-fields.company=caravan_id",
                        "--caravan.connections.salesforce.unique-fields.contact=Caravan_Id__c",
                        "--caravan.connections.salesforce.unique-fields.company=Caravan_Id__c"));
    }

    @Test
    void nothingIsCreatedTwiceInCrmsThatCannotTellARepeat() throws Exception {
        run("intents", Math.max(1, KILLS / 5), List.of());
    }

    private void run(String variant, int kills, List<String> uniqueFields) throws Exception {
        Path packaged = PackagedJar.built().orElse(null);
        assumeTrue(
                packaged != null,
                "needs the packaged jar: -D" + PackagedJar.PROPERTY + "=target/caravan-<version>.jar");
        boolean first = program == null;
        PackagedJar jar = first ? PackagedJar.unpack(packaged, shared) : program;
        program = jar;
        try (Crms crms = Crms.start(jar, folder, SEED)) {
            int port = freePort();
            List<String> arguments = new ArrayList<>(arguments(port, crms));
            arguments.addAll(uniqueFields);
            if (first) {
                List<String> archiving = new ArrayList<>(arguments);
                archiving.add("--caravan.data-dir=" + shared.resolve("data"));
                jar.archive(MAIN, archiving, shared.resolve("archive.log"));
            }
            arguments.add("--caravan.data-dir=" + folder.resolve("data"));
            Loop loop = new Loop(jar.command(MAIN, 320, arguments), port, crms);
            loop.run(kills);
            check(variant, kills, loop, crms);
        }
    }

    private static List<String> arguments(int port, Crms crms) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + port,
                "--caravan.demo=off",
                "--caravan.routes=" + Path.of("routes").toAbsolutePath(),
                "--caravan.mappings=" + Path.of("mappings").toAbsolutePath(),
                "--caravan.routes-reload=false",
                "--logging.level.caravan.settled=WARN",
                "--caravan.users." + USER + ".password=" + PASSWORD,
                "--caravan.users." + USER + ".roles=operator",
                "--caravan.retry.first=200ms",
                "--caravan.retry.longest=2s",
                "--caravan.connections.hubspot.auth.kind=token",
                "--caravan.connections.hubspot.auth.token=sandbox",
                "--caravan.connections.hubspot.options.search-lag=1s",
                "--caravan.connections.salesforce.auth.kind=client-credentials",
                "--caravan.connections.salesforce.auth.client-id=sandbox-client",
                "--caravan.connections.salesforce.auth.client-secret=sandbox-secret"));
        for (String crm : crms.names()) {
            String prefix = "--caravan.connections." + crm + ".";
            arguments.add(prefix + "type=" + crm);
            arguments.add(prefix + "base-url=" + crms.url(crm));
            arguments.add(prefix + "call-timeout=3s");
            arguments.add(prefix + "budget.pause-at-least=200ms");
            arguments.add(prefix + "budget.pause-at-most=2s");
        }
        return arguments;
    }

    /** The runtime and its senders, through all its deaths. */
    private final class Loop {
        private final List<String> command;
        private final String url;
        private final Crms crms;
        private final Random random = new Random(SEED);
        private final Sender.Signals signals = new Sender.Signals();
        private int whileStarting;
        private Duration drain = Duration.ZERO;
        private Duration took = Duration.ZERO;

        Loop(List<String> command, int port, Crms crms) {
            this.command = command;
            this.url = "http://127.0.0.1:" + port;
            this.crms = crms;
        }

        void run(int kills) throws Exception {
            crms.faults(faults());
            List<Thread> senders = startSenders();
            long begin = System.nanoTime();
            try {
                for (int kill = 1; kill <= kills; kill++) {
                    liveAndDie(kill, kills);
                }
                took = Duration.ofNanos(System.nanoTime() - begin);
                try (JavaProcess last = start()) {
                    awaitReady(last);
                    pause(2_000);
                    awaitEveryFault();
                    signals.stop.countDown();
                    for (Thread sender : senders) {
                        sender.join(60_000);
                        assertThat(sender.isAlive())
                                .as("a sender still waits for its answer")
                                .isFalse();
                    }
                    assertThat(signals.refusals)
                            .as("answers 4xx, which no repeat changes")
                            .isEmpty();
                    crms.faults(new ObjectMapper().createObjectNode());
                    drain(last);
                    assertThat(last.stop(Duration.ofSeconds(45)))
                            .as("the runtime ends when it is asked to")
                            .isTrue();
                }
            } finally {
                signals.stop.countDown();
                signals.giveUp.countDown();
            }
        }

        /**
         * Few kills leave little time for faults by lot: the senders go on until each kind has struck; the audit says
         * if not.
         */
        private void awaitEveryFault() throws Exception {
            long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
            while (System.nanoTime() < end && !everyKindStruck(crms.struck())) {
                pause(500);
            }
        }

        private void liveAndDie(int kill, int kills) throws InterruptedException {
            try (JavaProcess runtime = start()) {
                if (random.nextInt(4) == 0) {
                    whileStarting++;
                    pause(100 + random.nextInt(4_000));
                } else {
                    awaitReady(runtime);
                    pause(20 + random.nextInt(3_000));
                }
                assertThat(signals.refusals)
                        .as("answers 4xx, which no repeat changes")
                        .isEmpty();
                assertThat(runtime.isAlive())
                        .as(
                                "kill %d of %d, seed %d: the runtime ended by itself: %s",
                                kill, kills, SEED, runtime.tail())
                        .isTrue();
                runtime.kill();
            }
        }

        private JavaProcess start() {
            return JavaProcess.start(folder.resolve("runtime.log"), command);
        }

        private List<Thread> startSenders() {
            List<Thread> threads = new ArrayList<>();
            for (int i = 1; i <= SENDERS; i++) {
                Ledger ledger = new Ledger(folder.resolve(i + ".ledger"));
                Thread thread = new Thread(new Sender(i, SEED + i, url, basic(), ledger, signals), "sender-" + i);
                thread.setDaemon(true);
                thread.start();
                threads.add(thread);
            }
            return threads;
        }

        private void awaitReady(JavaProcess runtime) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/records/company"))
                    .timeout(Duration.ofSeconds(5))
                    .header("Authorization", basic())
                    .build();
            await("the runtime to be ready")
                    .atMost(LONGEST_START)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> {
                        assertThat(runtime.isAlive())
                                .as("seed %d: the runtime ended while starting: %s", SEED, runtime.tail())
                                .isTrue();
                        return isAnswered(request);
                    });
        }

        private boolean isAnswered(HttpRequest request) throws InterruptedException {
            try {
                return http.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException e) {
                return false;
            }
        }

        private void drain(JavaProcess runtime) {
            long start = System.nanoTime();
            await("every mark to be settled, seed " + SEED)
                    .atMost(LONGEST_DRAIN)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        assertThat(runtime.isAlive()).as(runtime.tail()).isTrue();
                        return Audit.marks(database()) == 0;
                    });
            drain = Duration.ofNanos(System.nanoTime() - start);
        }

        private void pause(int millis) throws InterruptedException {
            assertThat(signals.giveUp.await(millis, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    private Path database() {
        return folder.resolve("data").resolve("caravan.db");
    }

    private static boolean everyKindStruck(Map<String, Map<String, Long>> faults) {
        return KINDS.stream().allMatch(kind -> faults.values().stream().anyMatch(f -> f.getOrDefault(kind, 0L) > 0));
    }

    private static ObjectNode faults() {
        ObjectNode faults = new ObjectMapper().createObjectNode().put("searchLag", 500);
        ArrayNode rules = faults.putArray("rules");
        rules.addObject()
                .put("kind", "latency")
                .put("probability", 0.3)
                .put("millis", 5)
                .put("jitterMillis", 60);
        // A few of each kind early on, so that no kind is left out by chance, and then a steady rate.
        for (String kind : KINDS) {
            rule(rules, kind).put("probability", 0.2).put("next", 2);
        }
        for (String kind : KINDS) {
            // Drawn for each row of a batch, not for each call.
            rule(rules, kind).put("probability", kind.equals("partial-batch") ? 0.005 : 0.035);
        }
        return faults;
    }

    private static ObjectNode rule(ArrayNode rules, String kind) {
        ObjectNode rule = rules.addObject().put("kind", kind);
        if (kind.equals("429")) {
            rule.put("retryAfter", "seconds").put("seconds", 1);
        } else if (kind.equals("hang") || kind.equals("timeout-after-commit")) {
            rule.put("millis", 4_000);
        }
        return rule;
    }

    private void check(String variant, int kills, Loop loop, Crms crms) throws Exception {
        Map<String, Ledger.Entry> accepted = Ledger.read(folder);
        Audit audit = new Audit(accepted, database(), crms).run();
        Map<String, Map<String, Long>> faults = new TreeMap<>();
        for (String crm : crms.names()) {
            faults.put(crm, crms.injected(crm));
        }
        print(variant, kills, loop, accepted.size(), audit, faults);
        SoftAssertions all = new SoftAssertions();
        all.assertThat(accepted).as("accepted records").hasSizeGreaterThan(kills * 10);
        all.assertThat(loop.signals.refusedRecords.get()).as("records refused").isZero();
        all.assertThat(audit.lost).as("lost").isEmpty();
        all.assertThat(audit.duplicates).as("duplicates").isEmpty();
        all.assertThat(audit.stale).as("not the last accepted version").isEmpty();
        all.assertThat(audit.regressed).as("older versions after newer ones").isEmpty();
        all.assertThat(audit.wrongLinks)
                .as("links that do not lead to the record")
                .isEmpty();
        all.assertThat(audit.badOutcomes).as("records without a final outcome").isEmpty();
        all.assertThat(audit.leftOver).as("left over").isEmpty();
        for (String kind : KINDS) {
            long struck = faults.values().stream()
                    .mapToLong(f -> f.getOrDefault(kind, 0L))
                    .sum();
            all.assertThat(struck).as("faults of the kind " + kind).isPositive();
        }
        all.assertAll();
    }

    private void print(
            String variant, int kills, Loop loop, int accepted, Audit audit, Map<String, Map<String, Long>> faults)
            throws IOException {
        String line = String.format(
                Locale.ROOT,
                "kill test, %s: %d kills (%d while starting) in %d s, %d records accepted in %d requests (%d repeated), %d lost,"
                        + " %d duplicates, %d stale, drained in %.1f s, faults %s, seed %d; a failure of one kill in %.1f"
                        + " or rarer would not show (95 %% bound %.1f %%)",
                variant,
                kills,
                loop.whileStarting,
                loop.took.toSeconds(),
                accepted,
                loop.signals.posts.get(),
                loop.signals.repeats.get(),
                audit.lost.size(),
                audit.duplicates.size(),
                audit.stale.size(),
                loop.drain.toMillis() / 1000.0,
                faults,
                SEED,
                kills / 3.0,
                300.0 / kills);
        System.out.println(line);
        Path target = Path.of("target");
        if (Files.isDirectory(target)) {
            Files.writeString(target.resolve("kill-test-" + variant.replace(' ', '-') + ".txt"), line + "\n");
        }
    }

    private static String basic() {
        return "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
