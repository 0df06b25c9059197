package dev.caravan.crm;

import java.util.List;
import java.util.Optional;

/** What a vendor's webhook calls say. Whether a call is genuine was found out before. */
public interface Webhooks {

    /**
     * Words of the signature schemes by which this vendor's calls can be verified, the usual one first:
     * {@code hubspot-v3}, {@code standard}, {@code salesforce-outbound}, ...
     */
    List<String> schemes();

    /** How calls are signed under the scheme {@link SignatureForm#SCHEME}; empty where there is no such scheme. */
    default Optional<SignatureForm> signature() {
        return Optional.empty();
    }

    /**
     * The notices in a verified call.
     *
     * @param scheme the scheme by which it was verified; a vendor may speak another format under each
     * @throws dev.caravan.problem.InvalidInputException with {@code BODY_MALFORMED} when the body is not what the
     *     vendor sends; quotes nothing of it
     */
    List<Notice> read(WebhookCall call, String scheme);

    /** What the vendor wants to hear once everything is kept. */
    Reply accepted(String scheme);

    /**
     * An answer with status 200.
     *
     * @param contentType empty for an empty body
     */
    record Reply(String contentType, String body) {
        /** Nothing but the status. */
        public static final Reply EMPTY = new Reply("", "");
    }
}
