package dev.caravan.hub;

/**
 * What became of one incoming record.
 *
 * @param status {@code created}, {@code updated}, {@code unchanged} or {@code rejected}
 * @param id the record's id in the hub; empty when it was rejected before it had one
 * @param reason why it was rejected; empty otherwise
 */
public record IntakeResult(String status, String id, String reason) {
    /** The record was refused, with the reason and the cure. */
    public static IntakeResult rejected(String id, String reason) {
        return new IntakeResult("rejected", id, reason);
    }
}
