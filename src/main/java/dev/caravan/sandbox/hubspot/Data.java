package dev.caravan.sandbox.hubspot;

import dev.caravan.sandbox.SandboxContext;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that the account holds. Whoever reads or writes it holds its monitor. */
final class Data {
    private static final long FIRST_ID = 1001;

    private final SandboxContext context;
    private final Map<ObjectType, Table> tables = new HashMap<>();
    private Schema schema;
    private AssociationTypes associationTypes = new AssociationTypes();
    private Pipelines pipelines;
    private long lastId = FIRST_ID - 1;
    private long version;
    private Instant lastChange = Instant.MIN;

    Data(SandboxContext context) {
        this.context = context;
        this.schema = new Schema(context.clock().instant());
        this.pipelines = new Pipelines(context.clock().instant());
        ObjectType.all().forEach(type -> tables.put(type, new Table(type)));
    }

    synchronized void reset() {
        tables.replaceAll((type, old) -> new Table(type));
        schema = new Schema(now());
        associationTypes = new AssociationTypes();
        pipelines = new Pipelines(now());
        lastId = FIRST_ID - 1;
        changed();
    }

    SandboxContext context() {
        return context;
    }

    Instant now() {
        return context.clock().instant();
    }

    Schema schema() {
        return schema;
    }

    AssociationTypes associationTypes() {
        return associationTypes;
    }

    Pipelines pipelines() {
        return pipelines;
    }

    Table table(ObjectType type) {
        Table table = tables.get(type);
        if (table == null) {
            throw new IllegalStateException("object " + type.name() + " has no table");
        }
        return table;
    }

    /** Says that something is no longer as it was. */
    void changed() {
        version++;
        lastChange = now();
    }

    /** Counts up with every change of anything, so that what was worked out from the data can be kept until then. */
    long version() {
        return version;
    }

    /** When anything was changed last. */
    Instant lastChange() {
        return lastChange;
    }

    long nextId() {
        return ++lastId;
    }

    long lastId() {
        return lastId;
    }

    /** Ids go on after this one. */
    synchronized void goOnAfter(long id) {
        lastId = id;
    }

    /** The record that is not archived; null if there is none, or if the id is not a number. */
    @Nullable
    HubSpotRecord live(ObjectType type, String id) {
        HubSpotRecord record = any(type, id);
        return record == null || record.archived() != null ? null : record;
    }

    /** The record, archived or not; null if there is none. */
    @Nullable
    HubSpotRecord any(ObjectType type, String id) {
        return id.matches("\\d{1,18}") ? table(type).get(Long.parseLong(id)) : null;
    }

    /**
     * The record that is not archived, by record id or by the value of a unique property.
     *
     * @param idProperty null or empty for the record id
     * @throws Problem HTTP 400 if that property is not unique
     */
    @Nullable
    HubSpotRecord live(ObjectType type, String id, @Nullable String idProperty) {
        if (idProperty == null || idProperty.isEmpty() || idProperty.equals("hs_object_id")) {
            return live(type, id);
        }
        Property property = uniqueProperty(type, idProperty);
        return table(type).byUnique(property.name(), id);
    }

    /**
     * A property that may stand for the record id.
     *
     * @throws Problem HTTP 400 if it is not there or not unique
     */
    Property uniqueProperty(ObjectType type, String name) {
        Property property = schema.find(type, name)
                .orElseThrow(() -> Problem.invalid("Property \"" + name + "\" does not exist")
                        .detail("PROPERTY_DOESNT_EXIST", "Property \"" + name + "\" does not exist", name));
        if (!table(type).isUnique(property)) {
            throw Problem.invalid("idProperty \"" + name + "\" is not a unique property of " + type.upper()
                    + ". Use a property with hasUniqueValue true");
        }
        return property;
    }
}
