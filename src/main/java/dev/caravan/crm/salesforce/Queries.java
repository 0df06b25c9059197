package dev.caravan.crm.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Statements, and the pages that Salesforce makes of long answers. */
final class Queries {
    private final SalesforceCalls calls;
    private final SalesforceSettings settings;

    Queries(SalesforceCalls calls, SalesforceSettings settings) {
        this.calls = calls;
        this.settings = settings;
    }

    /**
     * Rows of a statement and the time of the org.
     *
     * @param askedAt as in {@link SalesforceCalls.Told}
     */
    record Rows(List<JsonNode> rows, Instant askedAt) {}

    /** All rows of a statement, over as many answers as Salesforce makes of them. */
    List<JsonNode> query(String what, String soql) {
        return run(what, "/query", soql).rows();
    }

    /** As {@link #query}, with what lies in the recycle bin (REST guide, "QueryAll"). */
    Rows queryAll(String what, String soql) {
        return run(what, "/queryAll", soql);
    }

    private Rows run(String what, String resource, String soql) {
        SalesforceCalls.Told first = calls.ask(Ask.query(what, settings.dataPath() + resource, soql));
        List<JsonNode> rows = new ArrayList<>();
        follow(what, first.body(), "records", rows::add);
        return new Rows(rows, first.askedAt());
    }

    /**
     * Goes through the entries of an answer and of those that continue it.
     *
     * @param entries name of the array that holds them
     */
    void follow(String what, JsonNode first, String entries, Consumer<JsonNode> each) {
        JsonNode answer = first;
        answer.path(entries).forEach(each);
        while (!answer.path("done").asBoolean(true)) {
            answer = calls.send(next(what, answer.path("nextRecordsUrl").asText()));
            answer.path(entries).forEach(each);
        }
    }

    /** The address comes from an answer: it must stay within the data API, so that the token goes nowhere else. */
    private static Ask next(String what, String address) {
        String[] parts = address.split("\\?", 2);
        String path = parts[0];
        if (!path.startsWith("/services/data/") || !path.matches("[A-Za-z0-9/._~%-]+") || path.contains("..")) {
            throw new CrmException(what, new CrmError.Transient("the address of the next page is none", false), null);
        }
        Map<String, String> query = new LinkedHashMap<>();
        if (parts.length == 2) {
            for (String pair : parts[1].split("&")) {
                String[] both = pair.split("=", 2);
                query.put(decode(both[0]), both.length == 2 ? decode(both[1]) : "");
            }
        }
        return new Ask(what, "GET", path, query, Map.of(), null, null, 0);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
