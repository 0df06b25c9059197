package dev.caravan.dedup.component;

import org.apache.camel.spi.Metadata;

/** Headers that the dedup endpoint reads and sets. */
public final class DedupHeaders {
    @Metadata(description = "Record type for dedup:any/any, a path variable of the REST route", javaType = "String")
    public static final String TYPE = "type";

    @Metadata(
            description = "Connections that dedup:any/any asks, with commas between them; all when it is absent",
            javaType = "String")
    public static final String IN = "in";

    @Metadata(description = "Condition that a record has to meet to count, for dedup:any/any", javaType = "String")
    public static final String FILTER = "filter";

    @Metadata(description = "ndjson for an answer line by line, for dedup:any/any", javaType = "String")
    public static final String FORMAT = "format";

    @Metadata(
            description = "Set by operation=exists for one record: in_crm, in_hub, new or unknown",
            javaType = "String")
    public static final String STATUS = "CamelDedupStatus";

    @Metadata(
            description = "Set by operation=exists for one record: whether it is anywhere already; absent when that is"
                    + " not known",
            javaType = "Boolean")
    public static final String EXISTS = "CamelDedupExists";

    @Metadata(
            description = "Set by operation=exists for one record: the whole answer as the REST API gives it",
            javaType = "java.util.Map")
    public static final String ANSWER = "CamelDedupAnswer";

    private DedupHeaders() {}
}
