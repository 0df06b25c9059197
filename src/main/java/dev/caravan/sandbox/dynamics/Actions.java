package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.store.Row;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Functions and actions beside the plain work on records. */
final class Actions {
    private static final String ORGANIZATION = "883278f5-07af-45eb-a0bc-3fea67caa544";
    private static final String UNIT = "38e0dbe4-131b-e111-ba7e-78e7d1620f5e";

    private final Entities entities;
    private final Addresses addresses;
    private final Writes writes;

    Actions(Entities entities, Addresses addresses, Writes writes) {
        this.entities = entities;
        this.addresses = addresses;
        this.writes = writes;
    }

    static String organization() {
        return ORGANIZATION;
    }

    static String unit() {
        return UNIT;
    }

    /** An operation that is bound to nothing; empty for a word that is none. */
    Optional<Answer> unbound(Call call) {
        String word = call.path().get(0).replaceAll("\\(.*\\)$", "").replace("Microsoft.Dynamics.CRM.", "");
        boolean isGet = call.method().equals("GET");
        return switch (word) {
            case "WhoAmI" -> isGet ? Optional.of(whoAmI(call)) : Optional.empty();
            case "RetrieveVersion" -> isGet ? Optional.of(version(call)) : Optional.empty();
            case "WinOpportunity" -> isGet ? Optional.empty() : Optional.of(close(call, 1, 3));
            case "LoseOpportunity" -> isGet ? Optional.empty() : Optional.of(close(call, 2, 4));
            case "BulkDelete" -> isGet ? Optional.empty() : Optional.of(deletion(call));
            case "Merge" -> isGet ? Optional.empty() : Optional.of(merge(call));
            default -> Optional.empty();
        };
    }

    /** {@code POST leads(id)/Microsoft.Dynamics.CRM.QualifyLead}: makes what is asked for out of a lead. */
    Answer qualify(Call call, Addresses.Address address) {
        Row lead = writes.live(address);
        Table leads = address.table();
        if (entities.state(Entity.of(leads, lead)) != 0) {
            throw Wire.refused(400, "0x80048408", "The lead is already closed.");
        }
        ObjectNode body = call.json();
        Request request = call.origin();
        ArrayNode made = Json.array();
        ObjectNode closed = Json.object().put("statecode", 1);
        closed.put("statuscode", body.path("Status").asInt(3));
        String account = lead.text("parentaccountid");
        if (body.path("CreateAccount").asBoolean(false)) {
            ObjectNode values = copy(lead, "companyname", "name");
            values.put("originatingleadid", lead.id());
            Row row = make(request, "account", values, made, call);
            account = row.id();
            closed.put("parentaccountid", account);
        }
        String contact = lead.text("parentcontactid");
        if (body.path("CreateContact").asBoolean(false)) {
            ObjectNode values = copy(lead, "", "");
            values.put("originatingleadid", lead.id());
            if (!account.isEmpty()) {
                values.put("parentcustomerid", account).put("parentcustomeridtype", "account");
            }
            Row row = make(request, "contact", values, made, call);
            contact = row.id();
            closed.put("parentcontactid", contact);
        }
        if (body.path("CreateOpportunity").asBoolean(false)) {
            ObjectNode values = Json.object().put("name", lead.text("subject"));
            values.put("originatingleadid", lead.id());
            values.put("parentaccountid", account).put("parentcontactid", contact);
            String customer = account.isEmpty() ? contact : account;
            if (!customer.isEmpty()) {
                values.put("customerid", customer).put("customeridtype", account.isEmpty() ? "contact" : "account");
            }
            Row row = make(request, "opportunity", values, made, call);
            closed.put("qualifyingopportunityid", row.id());
        }
        entities.store().update(request, lead, closed);
        ObjectNode answer = Json.object();
        answer.put("@odata.context", call.base() + "/$metadata#Collection(Microsoft.Dynamics.CRM.crmbaseentity)");
        answer.set("value", made);
        return Wire.json(200, answer);
    }

    /** The loser stays, inactive, and says whose it is now. */
    void merge(Request request, Table table, Row master, Row loser) {
        ObjectNode lost = Json.object();
        lost.set("merged", BooleanNode.TRUE);
        lost.put("masterid", master.id()).put("statecode", table.name().equals("lead") ? 2 : 1);
        lost.put("statuscode", table.name().equals("lead") ? 7 : 2);
        entities.store().update(request, loser, lost);
    }

    private Answer merge(Call call) {
        ObjectNode body = call.json();
        Row master = given(body.path("Target"));
        Row loser = given(body.path("Subordinate"));
        Table table = entities.tables().ofSet(master.kind().name()).orElseThrow();
        if (master.kind() != loser.kind() || master == loser) {
            throw Wire.refused(400, "0x80040216", "Two different records of one table can be merged.");
        }
        JsonNode content = body.path("UpdateContent");
        if (content instanceof ObjectNode values && !values.isEmpty()) {
            ObjectNode plain = values.deepCopy();
            plain.remove(table.primaryId());
            writes.update(call.origin(), table, master, plain);
        }
        merge(call.origin(), table, master, loser);
        return Wire.empty(204);
    }

    private Answer close(Call call, int state, int usual) {
        ObjectNode body = call.json();
        JsonNode closing = body.path("OpportunityClose");
        String bound = closing.path("opportunityid@odata.bind").asText("");
        if (bound.isEmpty()) {
            throw Wire.payload(
                    "opportunities",
                    "Microsoft.OData.ODataException: OpportunityClose with" + " opportunityid@odata.bind is missing.");
        }
        Row row = addresses.linked(bound, "opportunities").orElseThrow().row();
        int status = body.path("Status").asInt(usual);
        ObjectNode values = Json.object().put("statecode", state);
        values.put("statuscode", status < 0 ? usual : status);
        values.put("actualclosedate", Entities.time(entities.store().now()).substring(0, 10));
        if (closing.path("actualrevenue").isNumber()) {
            values.set("actualvalue", closing.get("actualrevenue"));
        }
        entities.store().update(call.origin(), row, values);
        return Wire.empty(204);
    }

    /** A job that deletes what its queries find; here it has ended when the answer comes. */
    private Answer deletion(Call call) {
        for (JsonNode query : call.json().path("QuerySet")) {
            Table table = entities.tables()
                    .find(query.path("EntityName").asText())
                    .orElseThrow(() -> Wire.payload("", "Microsoft.OData.ODataException: EntityName is missing."));
            for (JsonNode condition : query.path("Criteria").path("Conditions")) {
                String operator = condition.path("Operator").asText();
                boolean isOfIds = condition.path("AttributeName").asText().equals(table.primaryId())
                        && (operator.equals("In") || operator.equals("Equal"));
                if (!isOfIds) {
                    throw Wire.syntax("The sandbox deletes in bulk by ids alone.");
                }
                for (JsonNode value : condition.path("Values")) {
                    String id = value.path("Value").asText().toLowerCase(Locale.ROOT);
                    Row row = entities.live(table, id);
                    if (row != null) {
                        writes.delete(call.origin(), row);
                    }
                }
            }
        }
        ObjectNode body = Json.object();
        body.put("@odata.context", call.base() + "/$metadata#Microsoft.Dynamics.CRM.BulkDeleteResponse");
        body.put("JobId", TableDefinition.id("job " + call.origin().id()));
        return Wire.json(200, body);
    }

    private Answer whoAmI(Call call) {
        ObjectNode body = Json.object();
        body.put("@odata.context", call.base() + "/$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse");
        body.put("BusinessUnitId", UNIT);
        body.put("UserId", Entities.USER);
        body.put("OrganizationId", ORGANIZATION);
        return Wire.json(200, body);
    }

    private static Answer version(Call call) {
        ObjectNode body = Json.object();
        body.put("@odata.context", call.base() + "/$metadata#Microsoft.Dynamics.CRM.RetrieveVersionResponse");
        body.put("Version", "9.2.24014.198");
        return Wire.json(200, body);
    }

    private Row make(Request request, String name, ObjectNode values, ArrayNode made, Call call) {
        Table table = entities.tables().named(name);
        Row row = entities.store().create(request, entities.kind(table), values);
        made.addObject()
                .put("@odata.type", "#" + table.type())
                .put("@odata.id", call.base() + "/" + table.set() + "(" + row.id() + ")")
                .put(table.primaryId(), row.id());
        return row;
    }

    /** What a lead and the record that it becomes have in common. */
    private static ObjectNode copy(Row lead, String from, String to) {
        ObjectNode values = Json.object();
        List<String> names = to.equals("name")
                ? List.of(
                        "telephone1", "websiteurl", "industrycode", "numberofemployees", "address1_city", "description")
                : List.of(
                        "firstname",
                        "lastname",
                        "emailaddress1",
                        "jobtitle",
                        "telephone1",
                        "mobilephone",
                        "websiteurl");
        for (String name : names) {
            if (lead.values().has(name)) {
                values.set(name, lead.values().get(name));
            }
        }
        if (!from.isEmpty() && lead.values().has(from)) {
            values.set(to, lead.values().get(from));
        }
        return values;
    }

    private Row given(JsonNode reference) {
        String type = reference.path("@odata.type").asText("").replaceAll(".*\\.", "");
        Table table = entities.tables()
                .find(type)
                .orElseThrow(() -> Wire.payload("", "Microsoft.OData.ODataException: @odata.type is missing."));
        String id = reference.path(table.primaryId()).asText("").toLowerCase(Locale.ROOT);
        return writes.live(new Addresses.Address(table, true, id, Map.of()));
    }
}
