package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One vendor's API with its data. Made once per server by a {@link Vendor} from a {@link SandboxContext}.
 *
 * <p>For every call the server does, in this order: find the route ({@link #notFound} or {@link #wrongMethod} if there
 * is none), inject faults that come before the work, {@link #authorize}, count the call against {@link #limits}, run
 * the route's handler, {@link #finish}, inject faults that come after the work. Handlers run in parallel; the vendor
 * guards its data with its own lock. A handler ends early by throwing {@link RefusedException} with the answer to send.
 * Whatever a handler changes it also tells {@link Journal#add}: this is what makes the server know that there was a
 * commit (faults "after commit"), and what tells the webhook sender.
 */
public interface VendorApi {
    /** Lower-case word, as in {@code --vendors}. */
    String name();

    /** All operations; asked for once. */
    Routes routes();

    /**
     * Checks the credentials of a call; called for every routed call, also for those that need none (token endpoints).
     *
     * @throws RefusedException with the vendor's 401 or 403 answer
     */
    void authorize(Request request);

    /** The answer to a path that the vendor does not have. */
    Answer notFound(Request request);

    /** The answer to a known path with a method that it does not have. */
    default Answer wrongMethod(Request request) {
        return notFound(request);
    }

    /**
     * The answer to a body that cannot be read (not JSON, too large).
     *
     * @param status 400 or 413
     */
    Answer unreadable(Request request, int status, String why);

    /** The answer to a token that is no longer good; for the fault "401". */
    Answer unauthorized(Request request);

    /**
     * The answer to a call above a limit. The server adds {@code Retry-After} itself where a fault asks for it.
     *
     * @param limit name of one of {@link #limits}, or what a fault rule names; the vendor falls back to its first limit
     *     for unknown names
     */
    Answer rateLimited(Request request, String limit);

    /**
     * The answer to a failure of the vendor's own.
     *
     * @param status 410, 500, 502 or 503
     */
    Answer failed(Request request, int status);

    /** Last touch on every answer, such as rate-limit headers. */
    default Answer finish(Request request, Answer answer) {
        return answer;
    }

    /**
     * The vendor's real limits, in force with {@code --limits real}; the first one is what a fault "429" stands for.
     */
    default List<Limits.Window> limits() {
        return List.of();
    }

    /** Names of the {@link #limits} that a call counts against. */
    default List<String> limitsOf(Request request) {
        return limits().stream().map(Limits.Window::name).toList();
    }

    /** How many a call counts in one of the windows that {@link #limitsOf} names. */
    default int costOf(Request request, String limit) {
        return 1;
    }

    /** How many calls may be under way at once with {@code --limits real}; asked for each call. */
    default List<Limits.AtOnce> atOnce(Request request) {
        return List.of();
    }

    /** Name of the window of {@link #limits} in which the milliseconds count that a call was worked on. */
    default Optional<String> timed(Request request) {
        return Optional.empty();
    }

    /** Time until a write shows in search with {@code --limits real}, in milliseconds. */
    default long realSearchLag() {
        return 0;
    }

    /** Largest request body in bytes. */
    default int maxBody() {
        return 16 * 1024 * 1024;
    }

    /** How the vendor writes its webhooks; asked for once. */
    default WebhookForm webhookForm() {
        return WebhookForm.PLAIN;
    }

    /**
     * What a person can do at the CRM's own screens.
     *
     * @throws IllegalArgumentException if this vendor has none
     */
    default Screens screens() {
        throw new IllegalArgumentException("the sandbox for " + name() + " has no screens: use its API");
    }

    /** Control calls of the vendor's own, with paths below {@code /_sandbox}; asked for once. */
    default List<Route> controls() {
        return List.of();
    }

    /**
     * Field values of a made-up person for {@code POST /_sandbox/fill}, for {@link #seed}.
     *
     * @throws IllegalArgumentException if the object cannot be filled; the message names those that can
     */
    default ObjectNode filler(String object, People.Person person) {
        throw new IllegalArgumentException("the sandbox for " + name() + " cannot fill '" + object + "'");
    }

    /** Back to the data of the start. Tokens, faults, journal and counters are reset by the server. */
    void reset();

    /** Names of the objects that {@link #records} knows. */
    Collection<String> objects();

    /**
     * All records of one object, archived ones too, each with at least {@code id}, {@code archived} and its values; for
     * audits.
     *
     * @throws IllegalArgumentException if there is no such object; the message names those that exist
     */
    ArrayNode records(String object);

    /**
     * Takes records in without validation, counting or journal.
     *
     * @param records values by field name, flat or under {@code properties}
     * @return ids in the same order
     * @throws IllegalArgumentException if there is no such object
     */
    List<String> seed(String object, List<ObjectNode> records);

    /**
     * Everything that lasts, as of one moment: records with ids, times, deleted state and associations, id counters,
     * schema, lists. Not tokens, faults, limits and jobs. Asked for by one thread at a time; calls go on meanwhile, so
     * the vendor holds its lock for moments only.
     *
     * @return a tree to be written; it may hold parts that are JSON text already
     */
    JsonNode save();

    /**
     * Replaces everything by what {@link #save} gave, before the first call. New ids leave out {@link #IDS_SKIPPED}: a
     * process that was killed had given out ids after its last save, and they must not come again for other records.
     *
     * @throws RuntimeException if it cannot be understood; the vendor's data are in no good state then
     */
    void load(JsonNode saved);

    /** So many ids are left out after {@link #load}. */
    long IDS_SKIPPED = 100_000;
}
