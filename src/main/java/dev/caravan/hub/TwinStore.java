package dev.caravan.hub;

import dev.caravan.sql.Database;
import dev.caravan.sql.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Hub records that share a match key. */
public final class TwinStore {
    private final Database database;

    public TwinStore(Database database) {
        this.database = database;
    }

    /** For each of the key values of one kind: the ids of all records of the type that have it. */
    public Map<String, Set<String>> holders(RecordType type, String kind, Collection<String> values) {
        Map<String, Set<String>> found = new HashMap<>();
        if (values.isEmpty()) {
            return found;
        }
        List<String> padded = Tx.padded(List.copyOf(values));
        List<Object> params = new ArrayList<>(List.of(type.word(), kind));
        params.addAll(padded);
        database.read()
                .sql("SELECT value, record_key FROM record_key WHERE type = ? AND kind = ? AND value IN ("
                        + Tx.marks(padded.size()) + ") ORDER BY record_key")
                .params(params)
                .query(row -> {
                    found.computeIfAbsent(row.getString(1), v -> new LinkedHashSet<>()).add(row.getString(2));
                });
        return found;
    }
}
