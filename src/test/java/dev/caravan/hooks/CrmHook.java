package dev.caravan.hooks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** How a CRM calls a webhook, and how others would forge that. */
public interface CrmHook {
    /** The connection's settings below {@code webhook}, when it is called at that address. */
    Map<String, String> settings(String address);

    /** What the sandbox is told, so that it calls that address. */
    String target(String address);

    /**
     * What a call says.
     *
     * @param object the kind of record, as JSON
     * @param event what happened to it, as JSON
     * @param id the record's id, as JSON
     */
    String body(String object, String event, String id);

    /** The names of a contact and of an update, and the id of a record that is not there, all as JSON. */
    List<String> words();

    /** The call as the CRM makes it. */
    Call genuine(String address, byte[] body);

    /** Calls that only look like it, by what is wrong with them. */
    Map<String, Call> forged(String address, byte[] body);

    /** A call of a webhook; the headers are names and values in turn. */
    record Call(String url, byte[] body, List<String> headers) {
        private static final HttpClient HTTP =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

        Call(String url, byte[] body, String... headers) {
            this(url, body, List.of(headers));
        }

        /** Makes the call; gives the status. */
        public int send() throws IOException, InterruptedException {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
            if (!headers.isEmpty()) {
                request.headers(headers.toArray(String[]::new));
            }
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    /** Whether something in the body lets a call in, so that a body without it is a forgery. */
    default boolean isProvedByBody() {
        return false;
    }

    /** A call about a contact that is not there. */
    default byte[] usual() {
        return body(words().get(0), words().get(1), words().get(2)).getBytes(StandardCharsets.UTF_8);
    }
}
