package dev.caravan.sandbox.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.RefusedException;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Route;
import dev.caravan.sandbox.Screens;
import dev.caravan.sandbox.VendorApi;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a vendor's API that hangs on its {@link Store} alone: audits, start data, screens, saving. What is left
 * to the vendor are its paths, its forms and its refusals.
 */
public abstract class StoreApi implements VendorApi {
    private final Store store;

    protected StoreApi(Store store) {
        this.store = store;
    }

    protected final Store store() {
        return store;
    }

    /** The handler as it is to be added to the routes: one call at a time works on the store. */
    protected final Route.Handler guarded(Route.Handler handler) {
        return request -> {
            synchronized (store) {
                return handler.handle(request);
            }
        };
    }

    /**
     * Values as the vendor's users enter them at its screens, in the form in which rows keep them, checked.
     *
     * @param row null for a new one
     * @throws RefusedException when they are not taken
     */
    protected ObjectNode entered(Kind kind, ObjectNode values, @Nullable Row row) {
        return values;
    }

    @Override
    public void reset() {
        store.reset();
    }

    @Override
    public Collection<String> objects() {
        return store.kinds().stream().map(Kind::name).toList();
    }

    @Override
    public ArrayNode records(String object) {
        ArrayNode records = Json.array();
        synchronized (store) {
            for (Row row : store.all(store.kind(object))) {
                ObjectNode record = records.addObject();
                record.put("id", row.id());
                record.put("archived", row.isDeleted());
                record.put("createdAt", row.createdAt().toString());
                record.put("modifiedAt", row.modifiedAt().toString());
                record.setAll(row.values());
            }
        }
        return records;
    }

    @Override
    public List<String> seed(String object, List<ObjectNode> records) {
        List<String> ids = new ArrayList<>();
        synchronized (store) {
            Kind kind = store.kind(object);
            for (ObjectNode record : records) {
                JsonNode inner = record.path("properties");
                ids.add(store.seed(kind, inner instanceof ObjectNode values ? values : record)
                        .id());
            }
        }
        return ids;
    }

    @Override
    public JsonNode save() {
        return store.save();
    }

    @Override
    public void load(JsonNode saved) {
        store.load(saved);
    }

    @Override
    public Screens screens() {
        return new StoreScreens();
    }

    private final class StoreScreens implements Screens {
        @Override
        public String create(Request request, String object, ObjectNode values) {
            synchronized (store) {
                Kind kind = store.kind(object);
                return store.create(request, kind, checked(kind, values, null)).id();
            }
        }

        @Override
        public void edit(Request request, String object, String id, ObjectNode values) {
            synchronized (store) {
                Row row = live(object, id);
                store.update(request, row, checked(row.kind(), values, row));
            }
        }

        @Override
        public void delete(Request request, String object, String id) {
            synchronized (store) {
                store.delete(request, live(object, id));
            }
        }

        @Override
        public void restore(Request request, String object, String id) {
            synchronized (store) {
                Row row = store.any(store.kind(object), id);
                if (row == null || !row.isDeleted()) {
                    throw new IllegalArgumentException("there is no deleted record " + id + " of " + object);
                }
                store.restore(request, row);
            }
        }

        @Override
        public void merge(Request request, String object, String id, List<String> others) {
            synchronized (store) {
                others.forEach(other -> store.merge(request, live(object, id), live(object, other)));
            }
        }

        private ObjectNode checked(Kind kind, ObjectNode values, @Nullable Row row) {
            try {
                return entered(kind, values, row);
            } catch (RefusedException e) {
                throw new IllegalArgumentException(new String(e.answer().body(), StandardCharsets.UTF_8), e);
            }
        }

        private Row live(String object, String id) {
            Row row = store.live(store.kind(object), id);
            if (row == null) {
                throw new IllegalArgumentException("there is no record " + id + " of " + object);
            }
            return row;
        }
    }
}
