package dev.caravan.crm.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Write;
import dev.caravan.crm.http.HttpCall;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.Query;
import dev.caravan.crm.http.Typed;
import dev.caravan.problem.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The requests that write one record. Most take one. A new activity that is done, or in any state but the first, takes
 * two, for no record can be created in another state: it is made, and then set to that state. (Dataverse docs, "Set
 * state", and 0x80048408 in the field.)
 */
final class Requests {
    static final String STATE = "statecode";
    static final String STATUS = "statuscode";
    private static final int FIRST_STATE = 0;
    /** (Dataverse docs, "Alternate keys": other characters may not stand in the key of an address.) */
    private static final Pattern PLAIN_KEY = Pattern.compile("[^/<>*%&:\\\\?+#]{1,200}");

    private final Reads reads;
    private final DynamicsSettings settings;
    private final DynamicsFields fields;
    private final DynamicsValues values;
    private final Parties parties;

    Requests(Reads reads, DynamicsSettings settings, DynamicsFields fields, Parties parties) {
        this.reads = reads;
        this.settings = settings;
        this.fields = fields;
        this.values = new DynamicsValues(fields);
        this.parties = parties;
    }

    /** Whether a key may be a part of an address. */
    static boolean isPlain(String key) {
        return PLAIN_KEY.matcher(key).matches();
    }

    /** @throws CrmException rejected when a value cannot be written */
    List<HttpCall> of(DynamicsTable table, Write write, Parties.Known known) {
        String id = write.id();
        if (id != null && !DynamicsTable.isId(id)) {
            throw refused(table, "the id is no GUID, so there is no such record", ErrorCode.NOT_FOUND);
        }
        List<String> shown = new ArrayList<>();
        ObjectNode body = body(table, write, shown, known);
        ObjectNode state = state(table, write, body);
        List<String> select = new ArrayList<>(List.of(table.idField()));
        fields.shown(table.set(), shown).stream()
                .filter(name -> !select.contains(name))
                .forEach(select::add);
        String query = new ODataQuery().select(select).text();
        if (id != null) {
            body.setAll(state);
            return List.of(written("PATCH", table.one(id), query, body).with("If-Match", "*"));
        }
        Optional<String> unique = settings.uniqueField(table.set());
        String key = write.record().id();
        if (unique.isPresent() && isPlain(key)) {
            body.remove(unique.get());
            String path = table.set() + "(" + unique.get() + "='" + Query.encoded(key.replace("'", "''")) + "')";
            return calls(written("PATCH", path, query, body), settings.base() + "/" + path, state);
        }
        unique.ifPresent(field -> body.put(field, key));
        return calls(written("POST", table.set(), query, body), Batches.MADE, state);
    }

    HttpCall plain(String method, String path, @Nullable String query) {
        return bare(method, settings.base() + "/" + path, query);
    }

    private ObjectNode body(DynamicsTable table, Write write, List<String> shown, Parties.Known known) {
        ObjectNode body = Json.object();
        Map<DynamicsField, @Nullable Object> parts = new LinkedHashMap<>();
        write.values().forEach((name, value) -> {
            Optional<DynamicsField> field = fields.find(table.set(), name);
            if (field.isEmpty()) {
                // The table may have it by now; else Dataverse says so.
                body.set(name, Typed.write(value, null));
            } else if (!field.get().isParties()) {
                shown.add(name);
                values.put(body, field.get(), value);
            } else if (write.isCreate()) {
                parts.put(field.get(), value);
            } else {
                throw refused(
                        table,
                        name + ": parties are written with a new record only. Write send: create in the mapping",
                        ErrorCode.INVALID_VALUE);
            }
        });
        if (write.isCreate() && table.isActivity()) {
            parties.put(body, table, write, parts, known);
        }
        return body;
    }

    /**
     * What of an activity's body has to wait until the activity is there; for an update, the state that belongs to the
     * status reason.
     */
    private ObjectNode state(DynamicsTable table, Write write, ObjectNode body) {
        ObjectNode state = Json.object();
        JsonNode reason = body.path(STATUS);
        @Nullable
        Integer belongs = !table.isActivity() || !reason.isInt()
                ? null
                : fields.find(table.set(), STATUS)
                        .flatMap(field -> Optional.ofNullable(field.states().get(reason.asText())))
                        .orElse(null);
        if (belongs == null || write.isCreate() && belongs == FIRST_STATE) {
            return state;
        }
        body.remove(List.of(STATE, STATUS));
        return state.put(STATE, belongs.intValue()).put(STATUS, reason.intValue());
    }

    private List<HttpCall> calls(HttpCall create, String made, ObjectNode state) {
        if (state.isEmpty()) {
            return List.of(create);
        }
        return List.of(create, with(bare("PATCH", made, null), state).with("If-Match", "*"));
    }

    /** With what was stored in the answer, so that the next look at the record finds nothing new. */
    private HttpCall written(String method, String path, String query, ObjectNode body) {
        return with(
                plain(method, path, query)
                        .with(
                                "Prefer",
                                "return=representation,"
                                        + "odata.include-annotations=\"Microsoft.Dynamics.CRM.lookuplogicalname\""),
                body);
    }

    private static HttpCall with(HttpCall call, ObjectNode body) {
        return new HttpCall(
                call.method(),
                call.path(),
                call.query(),
                call.headers(),
                new HttpCall.Body("application/json", Json.write(body)),
                CallKind.GENERAL);
    }

    private static HttpCall bare(String method, String path, @Nullable String query) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "application/json");
        headers.put("OData-MaxVersion", "4.0");
        headers.put("OData-Version", "4.0");
        return new HttpCall(method, path, query, headers, null, CallKind.GENERAL);
    }

    private CrmException refused(DynamicsTable table, String why, ErrorCode code) {
        return new CrmException(reads.name(table.set()), new CrmError.Rejected(why, code), null);
    }
}
