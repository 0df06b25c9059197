package dev.caravan.crm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A call of a webhook as it came in.
 *
 * @param method in upper case
 * @param path the path that was called, without the query
 * @param query without the question mark; empty for none
 * @param headers every header with all its values; names in any case
 * @param body the bytes as they came, never to be changed
 */
public record WebhookCall(String method, String path, String query, Map<String, List<String>> headers, byte[] body) {
    public WebhookCall {
        Map<String, List<String>> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> anyCase.put(name, List.copyOf(values)));
        headers = java.util.Collections.unmodifiableMap(anyCase);
    }

    /** The value of a header that came exactly once; empty when it is missing or came several times. */
    public Optional<String> single(String header) {
        List<String> values = headers.getOrDefault(header, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }
}
