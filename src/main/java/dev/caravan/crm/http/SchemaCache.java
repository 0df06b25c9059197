package dev.caravan.crm.http;

import dev.caravan.crm.ConditionCheck;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.filter.Condition;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields of objects as a CRM describes them, kept until somebody asks anew. Safe for several threads. */
public final class SchemaCache {
    private final Function<String, ObjectSchema> describe;
    private final Map<String, ObjectSchema> known = new ConcurrentHashMap<>();
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    /** @param describe asks the CRM; throws {@link CrmException} with {@code NOT_FOUND} when there is no such object */
    public SchemaCache(Function<String, ObjectSchema> describe) {
        this.describe = describe;
    }

    /** Asks the CRM, and keeps what it says. */
    public ObjectSchema ask(String object) {
        ObjectSchema schema = describe.apply(object);
        known.put(object, schema);
        return schema;
    }

    /** The fields as last asked for; none when this login may not see them, so that values stay what they are. */
    public ObjectSchema get(String object) {
        ObjectSchema there = known.get(object);
        if (there != null) {
            return there;
        }
        synchronized (locks.computeIfAbsent(object, o -> new Object())) {
            ObjectSchema meanwhile = known.get(object);
            return meanwhile != null ? meanwhile : askOrNone(object);
        }
    }

    /** The next use asks again. */
    public void forget(String object) {
        known.remove(object);
    }

    /** The type of a field; null when it is not known. */
    public FieldSchema.@Nullable Type type(String object, String field) {
        return get(object).field(field).map(FieldSchema::type).orElse(null);
    }

    /**
     * A condition with each value in the type of its field. Where it does not fit the fields that are known, they are
     * asked for once more: one may be new.
     *
     * @throws InvalidInputException when it does not pass {@link ConditionCheck}
     */
    public Condition fitted(String object, Condition condition) {
        try {
            return new ConditionCheck(get(object)).fit(condition);
        } catch (InvalidInputException e) {
            forget(object);
            return new ConditionCheck(get(object)).fit(condition);
        }
    }

    private ObjectSchema askOrNone(String object) {
        try {
            return ask(object);
        } catch (CrmException e) {
            if (e.error() instanceof CrmError.Unauthorized unauthorized
                    && unauthorized.code() == ErrorCode.INSUFFICIENT_ACCESS) {
                ObjectSchema none = ObjectSchema.of(object, List.of());
                known.put(object, none);
                return none;
            }
            throw e;
        }
    }
}
