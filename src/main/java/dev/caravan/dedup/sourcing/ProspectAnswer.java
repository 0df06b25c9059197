package dev.caravan.dedup.sourcing;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one prospect.
 *
 * @param line its place in the list
 * @param status {@code in_crm}, {@code in_hub}, {@code new}, {@code unknown} or {@code rejected}
 * @param exists whether it is anywhere already; null when that is not known
 * @param id the sender's id; empty when it has none
 * @param in the records of CRMs that it is
 * @param hub the hub's record that it is; null when the hub has none
 * @param unknown connections that could not be asked, and why
 * @param reason why nothing is known; empty when something is
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProspectAnswer(
        int line,
        String status,
        @Nullable Boolean exists,
        String id,
        List<InCrm> in,
        @Nullable InHub hub,
        List<Unknown> unknown,
        String reason) {
    public static final String IN_CRM = "in_crm";
    public static final String IN_HUB = "in_hub";
    public static final String NEW = "new";
    public static final String UNKNOWN = "unknown";
    public static final String REJECTED = "rejected";

    private static final List<String> STATUSES = List.of(IN_CRM, IN_HUB, NEW, UNKNOWN, REJECTED);

    public ProspectAnswer {
        in = List.copyOf(in);
        unknown = List.copyOf(unknown);
    }

    /**
     * A record of a CRM.
     *
     * @param rule the match rule that found it
     * @param how {@code lookup} when the CRM said so, {@code link} when the hub knew
     */
    public record InCrm(String connection, String object, String id, String rule, String how) {}

    /** A record of the hub, and the match rule that found it. */
    public record InHub(String id, String rule) {}

    /**
     * A connection that could not be asked.
     *
     * @param code stable code of the reason, which begins with it
     */
    public record Unknown(String connection, String code, String reason) {}

    /**
     * Makes sure that a word, when there is one, is a status.
     *
     * @throws InvalidInputException with the nearest right one when it is not
     */
    public static void mustBeStatus(@Nullable String word) {
        if (word != null && !STATUSES.contains(word)) {
            throw new InvalidInputException(
                    ErrorCode.REQUEST_INVALID,
                    "there is no status '" + word + "'. " + NearestName.hint(word, STATUSES));
        }
    }

    /** One that could not be read. */
    public static ProspectAnswer rejected(int line, String id, String reason) {
        return new ProspectAnswer(line, REJECTED, null, id, List.of(), null, List.of(), reason);
    }

    /**
     * What follows from all that was found.
     *
     * @param isInHub whether the hub's record counts
     */
    static ProspectAnswer of(
            Prospect prospect, List<InCrm> in, Optional<InHub> hub, boolean isInHub, List<Unknown> unknown) {
        String status = !in.isEmpty() ? IN_CRM : isInHub ? IN_HUB : unknown.isEmpty() ? NEW : UNKNOWN;
        Boolean exists = status.equals(UNKNOWN) ? null : Boolean.valueOf(!status.equals(NEW));
        String reason = status.equals(UNKNOWN) ? unknown.get(0).reason() : "";
        return new ProspectAnswer(
                prospect.line(), status, exists, prospect.id(), in, hub.orElse(null), unknown, reason);
    }
}
