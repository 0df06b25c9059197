package dev.caravan.hub;

/**
 * A record's identity in a CRM.
 *
 * @param object the CRM's own kind of thing, such as {@code contacts} or {@code Lead}
 * @param id the CRM's id of it
 */
public record ExternalId(ConnectionName connection, String object, String id) {
    public ExternalId {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("an external id of " + connection + " " + object + " is empty");
        }
    }

    @Override
    public String toString() {
        return connection + " " + object + " " + id;
    }
}
