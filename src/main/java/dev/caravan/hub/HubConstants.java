package dev.caravan.hub;

/** Names of exchange properties and headers that steps share. */
public final class HubConstants {
    /** Exchange property: the {@link Work} on the claimed mark. */
    public static final String WORK = "CamelHubWork";
    /** Message header: the record type that a route without a fixed type works on. */
    public static final String RECORD_TYPE = "CamelHubRecordType";

    private HubConstants() {}
}
