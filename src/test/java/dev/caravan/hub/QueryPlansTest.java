package dev.caravan.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.sql.Database;
import dev.caravan.sql.Databases;
import dev.caravan.sql.Tx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * SQLite plans without looking at the data: a wrong guess costs nothing in a small database and everything in a large.
 */
@Tag("I26")
class QueryPlansTest {
    private final Database database = Database.open(Databases.sqlite());

    @AfterEach
    void close() {
        database.close();
    }

    @ParameterizedTest(name = "{0} by {1}")
    @CsvSource({
        "link, connection object external_id",
        "link, connection type record_id",
        "gone, connection object external_id",
        "gone, connection type record_id",
        "intent, connection type record_id",
        "change_mark, connection direction type record_key",
        "import_seen, import_id external_id",
        "record, type id",
    })
    void manyAreLookedUpOneByOneHoweverManyThereAre(String table, String columns) {
        List<String> names = List.of(columns.split(" "));
        List<String> conditions = new ArrayList<>();
        names.subList(0, names.size() - 1).forEach(name -> conditions.add(name + " = ?"));
        conditions.add(names.get(names.size() - 1) + " IN (" + Tx.marks(500) + ")");
        String query = "SELECT * FROM " + table + " WHERE " + String.join(" AND ", conditions);
        Object[] values = Collections.nCopies(names.size() + 499, "x").toArray();

        List<String> plan = database.writeNow(
                tx -> tx.query("EXPLAIN QUERY PLAN " + query, row -> row.getString("detail"), values));

        assertThat(plan).singleElement().asString().startsWith("SEARCH " + table + " USING ");
        names.forEach(name -> assertThat(plan.get(0)).contains(name + "=?"));
    }
}
