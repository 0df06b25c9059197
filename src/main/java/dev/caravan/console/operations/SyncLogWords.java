package dev.caravan.console.operations;

import dev.caravan.hub.Direction;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The words in which sales people read the sync log, and the way back from them to ours. */
public final class SyncLogWords {
    private static final String TO_APP = "To App";
    private static final String FROM_APP = "From App";

    private static final Map<String, String> STATUS_OF = statusOf();

    private SyncLogWords() {}

    /** Account, Contact, Lead, Deal, or Activity for the rest. */
    public static String resourceType(RecordType type) {
        return switch (type) {
            case COMPANY -> "Account";
            case CONTACT -> "Contact";
            case LEAD -> "Lead";
            case DEAL -> "Deal";
            default -> "Activity";
        };
    }

    /** Created, Updated, Failed or Skipped; a record that was not written counts as skipped. */
    public static String status(String outcome) {
        return STATUS_OF.getOrDefault(outcome, "Skipped");
    }

    public static String direction(Direction direction) {
        return direction == Direction.PULL ? TO_APP : FROM_APP;
    }

    /**
     * The outcomes that an outcome's own word or a status means.
     *
     * @throws InvalidInputException when the word is neither
     */
    public static Set<String> outcomes(String word) {
        String plain = word.toLowerCase(Locale.ROOT);
        if (STATUS_OF.containsKey(plain) && !plain.equals("skipped")) {
            return Set.of(plain);
        }
        Set<String> outcomes = new TreeSet<>();
        STATUS_OF.forEach((outcome, status) -> {
            if (status.toLowerCase(Locale.ROOT).equals(plain)) {
                outcomes.add(outcome);
            }
        });
        if (outcomes.isEmpty()) {
            throw new InvalidInputException(
                    ErrorCode.REQUEST_INVALID,
                    "unknown outcome '" + word + "'. " + NearestName.hint(word, STATUS_OF.keySet()));
        }
        return outcomes;
    }

    /**
     * The direction that {@code push}, {@code pull}, {@code To App} or {@code From App} means.
     *
     * @throws InvalidInputException for any other word
     */
    public static Direction direction(String word) {
        for (Direction direction : Direction.values()) {
            if (word.equalsIgnoreCase(direction.word()) || word.equalsIgnoreCase(direction(direction))) {
                return direction;
            }
        }
        throw new InvalidInputException(
                ErrorCode.REQUEST_INVALID, "unknown direction '" + word + "'. Use push (From App) or pull (To App).");
    }

    /**
     * The type that a hub's word or a resource type means.
     *
     * @throws InvalidInputException with the nearest right word when there is none
     */
    public static RecordType type(String word) {
        List<RecordType> named = Arrays.stream(RecordType.values())
                .filter(type -> RecordType.objects().contains(type))
                .filter(type -> resourceType(type).equalsIgnoreCase(word))
                .toList();
        return named.isEmpty() ? RecordType.of(word.toLowerCase(Locale.ROOT)) : named.get(0);
    }

    private static Map<String, String> statusOf() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("created", "Created");
        words.put("updated", "Updated");
        words.put("failed", "Failed");
        words.put("skipped", "Skipped");
        words.put("unchanged", "Skipped");
        words.put("held", "Skipped");
        return words;
    }
}
