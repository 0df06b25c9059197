package dev.caravan.kill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * People who work in HubSpot, and HubSpot's webhooks about it: each call is signed anew and repeated until it is
 * answered 2xx, and nothing but these calls tells the runtime of the edit.
 */
final class People implements Runnable {
    static final String SECRET = "a-secret-of-the-kill-test";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration LONGEST_CALL = Duration.ofSeconds(10);

    private final Crms crms;
    private final String address;
    private final Sender.Signals signals;
    private final Random random;
    private final List<String> ids = new ArrayList<>();
    private final List<Integer> versions = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private long events;
    volatile long answered;

    People(Crms crms, String url, Sender.Signals signals, long seed) {
        this.crms = crms;
        this.address = address(url);
        this.signals = signals;
        this.random = new Random(seed);
    }

    /** Where the runtime takes HubSpot's webhooks. */
    static String address(String url) {
        return url + "/webhooks/hubspot";
    }

    @Override
    public void run() {
        try {
            while (!signals.stop.await(10 + random.nextInt(50), TimeUnit.MILLISECONDS)) {
                if (ids.isEmpty() || random.nextInt(3) == 0) {
                    tell(make(), "contact.creation");
                } else {
                    tell(edit(), "contact.propertyChange");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | GeneralSecurityException e) {
            signals.refusals.add("people cannot go on: " + e);
        }
    }

    private String make() throws IOException, InterruptedException {
        int number = ids.size();
        ObjectNode contact = JSON.createObjectNode()
                .put("firstname", Sender.version(1))
                .put("lastname", "Person " + number)
                .put("email", "person-%06d@people.example".formatted(number));
        JsonNode made = crms.change("hubspot", "POST", "/records/contacts?as=person", contact.toString());
        ids.add(made.path("ids").path(0).asText());
        versions.add(1);
        return ids.get(number);
    }

    private String edit() throws IOException, InterruptedException {
        int number = random.nextInt(ids.size());
        int version = versions.get(number) + 1;
        ObjectNode values = JSON.createObjectNode().put("firstname", Sender.version(version));
        crms.change("hubspot", "PATCH", "/records/contacts/" + ids.get(number), values.toString());
        versions.set(number, version);
        return ids.get(number);
    }

    private void tell(String id, String what) throws InterruptedException, GeneralSecurityException {
        long at = CLOCK.millis();
        ObjectNode event = JSON.createObjectNode()
                .put("eventId", ++events)
                .put("occurredAt", at)
                .put("subscriptionType", what)
                .put("objectId", Long.parseLong(id));
        if (what.endsWith("propertyChange")) {
            event.put("propertyName", "firstname");
        }
        String body = JSON.createArrayNode().add(event).toString();
        while (signals.giveUp.getCount() > 0) {
            if (isAnswered(body)) {
                answered++;
                return;
            }
            signals.giveUp.await(250, TimeUnit.MILLISECONDS);
        }
    }

    private boolean isAnswered(String body) throws InterruptedException, GeneralSecurityException {
        long millis = CLOCK.millis();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] signature = mac.doFinal(("POST" + address + body + millis).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .timeout(LONGEST_CALL)
                .header("Content-Type", "application/json")
                .header("X-HubSpot-Request-Timestamp", Long.toString(millis))
                .header("X-HubSpot-Signature-v3", Base64.getEncoder().encodeToString(signature))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 == 4) {
                signals.refusals.add("webhook " + status);
            }
            return status / 100 == 2;
        } catch (IOException e) {
            return false;
        }
    }
}
