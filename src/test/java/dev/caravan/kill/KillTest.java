package dev.caravan.kill;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.caravan.demo.DemoCrms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the packaged jar with SIGKILL at random moments, also while it starts, while records pour in, people edit in
 * HubSpot, its webhooks call, an import runs and the CRMs misbehave; then compares the senders' ledgers with the hub
 * and the CRMs. Every CRM is connected at once. Six of them have no unique field, and of HubSpot and Salesforce only
 * one kind of record has one: there a create is an upsert, everywhere else its intent is written first.
 * {@code -Dkills=200} for more kills, {@code -Dkill.seed} for other moments, {@code -Dkill.imported=100000} for a large
 * import of its own.
 */
@Tag("I1")
@Tag("I2")
@Tag("I3")
@Tag("I4")
@Tag("I7")
@Tag("I9")
@Tag("I10")
@Tag("I25")
@Tag("I26")
class KillTest {
    private static final int KILLS = Integer.getInteger("kills", 25);
    /** Contacts that HubSpot has from the start and an import brings. */
    private static final int IMPORTED = 1_000;

    /** Contacts of the large import, which is left out unless it is asked for. */
    private static final int LARGE_IMPORT = Integer.getInteger("kill.imported", 0);

    private static final int LARGE_IMPORT_KILLS = 20;
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(5);
    private static final int PAGE = 200;
    private static final String LIST = "POST /crm/v3/objects/contacts/search";
    private static final int HEAP_MEGABYTES = 320;
    private static final int SMALL_HEAP_MEGABYTES = 256;
    private static final long SEED = Long.getLong("kill.seed", 20_260_131L);
    private static final List<String> TWO = List.of("hubspot", "salesforce");
    private static final List<String> ALL =
            List.of("hubspot", "salesforce", "pipedrive", "activecampaign", "dynamics", "zoho", "tribe", "custom");
    private static final List<String> UNIQUE_FIELDS = List.of(
            "--caravan.connections.hubspot.unique-fields.contact=caravan_id",
            "--caravan.connections.salesforce.unique-fields.company=Caravan_Id__c");
    /** No record passes through the console, and a start without it takes a quarter less. */
    private static final List<String> NO_CONSOLE = List.of(
            "--camel.main.jmx-enabled=false",
            "--spring.jmx.enabled=false",
            "--management.server.port=-1",
            "--springdoc.api-docs.enabled=false");

    private static final String MAIN = "dev.caravan.CaravanApplication";
    /** The program taken apart, and the archive of its classes: made once. */
    @TempDir
    static Path shared;

    private static PackagedJar program;

    @TempDir
    Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    @Test
    void nothingAcceptedIsLostAndNothingIsCreatedTwiceInAnyCrm() throws Exception {
        run("all CRMs", KILLS, ALL, IMPORTED, HEAP_MEGABYTES);
    }

    @Test
    void aLargeImportMissesNothingAndReadsAtMostOnePageAgainPerKill() throws Exception {
        assumeTrue(LARGE_IMPORT > 0, "runs with -Dkill.imported=100000");
        run("large import", LARGE_IMPORT_KILLS, TWO, LARGE_IMPORT, SMALL_HEAP_MEGABYTES);
    }

    /** @param imported contacts that HubSpot has from the start */
    private void run(String variant, int kills, List<String> vendors, int imported, int heapMegabytes)
            throws Exception {
        Path packaged = PackagedJar.built().orElse(null);
        assumeTrue(
                packaged != null,
                "needs the packaged jar: -D" + PackagedJar.PROPERTY + "=target/caravan-<version>.jar");
        boolean first = program == null;
        PackagedJar jar = first ? PackagedJar.unpack(packaged, shared) : program;
        program = jar;
        try (Crms crms = Crms.start(jar, folder, vendors, SEED)) {
            int port = freePort();
            String url = "http://127.0.0.1:" + port;
            List<String> arguments = new ArrayList<>(arguments(port, crms));
            arguments.addAll(UNIQUE_FIELDS);
            arguments.addAll(NO_CONSOLE);
            arguments.addAll(pulling(url));
            if (first) {
                List<String> archiving = new ArrayList<>(arguments);
                archiving.add("--caravan.data-dir=" + shared.resolve("data"));
                jar.archive(MAIN, archiving, shared.resolve("archive.log"), "Started CaravanApplication");
            }
            arguments.add("--caravan.data-dir=" + folder.resolve("data"));
            KillLoop loop = new KillLoop(jar.command(MAIN, heapMegabytes, arguments), url, folder, crms, SEED);
            People people = new People(crms, url, loop.signals, SEED);
            crms.change(
                    "hubspot",
                    "POST",
                    "/fill",
                    "{\"object\":\"contacts\",\"count\":" + imported + ",\"seed\":" + SEED + "}");
            loop.add("people", people);
            loop.order(() -> isImportOrdered(url));
            loop.run(kills, LONGEST_DRAIN.plusSeconds(imported / 100));
            check(variant, kills, loop, crms, people, imported);
        }
    }

    private boolean isImportOrdered(String url) throws InterruptedException {
        HttpRequest order = HttpRequest.newBuilder(URI.create(url + "/api/imports"))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", KillLoop.basic())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"connection\":\"hubspot\",\"type\":\"contact\",\"all\":true}"))
                .build();
        try {
            return http.send(order, HttpResponse.BodyHandlers.discarding()).statusCode() == 202;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> pulling(String url) {
        String hubspot = "--caravan.connections.hubspot.";
        return List.of(
                hubspot + "pull=true",
                hubspot + "poll=0s",
                hubspot + "webhook.secrets[0]=" + People.SECRET,
                hubspot + "webhook.public-url=" + People.address(url));
    }

    private static List<String> arguments(int port, Crms crms) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + port,
                "--caravan.demo=off",
                "--caravan.routes=" + Path.of("routes").toAbsolutePath(),
                "--caravan.mappings=" + Path.of("mappings").toAbsolutePath(),
                "--caravan.routes-reload=false",
                "--logging.level.caravan.settled=WARN",
                "--caravan.users." + KillLoop.USER + ".password=" + KillLoop.PASSWORD,
                "--caravan.users." + KillLoop.USER + ".roles=operator",
                "--caravan.retry.first=200ms",
                "--caravan.retry.longest=2s"));
        Map<String, String> urls = new TreeMap<>();
        crms.names().forEach(crm -> urls.put(crm, crms.url(crm)));
        DemoCrms.connections(urls).forEach((name, value) -> {
            if (!name.contains(".unique-fields.")) {
                arguments.add("--" + name + "=" + value);
            }
        });
        for (String crm : crms.names()) {
            String prefix = "--caravan.connections." + crm + ".";
            arguments.add(prefix + "call-timeout=3s");
            arguments.add(prefix + "budget.pause-at-least=200ms");
            arguments.add(prefix + "budget.pause-at-most=2s");
        }
        if (crms.names().contains("hubspot")) {
            arguments.add("--caravan.connections.hubspot.options.search-lag=1s");
        }
        return arguments;
    }

    private void check(String variant, int kills, KillLoop loop, Crms crms, People people, int imported)
            throws Exception {
        Map<String, Ledger.Entry> accepted = Ledger.read(folder);
        Audit audit = new Audit(accepted, loop.database(), crms).run();
        Map<String, Map<String, Long>> faults = new TreeMap<>();
        for (String crm : crms.names()) {
            faults.put(crm, crms.injected(crm));
        }
        long pages = crms.calls("hubspot", LIST);
        String pulled = ", " + people.answered + " webhooks answered, " + imported + " imported by " + pages + " pages";
        print(variant, kills, loop, accepted.size(), audit, faults, pulled);
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
        if (imported == LARGE_IMPORT) {
            long struck = faults.values().stream()
                    .flatMap(f -> f.values().stream())
                    .mapToLong(Long::longValue)
                    .sum();
            all.assertThat(pages)
                    .as("pages asked for: once each, once more per kill, once more per fault")
                    .isLessThanOrEqualTo(imported / PAGE + kills + struck);
        }
        for (String kind : Faults.KINDS) {
            long struck = faults.values().stream()
                    .mapToLong(f -> f.getOrDefault(kind, 0L))
                    .sum();
            all.assertThat(struck).as("faults of the kind " + kind).isPositive();
        }
        all.assertAll();
    }

    private void print(
            String variant,
            int kills,
            KillLoop loop,
            int accepted,
            Audit audit,
            Map<String, Map<String, Long>> faults,
            String pulled)
            throws IOException {
        String line = String.format(
                Locale.ROOT,
                "kill test, %s: %d kills (%d while starting) in %d s, %d records accepted in %d requests (%d repeated)%s, %d lost,"
                        + " %d duplicates, %d stale, drained in %.1f s, faults %s, seed %d; a failure of one kill in %.1f"
                        + " or rarer would not show (95 %% bound %.1f %%)",
                variant,
                kills,
                loop.whileStarting,
                loop.took.toSeconds(),
                accepted,
                loop.signals.posts.get(),
                loop.signals.repeats.get(),
                pulled,
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
