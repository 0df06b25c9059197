package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Screens;
import java.util.List;
import java.util.function.Supplier;

/** HubSpot's screens: the same checks as for calls, with the change source {@code CRM_UI}. */
final class HubSpotScreens implements Screens {
    private final Data data;
    private final RecordWrites writes;
    private final Merges merges;

    HubSpotScreens(Data data, RecordWrites writes, Merges merges) {
        this.data = data;
        this.writes = writes;
        this.merges = merges;
    }

    @Override
    public String create(Request request, String object, ObjectNode values) {
        ObjectType type = ObjectType.known(object);
        return done(() -> {
            ObjectNode properties = values.deepCopy();
            properties.remove("associations");
            RecordWrites.Prepared write =
                    writes.create(type, properties, values.path("associations"), new RecordWrites.Claims());
            return writes.commit(request, write).idText();
        });
    }

    @Override
    public void edit(Request request, String object, String id, ObjectNode values) {
        ObjectType type = ObjectType.known(object);
        done(() -> writes.commit(request, writes.update(live(type, id), values, new RecordWrites.Claims()))
                .idText());
    }

    @Override
    public void delete(Request request, String object, String id) {
        ObjectType type = ObjectType.known(object);
        done(() -> {
            writes.archive(request, live(type, id));
            return id;
        });
    }

    @Override
    public void restore(Request request, String object, String id) {
        ObjectType type = ObjectType.known(object);
        done(() -> {
            HubSpotRecord record = data.any(type, id);
            if (record == null || record.archived() == null) {
                throw Problem.invalid("there is no archived record " + id + " of " + type.name());
            }
            writes.restore(request, record);
            return id;
        });
    }

    @Override
    public void merge(Request request, String object, String id, List<String> others) {
        ObjectType type = ObjectType.known(object);
        done(() -> {
            others.forEach(other -> merges.merge(request, type, id, other));
            return id;
        });
    }

    private HubSpotRecord live(ObjectType type, String id) {
        HubSpotRecord record = data.live(type, id);
        if (record == null) {
            throw Problem.invalid("there is no record " + id + " of " + type.name());
        }
        return record;
    }

    private String done(Supplier<String> work) {
        synchronized (data) {
            try {
                return work.get();
            } catch (Problem problem) {
                throw new IllegalArgumentException(problem.getMessage(), problem);
            }
        }
    }
}
