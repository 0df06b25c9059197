package dev.caravan.sandbox.salesforce;

import dev.caravan.sandbox.Change;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.SandboxContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The imitated org: schema, records, users, and the lock that guards them. */
final class Org {
    /** Id of the org. */
    static final String ID = fullId("00DCv0000000001");

    private final SandboxContext context;
    private final Schema schema = SchemaFile.read();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private Store store;
    private Writes writes;
    private Checks checks;

    Org(SandboxContext context) {
        this.context = context;
        store = new Store(schema);
        writes = new Writes(store, context.clock(), context.faults()::normalise);
        checks = new Checks(store, context.faults()::normalise);
        populate();
    }

    private static String fullId(String id15) {
        String id = Ids.full(id15);
        if (id == null) {
            throw new IllegalArgumentException("'" + id15 + "' is no id");
        }
        return id;
    }

    void reset() {
        lock.writeLock().lock();
        try {
            store = new Store(schema);
            writes = new Writes(store, context.clock(), context.faults()::normalise);
            checks = new Checks(store, context.faults()::normalise);
            populate();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Puts saved rows in the place of all that is there. */
    void restore(String me, Consumer<Store> rows) {
        lock.writeLock().lock();
        try {
            store = new Store(schema);
            writes = new Writes(store, context.clock(), context.faults()::normalise);
            checks = new Checks(store, context.faults()::normalise);
            rows.accept(store);
            writes.actAs(me);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void populate() {
        ObjectType user = schema.known("User");
        List<List<String>> people = List.of(
                List.of("Integration", "User", "integration@caravan.example.com"),
                List.of("Ines", "Okafor", "ines.okafor@example.com"),
                List.of("Marek", "Lindqvist", "marek.lindqvist@example.com"),
                List.of("Sofia", "Tanaka", "sofia.tanaka@example.com"));
        for (List<String> person : people) {
            Row row = writes.seed(
                    user,
                    Json.object()
                            .put("FirstName", person.get(0))
                            .put("LastName", person.get(1))
                            .put("Username", person.get(2))
                            .put("Email", person.get(2))
                            .put("Alias", person.get(0).substring(0, 4).toLowerCase(Locale.ROOT))
                            .put("IsActive", true)
                            .put("TimeZoneSidKey", "Europe/Amsterdam")
                            .put("LocaleSidKey", "en_GB")
                            .put("EmailEncodingKey", "UTF-8")
                            .put("LanguageLocaleKey", "en_US"));
            if (writes.me().isEmpty()) {
                writes.actAs(row.id());
            }
        }
        ListViews.populate(this);
        writes.keep();
    }

    Schema schema() {
        return schema;
    }

    Store store() {
        return store;
    }

    Writes writes() {
        return writes;
    }

    Checks checks() {
        return checks;
    }

    SandboxContext context() {
        return context;
    }

    /** Id of the user behind every token. */
    String me() {
        return writes.me();
    }

    SoqlRun soql(boolean withDeleted) {
        return new SoqlRun(store, context.clock(), me(), withDeleted);
    }

    /** An object by its name in a path. */
    ObjectType object(String name) {
        return schema.object(name).orElseThrow(SalesforceError::notFound);
    }

    <T> T reading(Supplier<T> work) {
        lock.readLock().lock();
        try {
            return work.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Does work that may write; what it wrote is undone when it throws, and else told to the journal. */
    <T> T writing(Request request, Supplier<T> work) {
        lock.writeLock().lock();
        Writes.Mark mark = writes.mark();
        boolean good = false;
        try {
            T result = work.get();
            good = true;
            return result;
        } finally {
            if (!good) {
                writes.rollBackTo(mark);
            }
            for (Writes.Done done : writes.keep()) {
                note(request, done.kind(), done.row(), done.values());
            }
            lock.writeLock().unlock();
        }
    }

    /** As {@link #writing}, in the name of a person instead of the user behind the tokens. */
    <T> T byPerson(Request request, Supplier<T> work) {
        lock.writeLock().lock();
        String before = writes.me();
        try {
            writes.actAs(person(before));
            return writing(request, work);
        } finally {
            writes.actAs(before);
            lock.writeLock().unlock();
        }
    }

    private String person(String integrationUser) {
        return store.rows(schema.known("User")).stream()
                .map(Row::id)
                .filter(id -> !id.equals(integrationUser))
                .findFirst()
                .orElse(integrationUser);
    }

    /** Takes records in without checks and without the journal. */
    <T> T seeding(Supplier<T> work) {
        lock.writeLock().lock();
        try {
            T result = work.get();
            writes.keep();
            return result;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void note(Request request, Change.Kind kind, Row row, Map<String, String> values) {
        context.journal().add(request, kind, row.type().name(), row.id(), values);
    }
}
