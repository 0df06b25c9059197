package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Screens;
import java.util.List;
import java.util.function.Supplier;

/**
 * Salesforce's screens: the same checks as for calls, in the name of another user than the one behind the tokens, so
 * that {@code LastModifiedById} tells the two apart.
 */
final class SalesforceScreens implements Screens {
    private final Org org;

    SalesforceScreens(Org org) {
        this.org = org;
    }

    @Override
    public String create(Request request, String object, ObjectNode values) {
        ObjectType type = type(object);
        return done(request, () -> org.writes().insert(type, values).id());
    }

    @Override
    public void edit(Request request, String object, String id, ObjectNode values) {
        ObjectType type = type(object);
        done(request, () -> {
            org.writes().update(live(type, id), values);
            return id;
        });
    }

    @Override
    public void delete(Request request, String object, String id) {
        ObjectType type = type(object);
        done(request, () -> {
            org.writes().delete(live(type, id));
            return id;
        });
    }

    @Override
    public void restore(Request request, String object, String id) {
        ObjectType type = type(object);
        done(request, () -> {
            Row row = org.checks().inPath(type, id, true);
            if (!row.isDeleted()) {
                throw SalesforceError.bad("UNDELETE_FAILED", "entity is not in the recycle bin");
            }
            org.writes().undelete(row);
            return id;
        });
    }

    @Override
    public void merge(Request request, String object, String id, List<String> others) {
        ObjectType type = type(object);
        done(request, () -> {
            List<Row> losers = others.stream().map(other -> live(type, other)).toList();
            new Merges(org.store(), org.writes()).merge(live(type, id), losers);
            return id;
        });
    }

    /** {@code {"accountId": "001...", "contactId": "003...", "opportunity": false}}; all may be left out. */
    Answer convert(Request request) {
        ObjectType lead = type("Lead");
        return done(request, () -> {
            Conversions conversions = new Conversions(org.store(), org.writes(), org.checks());
            return Answer.json(200, conversions.convert(live(lead, request.path("id")), request.json()));
        });
    }

    private ObjectType type(String object) {
        return org.schema()
                .object(object)
                .orElseThrow(() -> new IllegalArgumentException("there is no object '" + object + "' at Salesforce"));
    }

    private Row live(ObjectType type, String id) {
        return org.checks().inPath(type, id, false);
    }

    private <T> T done(Request request, Supplier<T> work) {
        try {
            return org.byPerson(request, work);
        } catch (SalesforceError error) {
            throw new IllegalArgumentException(error.code() + ": " + error.text(), error);
        }
    }
}
