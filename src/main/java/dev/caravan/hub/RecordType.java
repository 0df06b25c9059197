package dev.caravan.hub;

import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Kinds of records that the hub holds. */
public enum RecordType {
    COMPANY,
    CONTACT,
    LEAD,
    DEAL,
    EMAIL,
    NOTE,
    TASK,
    CALL,
    MEETING,
    SUMMARY;

    private static final Map<String, RecordType> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(RecordType::word, Function.identity()));

    private static final List<RecordType> ACTIVITIES = List.of(EMAIL, NOTE, TASK, CALL, MEETING);
    private static final List<RecordType> PUSHED =
            Stream.concat(objects().stream(), ACTIVITIES.stream()).toList();

    private final String word = name().toLowerCase(java.util.Locale.ROOT);

    /** The word used in files, URIs, the database and the API: {@code company}, {@code contact}, ... */
    public String word() {
        return word;
    }

    /** The type that a word names, or empty. */
    public static Optional<RecordType> find(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }

    /**
     * The type that a word names.
     *
     * @throws InvalidInputException with the nearest right word when there is none
     */
    public static RecordType of(String word) {
        return find(word)
                .orElseThrow(() -> new InvalidInputException(
                        ErrorCode.RECORD_TYPE_UNKNOWN,
                        "unknown record type '" + word + "'. " + NearestName.hint(word, BY_WORD.keySet())));
    }

    /** Types that stand for people and organisations, as opposed to activities. */
    public static List<RecordType> objects() {
        return List.of(COMPANY, CONTACT, LEAD, DEAL);
    }

    /** Types that stand for something that was done or is to be done with one of the others; they are pushed only. */
    public static List<RecordType> activities() {
        return ACTIVITIES;
    }

    /** All types that connections are told of when they change in the hub: those before their activities. */
    public static List<RecordType> pushed() {
        return PUSHED;
    }

    public boolean isActivity() {
        return ACTIVITIES.contains(this);
    }
}
