package dev.caravan.crm.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call.
 *
 * @param what for messages: what was tried, without values
 * @param path from the instance's root
 * @param query names and plain values; encoded on the way
 * @param headers only names that begin with {@code Sforce}
 * @param object the sObject that is written; null for a call that writes none
 * @param rows records that the call writes
 */
record Ask(
        String what,
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        @Nullable JsonNode body,
        @Nullable String object,
        int rows) {
    Ask {
        query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
        headers = Map.copyOf(headers);
    }

    static Ask get(String what, String path) {
        return new Ask(what, "GET", path, Map.of(), Map.of(), null, null, 0);
    }

    static Ask query(String what, String path, String soql) {
        return new Ask(what, "GET", path, Map.of("q", soql), Map.of(), null, null, 0);
    }

    static Ask post(String what, String path, JsonNode body) {
        return new Ask(what, "POST", path, Map.of(), Map.of(), body, null, 0);
    }
}
