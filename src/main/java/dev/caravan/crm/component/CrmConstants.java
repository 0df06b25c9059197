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

    @Metadata(
            label = "producer",
            description = "Id or name of the saved list to import; the body is not looked at then",
            javaType = "String")
    public static final String LIST = "CamelCrmList";

    @Metadata(
            label = "producer",
            description =
                    "What an import does with records that the hub has already: skip, overwrite-all or update-missing",
            javaType = "String")
    public static final String DUPLICATES = "CamelCrmDuplicates";

    @Metadata(label = "producer", description = "Put on each record that an import brings", javaType = "String")
    public static final String TAG = "CamelCrmTag";

    @Metadata(label = "producer", description = "After an import was ordered: its number", javaType = "Long")
    public static final String IMPORT_ID = "CamelCrmImportId";

    @Metadata(
            label = "producer",
            description = "After a call was verified: the id that its sender gave it",
            javaType = "String")
    public static final String WEBHOOK_ID = "webhookId";

    private CrmConstants() {}
}
