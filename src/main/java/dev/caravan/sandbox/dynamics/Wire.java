package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.RefusedException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Answers and refusals as Dataverse writes them. */
final class Wire {
    private static final String TYPE = "application/json; odata.metadata=minimal";
    private static final String HELP = "For more information on this error please follow this help link"
            + " https://go.microsoft.com/fwlink/?linkid=2195293";

    private Wire() {}

    static Answer json(int status, JsonNode body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", TYPE);
        headers.put("OData-Version", "4.0");
        return new Answer(status, headers, Json.write(body));
    }

    static Answer empty(int status) {
        return new Answer(status, Map.of("OData-Version", "4.0"), new byte[0]);
    }

    static Answer failure(int status, String code, String message) {
        ObjectNode body = Json.object();
        body.putObject("error").put("code", code).put("message", message);
        return json(status, body);
    }

    static RefusedException refused(int status, String code, String message) {
        return new RefusedException(failure(status, code, message));
    }

    /** A body that does not fit the table. */
    static RefusedException payload(String set, String inner) {
        return refused(
                400,
                "0x80048d19",
                "Error identified in Payload provided by the user for Entity :'" + set + "', " + HELP
                        + "  ---->  InnerException : " + inner);
    }

    static RefusedException noProperty(String property, String type) {
        return refused(400, "0x80060888", "Could not find a property named '" + property + "' on type '" + type + "'.");
    }

    static RefusedException noRecord(Table table, String id) {
        return refused(404, "0x80040217", table.name() + " With Id = " + id + " Does Not Exist");
    }

    static RefusedException noResource(String segment) {
        return refused(404, "0x8006088a", "Resource not found for the segment '" + segment + "'.");
    }

    static RefusedException syntax(String message) {
        return refused(400, "0x80060888", message);
    }
}
