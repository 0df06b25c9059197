package dev.caravan.console.api;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;

/** Completes the OpenAPI page by what no controller says: the login, the errors, and the paths that are routes. */
public final class ApiPage implements OpenApiCustomizer {
    private static final String LOGIN = "login";
    private static final String ERROR = "#/components/schemas/Error";

    @Override
    public void customise(OpenAPI page) {
        page.info(new Info()
                .title("Caravan")
                .version("1")
                .description("Records and events in and out, connections, sync log, dead letters, review queue."));
        Components components = page.getComponents() == null ? new Components() : page.getComponents();
        components.addSecuritySchemes(
                LOGIN, new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("basic"));
        components.addSchemas("Error", error());
        page.components(components).security(List.of(new SecurityRequirement().addList(LOGIN)));
        page.path("/api/records/{type}", new PathItem().post(sendRecords()).get(listRecords()));
        page.path("/api/records/{type}/{id}", new PathItem().get(readRecord()));
        page.path("/api/dedup/{type}", new PathItem().post(compareProspects()));
        page.path("/api/events", new PathItem().post(sendEvents()));
        page.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .forEach(ApiPage::addErrors);
    }

    private static Operation sendRecords() {
        return new Operation()
                .operationId("sendRecords")
                .addTagsItem("Records")
                .summary("Merges records into the hub and marks them for every connection")
                .description("JSON object or array, NDJSON, or CSV with a header line; up to 16 MB.")
                .addParametersItem(type())
                .requestBody(lists())
                .responses(answer("200", "Stored; each record was accepted or refused by itself"));
    }

    private static Operation compareProspects() {
        Content answers = new Content()
                .addMediaType("application/json", new MediaType().schema(new ObjectSchema()))
                .addMediaType("application/x-ndjson", new MediaType().schema(new StringSchema()));
        return new Operation()
                .operationId("compareProspects")
                .addTagsItem("Records")
                .summary("Says which prospects of a list are in a CRM or in the hub already; stores nothing")
                .description("JSON object or array, NDJSON, or CSV with a header line; up to 16 MB. One answer per"
                        + " prospect, in their order: status in_crm, in_hub, new, unknown or rejected; exists; in (connection,"
                        + " object, id, rule, how); hub; unknown (connection, code, reason). As NDJSON, by format or Accept,"
                        + " the answers come batch by batch.")
                .addParametersItem(type())
                .addParametersItem(query(
                        "in",
                        new StringSchema(),
                        "connections to ask, with commas between them; hub for the hub alone"))
                .addParametersItem(query(
                        "filter",
                        new StringSchema(),
                        "condition that a record has to meet to count: lifecycle_stage = 'customer'"))
                .addParametersItem(query("format", new StringSchema(), "ndjson for answers line by line"))
                .requestBody(lists())
                .responses(new ApiResponses()
                        .addApiResponse(
                                "200",
                                new ApiResponse().description("The answers").content(answers)));
    }

    private static RequestBody lists() {
        Content bodies = new Content();
        bodies.addMediaType("application/json", new MediaType().schema(new ArraySchema().items(new ObjectSchema())));
        bodies.addMediaType("application/x-ndjson", new MediaType().schema(new StringSchema()));
        bodies.addMediaType("text/csv", new MediaType().schema(new StringSchema()));
        return new RequestBody().required(true).content(bodies);
    }

    private static Operation listRecords() {
        return new Operation()
                .operationId("listRecords")
                .addTagsItem("Records")
                .summary("Records of the hub, in the order of their ids or by a field")
                .addParametersItem(type())
                .addParametersItem(query("field", new StringSchema(), "field to compare, with value"))
                .addParametersItem(query("value", new StringSchema(), "what the field holds"))
                .addParametersItem(query(
                        "in",
                        new StringSchema(),
                        "only those known to be in this connection's CRM; * for any connection"))
                .addParametersItem(query("after", new StringSchema(), "id after which the page begins"))
                .responses(answer("200", "One page of at most 200 records"));
    }

    private static Operation readRecord() {
        return new Operation()
                .operationId("readRecord")
                .addTagsItem("Records")
                .summary("One record of the hub")
                .addParametersItem(type())
                .addParametersItem(
                        new Parameter().in("path").name("id").required(true).schema(new StringSchema()))
                .responses(answer("200", "The record"));
    }

    private static Operation sendEvents() {
        Content bodies = new Content();
        for (String format :
                List.of("application/json", "application/cloudevents+json", "application/cloudevents-batch+json")) {
            bodies.addMediaType(format, new MediaType().schema(new ObjectSchema()));
        }
        return new Operation()
                .operationId("sendEvents")
                .addTagsItem("Events")
                .summary("Events of the App: stages, replies, activities")
                .requestBody(new RequestBody().required(true).content(bodies))
                .responses(answer("202", "Stored"));
    }

    private static Parameter type() {
        Schema<String> types = new StringSchema();
        types.setEnum(List.of("company", "contact", "lead", "deal"));
        return new Parameter().in("path").name("type").required(true).schema(types);
    }

    private static Parameter query(String name, Schema<?> schema, String description) {
        return new Parameter().in("query").name(name).schema(schema).description(description);
    }

    private static ApiResponses answer(String status, String description) {
        return new ApiResponses().addApiResponse(status, new ApiResponse().description(description));
    }

    private static Schema<?> error() {
        return new ObjectSchema()
                .addProperty("code", new StringSchema().example("REC-104"))
                .addProperty("message", new StringSchema().description("what is wrong with which thing"))
                .addProperty("cure", new StringSchema().description("what the caller can do about it"));
    }

    private static void addErrors(Operation operation) {
        Content json =
                new Content().addMediaType("application/json", new MediaType().schema(new Schema<>().$ref(ERROR)));
        operation
                .getResponses()
                .addApiResponse(
                        "4XX",
                        new ApiResponse().description("The request is wrong").content(json))
                .addApiResponse(
                        "503",
                        new ApiResponse()
                                .description("Try again after Retry-After")
                                .content(json));
    }
}
