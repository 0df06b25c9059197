package dev.caravan.crm.rest;

import dev.caravan.crm.CallKind;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Limits;
import dev.caravan.crm.http.HttpCalls;
import dev.caravan.crm.http.Options;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.boot.convert.DurationStyle;

/**
 * What the settings of a connection and the description say about amounts and times.
 *
 * @param overlap how late a change may show
 * @param indexUpTo records of an object up to which look-ups go by a list that is kept in memory
 */
record RestSettings(Limits limits, Duration overlap, int indexUpTo) {
    /** Option that names the description's file. */
    static final String DESCRIPTION = "description";

    private static final int BATCH = 50;
    private static final Set<String> KNOWN =
            Set.of(DESCRIPTION, "index-up-to", "search-lag", "poll-overlap", HttpCalls.PRIVATE_NETWORK);

    /**
     * The description that the connection names.
     *
     * @throws InvalidInputException when it names none, or one that is not there
     * @throws dev.caravan.problem.InvalidFileException when the file has mistakes
     */
    static Description description(ConnectionName connection, ConnectionSettings settings) {
        String where = "caravan.connections." + connection + ".options." + DESCRIPTION;
        String file = settings.options().getOrDefault(DESCRIPTION, "");
        if (file.isBlank()) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    where + " is missing. Write the path of the file that describes the CRM, such as crms/custom.yaml");
        }
        return DescriptionFile.read(where, Path.of(file));
    }

    /**
     * Reads the options {@code index-up-to} (200000), {@code search-lag} (as described) and {@code poll-overlap} (as
     * described).
     */
    static RestSettings of(ConnectionName connection, ConnectionSettings settings, Description description) {
        Options options = Options.of(connection, settings);
        options.mustBeAmong(KNOWN);
        Options.uniqueFields(settings, description::of)
                .forEach((object, field) -> unique(connection, description, object, field));
        List<Limits.Rate> rates = description.limits().rates().stream()
                .map(rate -> new Limits.Rate(CallKind.GENERAL, rate.calls(), time(rate.per())))
                .toList();
        Duration overlap = description.objects().values().stream()
                .flatMap(object -> Stream.ofNullable(object.changes()))
                .map(changes -> time(changes.overlap()))
                .max(Duration::compareTo)
                .orElse(Duration.ofMinutes(1));
        Limits limits = new Limits(
                most(
                        description,
                        object -> Stream.of(
                                        object.batch().create(),
                                        object.batch().update(),
                                        object.batch().delete())
                                .filter(java.util.Objects::nonNull)
                                .mapToInt(ObjectForm.BatchForm::most)),
                Math.max(
                        BATCH,
                        most(
                                description,
                                object ->
                                        Stream.ofNullable(object.readMany()).mapToInt(ObjectForm.ReadManyForm::most))),
                BATCH,
                description.objects().values().stream()
                                .allMatch(object -> object.associate().isEmpty())
                        ? 0
                        : 1,
                rates,
                options.time("search-lag", time(description.limits().searchLag())));
        return new RestSettings(
                limits, options.time("poll-overlap", overlap), (int) options.number("index-up-to", 200_000, 5_000_000));
    }

    /** The description says what creates go by; a setting that it does not meet would be one that nobody reads. */
    private static void unique(ConnectionName connection, Description description, String object, String field) {
        ObjectForm form = description.objects().get(object);
        if (form == null || form.upsert() == null || !form.upsert().field().equals(field)) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "caravan.connections." + connection + ".unique-fields names " + field + " of " + object
                            + ", by which the description has no 'upsert'. Add one there, or remove the setting");
        }
    }

    static Duration time(String text) {
        return DurationStyle.detectAndParse(text);
    }

    private static int most(Description description, java.util.function.Function<ObjectForm, IntStream> numbers) {
        return description.objects().values().stream()
                .flatMapToInt(numbers)
                .max()
                .orElse(1);
    }
}
