package dev.caravan.pull;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.filter.Filters;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.PullPolicy.Duplicates;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to be imported.
 *
 * @param criterion a condition in the CRM's field names for {@link ImportKind#FILTER}, the id or name of a list for
 *     {@link ImportKind#LIST}, null for {@link ImportKind#ALL}
 * @param duplicates what happens to records that the hub has already; null for what the mapping says
 * @param tag put on what it brings, at most 100 characters; null for none
 * @param schedule a Quartz cron expression in UTC, or a time between runs such as {@code 15m}; null for once
 * @param live whether later runs bring only what is new in the list or filter, or changed (R81)
 * @param createdBy name of the user
 */
public record ImportOrder(
        ConnectionName connection,
        RecordType type,
        ImportKind kind,
        @Nullable String criterion,
        @Nullable Duplicates duplicates,
        @Nullable String tag,
        @Nullable String schedule,
        boolean live,
        String createdBy) {
    private static final String LIVE_EVERY = "5m";
    private static final int LONGEST_TAG = 100;
    private static final int LONGEST_CRITERION = 10_000;

    /** @throws InvalidInputException when the parts do not fit, or one cannot be read */
    public ImportOrder {
        if (kind == ImportKind.ALL ? criterion != null : criterion == null || criterion.isBlank()) {
            throw wrong("an import says one of three: all, a filter, or a list");
        }
        if (criterion != null && criterion.length() > LONGEST_CRITERION) {
            throw wrong("a filter has at most 10,000 characters");
        }
        if (kind == ImportKind.FILTER && criterion != null) {
            Filters.parse(criterion, "the import's filter");
        }
        if (tag != null && (tag.isBlank() || tag.length() > LONGEST_TAG)) {
            throw wrong("a tag has 1-100 characters");
        }
        if (live && schedule == null) {
            schedule = LIVE_EVERY;
        }
        if (schedule != null) {
            Schedule.of(schedule, ZoneOffset.UTC);
        }
    }

    /** An order as people write it: each part as text, null for what was not said. */
    public record Words(
            @Nullable String filter,
            @Nullable String list,
            boolean all,
            @Nullable String duplicates,
            @Nullable String tag,
            @Nullable String schedule,
            boolean live) {

        /** @throws InvalidInputException when they make no order */
        public ImportOrder order(ConnectionName connection, RecordType type, String createdBy) {
            int said = (filter == null ? 0 : 1) + (list == null ? 0 : 1) + (all ? 1 : 0);
            if (said != 1) {
                throw wrong("an import says one of three: all, a filter, or a list");
            }
            ImportKind kind = all ? ImportKind.ALL : filter == null ? ImportKind.LIST : ImportKind.FILTER;
            return new ImportOrder(
                    connection,
                    type,
                    kind,
                    filter == null ? list : filter,
                    duplicates == null ? null : ImportOrder.duplicates(duplicates),
                    tag,
                    schedule,
                    live,
                    createdBy);
        }
    }

    /** {@code skip}, {@code overwrite-all} or {@code update-missing}. */
    public static String word(Duplicates duplicates) {
        return duplicates.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The choice that a word names.
     *
     * @throws InvalidInputException with the nearest right word when there is none
     */
    public static Duplicates duplicates(String word) {
        List<String> known =
                Arrays.stream(Duplicates.values()).map(ImportOrder::word).toList();
        int index = known.indexOf(word);
        if (index < 0) {
            throw wrong("duplicates cannot be '" + word + "'. " + NearestName.hint(word, known), "");
        }
        return Duplicates.values()[index];
    }

    /**
     * Makes sure that what is listed of a connection will be worked on.
     *
     * @throws InvalidInputException when the connection is switched off, or takes nothing from its CRM
     */
    public static void mustPull(ConnectionName connection, ConnectionSettings settings) {
        if (!settings.enabled() || !settings.pull()) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "connection '" + connection + "' takes nothing from its CRM. Set caravan.connections." + connection
                            + (settings.enabled() ? ".pull" : ".enabled") + "=true.");
        }
    }

    /** What it takes, in a few words. */
    public String told() {
        return switch (kind) {
            case ALL -> "all";
            case FILTER -> "filter " + criterion;
            case LIST -> "list " + criterion;
        };
    }

    /** When it is due again; null for an import that runs once. */
    @Nullable
    Schedule when() {
        return schedule == null ? null : Schedule.of(schedule, ZoneOffset.UTC);
    }

    private static InvalidInputException wrong(String what) {
        return wrong(what, ".");
    }

    private static InvalidInputException wrong(String what, String end) {
        return new InvalidInputException(ErrorCode.REQUEST_INVALID, what + end);
    }
}
