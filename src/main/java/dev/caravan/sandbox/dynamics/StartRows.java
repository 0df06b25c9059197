package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.store.Store;
import java.util.List;

/** What an environment holds from the start: users, a currency, views, messages; no records. */
final class StartRows {
    private static final List<String> MESSAGES = List.of("Create", "Update", "Delete", "Merge", "Assign", "SetState");
    private static final List<String> SALES = List.of("account", "contact", "lead", "opportunity");

    private StartRows() {}

    static void fill(Store store, Tables tables) {
        user(store, Entities.USER, "Caravan", "Integration", "integration@sandbox.example", 4, false);
        user(store, TableDefinition.id("user ada"), "Ada", "Sand", "ada@sandbox.example", 0, false);
        user(store, TableDefinition.id("user bert"), "Bert", "Box", "bert@sandbox.example", 0, false);
        user(store, TableDefinition.id("user gone"), "Carla", "Gone", "carla@sandbox.example", 0, true);
        ObjectNode euro = Json.object().put("id", TableDefinition.id("EUR"));
        euro.put("currencyname", "Euro").put("isocurrencycode", "EUR").put("currencysymbol", "€");
        store.seed(store.kind("transactioncurrencies"), euro.put("exchangerate", 1));
        for (String name : SALES) {
            Table table = tables.named(name);
            view(store, table, "savedqueries", "Active " + table.set(), "statecode", "0");
            view(store, table, "userqueries", "Mine of " + table.set(), "", "");
        }
        for (String message : MESSAGES) {
            ObjectNode sdk = Json.object().put("id", TableDefinition.id("message " + message));
            store.seed(store.kind("sdkmessages"), sdk.put("name", message));
            for (String name : SALES) {
                ObjectNode filter = Json.object().put("id", TableDefinition.id("filter " + message + name));
                filter.put("primaryobjecttypecode", name);
                filter.put("sdkmessageid", TableDefinition.id("message " + message));
                store.seed(store.kind("sdkmessagefilters"), filter);
            }
        }
    }

    private static void user(
            Store store, String id, String first, String last, String email, int accessMode, boolean isDisabled) {
        ObjectNode user = Json.object().put("id", id).put("firstname", first).put("lastname", last);
        user.put("internalemailaddress", email).put("domainname", email).put("accessmode", accessMode);
        store.seed(store.kind("systemusers"), user.put("isdisabled", isDisabled));
    }

    private static void view(Store store, Table table, String kind, String name, String column, String value) {
        String filter = column.isEmpty()
                ? "<condition attribute=\"ownerid\" operator=\"eq-userid\" />"
                : "<condition attribute=\"" + column + "\" operator=\"eq\" value=\"" + value + "\" />";
        String xml = "<fetch version=\"1.0\" mapping=\"logical\"><entity name=\"" + table.name()
                + "\"><attribute name=\"" + table.primaryName() + "\" /><attribute name=\"" + table.primaryId()
                + "\" /><order attribute=\"" + table.primaryName() + "\" descending=\"false\" /><filter type=\"and\">"
                + filter + "</filter></entity></fetch>";
        ObjectNode view = Json.object().put("id", TableDefinition.id("view " + kind + table.name()));
        view.put("name", name).put("returnedtypecode", table.name()).put("querytype", 0);
        view.put("fetchxml", xml).put("isdefault", true);
        store.seed(store.kind(kind), view);
    }
}
