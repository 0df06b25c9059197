package dev.caravan.crm.tribe;

import dev.caravan.crm.http.Query;
import dev.caravan.crm.tribe.TribeField.Shape;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is asked for of a record: {@code $select}, and {@code $expand} for what stands behind references. (TribeCRM
 * docs, "OData": options inside an expansion are separated by semicolons.)
 */
final class Projection {
    private final Set<String> select = new LinkedHashSet<>();
    private final Map<String, Projection> expand = new LinkedHashMap<>();

    /** The id and the times of a record. */
    static Projection ofTimes() {
        return new Projection().times();
    }

    Projection times() {
        return select(TribeObjects.ID).select(TribeObjects.CREATED).select(TribeObjects.CHANGED);
    }

    Projection select(String property) {
        select.add(property);
        return this;
    }

    Projection expand(String reference) {
        return expand.computeIfAbsent(reference, absent -> new Projection());
    }

    void add(TribeField field) {
        Projection at = field.part() == null ? this : expand(field.part()).select(TribeObjects.ID);
        switch (field.shape()) {
            case PLAIN -> at.select(field.property());
            case LINK, ROLE_COMPANY -> at.expand(field.property()).select(TribeObjects.ID);
            case CHOICE -> {
                Projection choice = at.expand(field.property()).select(TribeObjects.ID);
                field.choices().forEach(each -> choice.select(each.key()));
            }
        }
        String fallback = field.fallback();
        if (fallback != null && field.shape() == Shape.PLAIN) {
            int slash = fallback.indexOf('/');
            expand(fallback.substring(0, slash)).select(fallback.substring(slash + 1));
        }
    }

    Query on(Query query) {
        return query.add("$select", String.join(",", select)).add("$expand", expand.isEmpty() ? null : expansions());
    }

    private String expansions() {
        return expand.entrySet().stream()
                .map(each -> each.getKey() + "(" + each.getValue().inside() + ")")
                .collect(Collectors.joining(","));
    }

    private String inside() {
        String own = "$select=" + String.join(",", select);
        return expand.isEmpty() ? own : own + ";$expand=" + expansions();
    }
}
