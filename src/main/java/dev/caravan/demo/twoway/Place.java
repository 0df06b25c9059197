package dev.caravan.demo.twoway;

import dev.caravan.hub.ConnectionName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a record is held. */
public enum Place {
    HUB("hub", null),
    HUBSPOT("HubSpot", "hubspot"),
    SALESFORCE("Salesforce", "salesforce");

    /** Those with a sandbox. */
    static final List<Place> CRMS = List.of(HUBSPOT, SALESFORCE);

    private final String title;
    private final @Nullable ConnectionName connection;

    Place(String title, @Nullable String connection) {
        this.title = title;
        this.connection = connection == null ? null : new ConnectionName(connection);
    }

    /** As people read it. */
    public String title() {
        return title;
    }

    /** The connection, named like its vendor. */
    ConnectionName connection() {
        if (connection == null) {
            throw new IllegalStateException("the hub is no connection");
        }
        return connection;
    }

    /** The place that a connection or an origin names; the word itself if it is none of these. */
    static String titleOf(String word) {
        for (Place place : CRMS) {
            if (place.connection().value().equals(word)) {
                return place.title;
            }
        }
        return word.equals("app") ? "the App" : word;
    }
}
