package dev.caravan.crm.component;

import org.apache.camel.spi.Metadata;

/** Headers of the crm endpoint. */
public final class CrmConstants {
    @Metadata(label = "producer", description = "After a write: the CRM's id of the record", javaType = "String")
    public static final String EXTERNAL_ID = "CamelCrmExternalId";

    @Metadata(
            label = "producer",
            description = "CRM fields to read or search, as a collection or separated by commas",
            javaType = "Object")
    public static final String FIELDS = "CamelCrmFields";

    @Metadata(
            label = "producer",
            description = "Where a search goes on; set after each page but the last",
            javaType = "String")
    public static final String CURSOR = "CamelCrmCursor";

    private CrmConstants() {}
}
