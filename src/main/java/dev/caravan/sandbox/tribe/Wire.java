package dev.caravan.sandbox.tribe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.RefusedException;

/** Refusals in the form of OData, which is all that the vendor's own clients show of them. */
final class Wire {
    private Wire() {}

    static Answer failure(int status, String message) {
        ObjectNode body = Json.object();
        ObjectNode error = body.putObject("error");
        error.putNull("code");
        error.put("message", message);
        error.putNull("target");
        error.putArray("details");
        return Answer.json(status, body);
    }

    static RefusedException refused(int status, String message) {
        return new RefusedException(failure(status, message));
    }

    static RefusedException noSuchType(String set) {
        return refused(404, "Entity type not found: " + set);
    }
}
