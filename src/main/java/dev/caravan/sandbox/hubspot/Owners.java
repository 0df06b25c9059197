package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The three users of the account, all invented, one of them archived, and the calls for them. */
final class Owners {
    private static final String CREATED = Times.iso(Instant.parse("2025-01-06T09:00:00Z"));
    private static final int MOST = 500;

    private final Api api;
    private final List<Owner> owners = List.of(
            new Owner("41", 9001, "ada.north@example.com", "Ada", "North", false),
            new Owner("42", 9002, "ben.south@example.com", "Ben", "South", false),
            new Owner("43", 9003, "cora.west@example.com", "Cora", "West", false),
            new Owner("44", 9004, "dan.east@example.com", "Dan", "East", true));

    private record Owner(String id, int userId, String email, String first, String last, boolean archived) {
        ObjectNode json() {
            ObjectNode json = Json.object();
            json.put("id", id);
            json.put("email", email);
            json.put("type", "PERSON");
            json.put("firstName", first);
            json.put("lastName", last);
            if (!archived) {
                json.put("userId", userId);
            }
            json.put("userIdIncludingInactive", userId);
            json.put("createdAt", CREATED);
            json.put("updatedAt", CREATED);
            json.put("archived", archived);
            json.putArray("teams")
                    .addObject()
                    .put("id", "1")
                    .put("name", "Sales")
                    .put("primary", true);
            return json;
        }
    }

    Owners(Api api) {
        this.api = api;
    }

    /** Owner ids that a record may have. */
    Collection<String> ids() {
        return owners.stream().map(Owner::id).toList();
    }

    Answer list(Request request) {
        boolean archived = Api.flag(request, "archived");
        String email = request.query("email").orElse("");
        List<Owner> found = owners.stream()
                .filter(owner -> owner.archived() == archived)
                .filter(owner -> email.isEmpty() || owner.email().equalsIgnoreCase(email))
                .toList();
        int limit = Api.limit(request, 100, MOST);
        int from = Math.min(Api.number(request.query("after").orElse("0"), "after"), found.size());
        int to = Math.min(from + limit, found.size());
        ObjectNode body = Json.object();
        found.subList(from, to).forEach(owner -> body.withArray("results").add(owner.json()));
        if (from == to) {
            body.putArray("results");
        }
        if (to < found.size()) {
            api.paging(body, request, String.valueOf(to));
        }
        return Answer.json(200, body);
    }

    Answer read(Request request) {
        String id = request.path("ownerId");
        boolean byUser = request.query("idProperty").orElse("id").equals("userId");
        boolean archived = Api.flag(request, "archived");
        return owners.stream()
                .filter(owner -> owner.archived() == archived)
                .filter(owner -> (byUser ? String.valueOf(owner.userId()) : owner.id()).equals(id))
                .findFirst()
                .map(owner -> Answer.json(200, owner.json()))
                .orElseThrow(() -> Problem.notFound("resource not found"));
    }
}
