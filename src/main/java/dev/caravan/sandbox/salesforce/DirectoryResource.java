package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What there is: versions, resources, objects, fields and limits (REST guide, "Versions" to "sObject Describe"). */
final class DirectoryResource {
    static final int OLDEST = 31;
    static final int NEWEST = 67;
    private static final int RECENT = 20;

    private final Org org;
    private final Describe describe;
    private final Supplier<Integer> used;

    /** @param used API calls of the day so far */
    DirectoryResource(Org org, Supplier<Integer> used) {
        this.org = org;
        this.describe = new Describe(org.schema());
        this.used = used;
    }

    void addTo(Resources resources) {
        resources
                .add("GET", "/", this::resources)
                .add("GET", "/limits", call -> Reply.ok(limits()))
                .add("GET", "/sobjects", this::objects)
                .add("GET", "/sobjects/{type!}", this::basicInfo)
                .add("GET", "/sobjects/{type!}/describe", this::describe)
                .add("GET", "/recent", this::recent);
    }

    /** Newest last, as Salesforce lists them. */
    static ArrayNode versions() {
        ArrayNode versions = Json.array();
        for (int version = OLDEST; version <= NEWEST; version++) {
            int back = NEWEST - version;
            String season = List.of("Summer", "Spring", "Winter").get(back % 3);
            versions.addObject()
                    .put("label", season + " '" + (26 - back / 3))
                    .put("url", "/services/data/v" + version + ".0")
                    .put("version", version + ".0");
        }
        return versions;
    }

    private Reply resources(Call call) {
        ObjectNode reply = Json.object();
        for (String name : List.of(
                "composite",
                "jobs",
                "limits",
                "parameterizedSearch",
                "query",
                "queryAll",
                "recent",
                "search",
                "sobjects")) {
            reply.put(name, call.url("/" + name));
        }
        return Reply.ok(reply.put("identity", org.context().baseUrl().get() + "/id/" + Org.ID + "/" + org.me()));
    }

    private ObjectNode limits() {
        ObjectNode limits = Json.object();
        limits.putObject(Quota.DAILY)
                .put("Max", Quota.WINDOW.max())
                .put("Remaining", Math.max(0, Quota.WINDOW.max() - used.get()));
        limits.putObject("DailyBulkV2QueryJobs").put("Max", 10_000).put("Remaining", 10_000);
        limits.putObject("DailyBulkApiBatches").put("Max", 15_000).put("Remaining", 15_000);
        limits.putObject("DataStorageMB").put("Max", 5).put("Remaining", 5);
        limits.putObject("FileStorageMB").put("Max", 20).put("Remaining", 20);
        limits.putObject("SingleEmail").put("Max", 15).put("Remaining", 15);
        return limits;
    }

    private Reply objects(Call call) {
        ObjectNode reply = Json.object().put("encoding", "UTF-8").put("maxBatchSize", CollectionResource.LARGEST);
        ArrayNode list = reply.putArray("sobjects");
        org.schema().objects().forEach(object -> list.add(describe.head(object, call)));
        return Reply.ok(reply);
    }

    private Reply basicInfo(Call call) {
        ObjectType object = org.object(call.path("type"));
        ObjectNode reply = Json.object();
        reply.set("objectDescribe", describe.head(object, call));
        ArrayNode items = reply.putArray("recentItems");
        newest(object).forEach(row -> items.add(withName(row, call)));
        return Reply.ok(reply);
    }

    private Stream<Row> newest(ObjectType object) {
        return org.store().newest(object, RECENT).stream().filter(row -> !row.isDeleted());
    }

    private static ObjectNode withName(Row row, Call call) {
        ObjectNode item = call.rendering().start(row).put("Id", row.id());
        call.rendering().put(item, row, row.type().nameField());
        return item;
    }

    private Reply describe(Call call) {
        ObjectType object = org.object(call.path("type"));
        return Reply.ok(describe.whole(object, call));
    }

    private Reply recent(Call call) {
        ArrayNode items = Json.array();
        for (String name : List.of("Account", "Contact", "Lead", "Opportunity")) {
            newest(org.schema().known(name)).forEach(row -> items.add(withName(row, call)));
        }
        return Reply.ok(items);
    }
}
