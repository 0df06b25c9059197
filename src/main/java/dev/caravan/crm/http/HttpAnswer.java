package dev.caravan.crm.http;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a server answered.
 *
 * @param headers by name, in any case
 * @param body empty when there was none; not copied
 */
@SuppressWarnings("ArrayRecordComponent")
public record HttpAnswer(int status, Map<String, List<String>> headers, byte[] body) {
    public HttpAnswer {
        Map<String, List<String>> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        headers = Collections.unmodifiableMap(anyCase);
    }

    /** Whether the status is 200-299. */
    public boolean isSuccess() {
        return status >= 200 && status <= 299;
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name))
                .flatMap(values -> values.stream().findFirst());
    }

    /** Status and size, for messages. */
    @Override
    public String toString() {
        return "HTTP " + status + " with " + body.length + " bytes";
    }
}
