package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Saved views of an object (REST guide, "List View", "List View Describe", "List View Results"). */
final class ListViews {
    private static final List<View> VIEWS = List.of(
            new View(
                    "Account", "All Accounts", "AllAccounts", "Name, Website, Industry, Owner.Alias", "", "everything"),
            new View("Account", "My Accounts", "MyAccounts", "Name, Website, Industry", "", "mine"),
            new View(
                    "Account",
                    "Technology Accounts",
                    "TechnologyAccounts",
                    "Name, Website, NumberOfEmployees",
                    "Industry = 'Technology'",
                    "everything"),
            new View(
                    "Contact",
                    "All Contacts",
                    "AllContacts",
                    "Name, Account.Name, Title, Phone, Email",
                    "",
                    "everything"),
            new View("Contact", "My Contacts", "MyContacts", "Name, Account.Name, Title, Phone, Email", "", "mine"),
            new View(
                    "Contact",
                    "Contacts With Email",
                    "ContactsWithEmail",
                    "Name, Email, Title",
                    "Email != null",
                    "everything"),
            new View(
                    "Lead",
                    "All Open Leads",
                    "AllOpenLeads",
                    "Name, Company, Email, Status",
                    "IsConverted = false",
                    "everything"),
            new View("Lead", "My Leads", "MyLeads", "Name, Company, Email, Status", "", "mine"),
            new View(
                    "Opportunity",
                    "All Opportunities",
                    "AllOpportunities",
                    "Name, Account.Name, Amount, CloseDate, StageName",
                    "",
                    "everything"),
            new View(
                    "Opportunity",
                    "Won",
                    "Won",
                    "Name, Account.Name, Amount, CloseDate",
                    "StageName = 'Closed Won'",
                    "everything"));

    private final Org org;

    ListViews(Org org) {
        this.org = org;
    }

    /**
     * One saved view.
     *
     * @param where condition in SOQL, empty for none
     * @param scope {@code everything} or {@code mine}
     */
    private record View(String object, String label, String developerName, String columns, String where, String scope) {
        String query() {
            String condition = where.isEmpty() ? "" : " WHERE " + where;
            String using = scope.equals("mine") ? " USING SCOPE mine" : "";
            return "SELECT " + columns + ", Id, CreatedDate, LastModifiedDate, SystemModstamp FROM " + object + using
                    + condition + " ORDER BY Name ASC NULLS FIRST, Id ASC NULLS FIRST";
        }
    }

    static void populate(Org org) {
        for (View view : VIEWS) {
            org.writes()
                    .seed(
                            org.schema().known("ListView"),
                            Json.object()
                                    .put("Name", view.label())
                                    .put("DeveloperName", view.developerName())
                                    .put("SobjectType", view.object())
                                    .put("IsSoqlCompatible", true));
        }
    }

    void addTo(Resources resources) {
        resources
                .add("GET", "/sobjects/{type!}/listviews", this::list)
                .add("GET", "/sobjects/{type!}/listviews/{id}", call -> Reply.ok(entry(call, row(call))))
                .add("GET", "/sobjects/{type!}/listviews/{id}/describe", this::describe)
                .add("GET", "/sobjects/{type!}/listviews/{id}/results", this::results);
    }

    private Map<Row, View> views(ObjectType object) {
        Map<Row, View> views = new LinkedHashMap<>();
        for (Row row : org.store().rows(org.schema().known("ListView"))) {
            Optional<View> view = VIEWS.stream()
                    .filter(candidate -> candidate.object().equals(object.name()))
                    .filter(candidate -> candidate.developerName().equals(row.text("DeveloperName")))
                    .findFirst();
            if (object.name().equals(row.text("SobjectType")) && view.isPresent()) {
                views.put(row, view.get());
            }
        }
        return views;
    }

    private Reply list(Call call) {
        ObjectType object = org.object(call.path("type"));
        ObjectNode reply = Json.object().put("done", true);
        ArrayNode list = reply.putArray("listviews");
        views(object).keySet().forEach(row -> list.add(entry(call, row)));
        return Reply.ok(reply.putNull("nextRecordsUrl").put("size", list.size()).put("sobjectType", object.name()));
    }

    private static ObjectNode entry(Call call, Row row) {
        String url = call.url("/sobjects/" + row.text("SobjectType") + "/listviews/" + row.id());
        return Json.object()
                .put("describeUrl", url + "/describe")
                .put("developerName", row.text("DeveloperName"))
                .put("id", row.id())
                .put("label", row.text("Name"))
                .put("resultsUrl", url + "/results")
                .put("soqlCompatible", true)
                .put("url", url);
    }

    private Row row(Call call) {
        ObjectType object = org.object(call.path("type"));
        String id = Ids.full(call.path("id"));
        return views(object).keySet().stream()
                .filter(row -> row.id().equals(id) || call.path("id").equals(row.text("DeveloperName")))
                .findFirst()
                .orElseThrow(SalesforceError::notFound);
    }

    private View view(Call call) {
        return Optional.ofNullable(views(org.object(call.path("type"))).get(row(call)))
                .orElseThrow(SalesforceError::notFound);
    }

    private Reply describe(Call call) {
        View view = view(call);
        ObjectNode reply = Json.object();
        reply.set("columns", columns(view));
        reply.put("id", row(call).id());
        ArrayNode order = reply.putArray("orderBy");
        for (String field : List.of("Name", "Id")) {
            order.addObject()
                    .put("fieldNameOrPath", field)
                    .put("nullsPosition", "first")
                    .put("sortDirection", "ascending");
        }
        reply.put("query", view.query()).put("scope", view.scope()).put("sobjectType", view.object());
        if (view.where().isEmpty()) {
            reply.putNull("whereCondition");
        } else {
            String[] words = view.where().split(" ", 3);
            ObjectNode condition = reply.putObject("whereCondition");
            condition.put("field", words[0]).put("operator", words[1].equals("=") ? "equals" : "notEquals");
            condition.putArray("values").add(words[2]);
        }
        return Reply.ok(reply);
    }

    private ArrayNode columns(View view) {
        ArrayNode columns = Json.array();
        ObjectType object = org.schema().known(view.object());
        for (String column :
                view.query().substring(7, view.query().indexOf(" FROM ")).split(", ")) {
            Field field = Path.of(org.schema(), object, column).field();
            boolean hidden = !List.of(view.columns().split(", ")).contains(column);
            columns.addObject()
                    .put("ascendingLabel", "Z-A")
                    .put("descendingLabel", "A-Z")
                    .put("fieldNameOrPath", column)
                    .put("hidden", hidden)
                    .put("label", field.label())
                    .put("searchable", field.type().isText())
                    .put("selectListItem", column)
                    .put("sortDirection", column.equals("Name") ? "ascending" : null)
                    .put("sortable", true)
                    .put("type", field.type().word());
        }
        return columns;
    }

    private Reply results(Call call) {
        View view = view(call);
        int limit = Math.max(1, Math.min(2000, number(call, "limit", 25)));
        int offset = number(call, "offset", 0);
        ObjectType object = org.schema().known(view.object());
        List<Row> rows = org.soql(false).rows(SoqlParser.parse(view.query()));
        int to = Math.min(rows.size(), offset + limit);
        ObjectNode reply = Json.object();
        ArrayNode columns = columns(view);
        reply.set("columns", columns);
        reply.put("developerName", view.developerName()).put("done", to == rows.size());
        reply.put("id", row(call).id()).put("label", view.label());
        ArrayNode records = reply.putArray("records");
        for (Row row : rows.subList(Math.min(offset, to), to)) {
            ArrayNode cells = records.addObject().putArray("columns");
            columns.forEach(column -> {
                String path = column.path("fieldNameOrPath").asText();
                Object value = Path.of(org.schema(), object, path).value(org.store(), row);
                cells.addObject().put("fieldNameOrPath", path).put("value", value == null ? null : Values.text(value));
            });
        }
        return Reply.ok(reply.put("size", records.size()));
    }

    private static int number(Call call, String parameter, int usual) {
        String text = call.query(parameter).orElse("");
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : usual;
    }
}
