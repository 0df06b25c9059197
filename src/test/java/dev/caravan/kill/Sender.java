package dev.caravan.kill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends new records and newer versions of earlier ones, and repeats whatever was not answered 2xx, as a careful sender
 * does. Its records are its own: no other sender touches them, so the last version that was accepted is the one that
 * must be everywhere.
 */
final class Sender implements Runnable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST_CALL = Duration.ofSeconds(10);

    private final int number;
    private final Random random;
    private final String url;
    private final String authorization;
    private final Ledger ledger;
    private final Signals signals;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Map<String, List<Ledger.Entry>> known = new HashMap<>();

    /** What senders and the test tell each other. */
    static final class Signals {
        final CountDownLatch stop = new CountDownLatch(1);
        final CountDownLatch giveUp = new CountDownLatch(1);
        final AtomicLong posts = new AtomicLong();
        final AtomicLong repeats = new AtomicLong();
        final AtomicLong refusedRecords = new AtomicLong();
        /** Answers that a repeat does not change. */
        final Queue<String> refusals = new ConcurrentLinkedQueue<>();
    }

    Sender(int number, long seed, String url, String authorization, Ledger ledger, Signals signals) {
        this.number = number;
        this.random = new Random(seed);
        this.url = url;
        this.authorization = authorization;
        this.ledger = ledger;
        this.signals = signals;
    }

    @Override
    public void run() {
        try (ledger) {
            while (!signals.stop.await(5 + random.nextInt(25), TimeUnit.MILLISECONDS)) {
                String type = random.nextInt(3) == 0 ? "company" : "contact";
                send(type, random.nextInt(4) == 0 ? newer(type) : fresh(type));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new IllegalStateException("sender " + number + " cannot keep its ledger", e);
        }
    }

    private List<Ledger.Entry> fresh(String type) {
        int size = random.nextInt(3) == 0 ? 1 + random.nextInt(25) : 1;
        int next = known.getOrDefault(type, List.of()).size();
        List<Ledger.Entry> entries = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            entries.add(new Ledger.Entry(type, "%s%d-%06d".formatted(type.substring(0, 2), number, next + i), 1));
        }
        return entries;
    }

    private List<Ledger.Entry> newer(String type) {
        List<Ledger.Entry> mine = known.getOrDefault(type, List.of());
        if (mine.isEmpty()) {
            return fresh(type);
        }
        // Often one of the latest, whose first version is still under way.
        int back = Math.min(mine.size(), random.nextBoolean() ? 5 : mine.size());
        Ledger.Entry old = mine.get(mine.size() - 1 - random.nextInt(back));
        return List.of(new Ledger.Entry(type, old.id(), old.version() + 1));
    }

    private void send(String type, List<Ledger.Entry> entries) throws IOException, InterruptedException {
        ArrayNode body = JSON.createArrayNode();
        entries.forEach(e -> body.add(record(e)));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/records/" + type))
                .timeout(LONGEST_CALL)
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        signals.posts.incrementAndGet();
        while (signals.giveUp.getCount() > 0) {
            if (isAccepted(request)) {
                ledger.accepted(entries);
                entries.forEach(this::remember);
                return;
            }
            signals.repeats.incrementAndGet();
            signals.giveUp.await(250, TimeUnit.MILLISECONDS);
        }
    }

    private boolean isAccepted(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                if (answer.statusCode() / 100 == 4) {
                    signals.refusals.add(answer.statusCode() + " " + answer.body());
                }
                return false;
            }
            for (JsonNode result : JSON.readTree(answer.body()).path("results")) {
                if (result.path("status").asText().equals("rejected")) {
                    signals.refusedRecords.incrementAndGet();
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void remember(Ledger.Entry entry) {
        List<Ledger.Entry> mine = known.computeIfAbsent(entry.type(), t -> new ArrayList<>());
        if (entry.version() == 1) {
            mine.add(entry);
        } else {
            mine.replaceAll(e -> e.id().equals(entry.id()) ? entry : e);
        }
    }

    private ObjectNode record(Ledger.Entry entry) {
        ObjectNode record = JSON.createObjectNode().put("id", entry.id());
        record.put(versionField(entry.type()), version(entry));
        if (entry.version() > 1) {
            return record;
        }
        if (entry.type().equals("company")) {
            return record.put("domain", natural(entry));
        }
        record.put("last_name", "Tester " + entry.id());
        record.put("work_email", natural(entry));
        record.put("email_status", "verified");
        List<Ledger.Entry> companies = known.getOrDefault("company", List.of());
        if (!companies.isEmpty() && random.nextBoolean()) {
            record.put(
                    "company_id",
                    companies.get(random.nextInt(companies.size())).id());
        }
        return record;
    }

    /** The hub's field that holds the version. */
    static String versionField(String type) {
        return type.equals("company") ? "name" : "first_name";
    }

    /** What the version field holds; two companies have no name in common, for some CRMs know them by it. */
    static String version(Ledger.Entry entry) {
        String version = version(entry.version());
        return entry.type().equals("company") ? version + " " + entry.id() : version;
    }

    static String version(int version) {
        return String.format(Locale.ROOT, "Version %05d", version);
    }

    /** The e-mail or domain of a record. */
    static String natural(Ledger.Entry entry) {
        return entry.type().equals("company") ? entry.id() + ".example" : entry.id() + "@people.example";
    }
}
