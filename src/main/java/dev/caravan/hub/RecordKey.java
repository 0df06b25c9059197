package dev.caravan.hub;

/**
 * A record's identity in the hub.
 *
 * @param id 1-200 characters without control characters; the caller's own id where one was given
 */
public record RecordKey(RecordType type, String id) {
    public RecordKey {
        if (id.isEmpty() || id.length() > 200 || id.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "the id of a " + type.word() + " must be 1-200 characters without control characters");
        }
    }

    @Override
    public String toString() {
        return type.word() + " " + id;
    }
}
