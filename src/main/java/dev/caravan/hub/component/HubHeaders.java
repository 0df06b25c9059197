package dev.caravan.hub.component;

import org.apache.camel.spi.Metadata;

/** Headers that the hub endpoint reads. */
public final class HubHeaders {
    @Metadata(description = "Record type for hub:any, a path variable of the REST routes", javaType = "String")
    public static final String TYPE = "type";

    @Metadata(description = "Record id for read and delete, a path variable of the REST routes", javaType = "String")
    public static final String ID = "id";

    @Metadata(description = "Field to compare in a search", javaType = "String")
    public static final String FIELD = "field";

    @Metadata(description = "Value to compare in a search", javaType = "String")
    public static final String VALUE = "value";

    @Metadata(description = "Id after which a listing goes on", javaType = "String")
    public static final String AFTER = "after";

    @Metadata(description = "Connection in which the listed records are known to be; * for any", javaType = "String")
    public static final String IN = "in";

    @Metadata(
            description = "Id of the webhook call that is taken, its event's id unless that names one",
            javaType = "String")
    public static final String WEBHOOK_ID = "webhookId";

    private HubHeaders() {}
}
