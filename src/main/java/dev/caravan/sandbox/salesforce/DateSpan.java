package dev.caravan.sandbox.salesforce;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Set;

/**
 * The days that a date literal such as {@code LAST_N_DAYS:30} stands for; days are UTC and weeks start on Sunday (SOQL
 * reference, "Date Formats and Date Literals").
 *
 * @param from first day
 * @param until the day after the last one
 */
record DateSpan(LocalDate from, LocalDate until) {
    private static final Set<String> PLAIN = Set.of(
            "YESTERDAY",
            "TODAY",
            "TOMORROW",
            "LAST_WEEK",
            "THIS_WEEK",
            "NEXT_WEEK",
            "LAST_MONTH",
            "THIS_MONTH",
            "NEXT_MONTH",
            "LAST_90_DAYS",
            "NEXT_90_DAYS",
            "LAST_QUARTER",
            "THIS_QUARTER",
            "NEXT_QUARTER",
            "LAST_YEAR",
            "THIS_YEAR",
            "NEXT_YEAR");
    private static final Set<String> COUNTED = Set.of(
            "LAST_N_DAYS",
            "NEXT_N_DAYS",
            "N_DAYS_AGO",
            "LAST_N_WEEKS",
            "NEXT_N_WEEKS",
            "N_WEEKS_AGO",
            "LAST_N_MONTHS",
            "NEXT_N_MONTHS",
            "N_MONTHS_AGO",
            "LAST_N_QUARTERS",
            "NEXT_N_QUARTERS",
            "LAST_N_YEARS",
            "NEXT_N_YEARS",
            "N_YEARS_AGO");

    static boolean isName(String name, int n) {
        String upper = name.toUpperCase(Locale.ROOT);
        return n == 0 ? PLAIN.contains(upper) || COUNTED.contains(upper) : COUNTED.contains(upper);
    }

    static DateSpan of(String name, int n, LocalDate today) {
        String upper = name.toUpperCase(Locale.ROOT);
        return switch (upper) {
            case "TODAY" -> days(today, 1);
            case "YESTERDAY" -> days(today.minusDays(1), 1);
            case "TOMORROW" -> days(today.plusDays(1), 1);
            case "LAST_90_DAYS" -> new DateSpan(today.minusDays(90), today.plusDays(1));
            case "NEXT_90_DAYS" -> days(today.plusDays(1), 90);
            case "LAST_N_DAYS" -> new DateSpan(today.minusDays(n), today.plusDays(1));
            case "NEXT_N_DAYS" -> days(today.plusDays(1), n);
            case "N_DAYS_AGO" -> days(today.minusDays(n), 1);
            default -> units(upper, n, today);
        };
    }

    private static DateSpan days(LocalDate from, int count) {
        return new DateSpan(from, from.plusDays(count));
    }

    private static DateSpan units(String name, int n, LocalDate today) {
        Unit unit = Unit.in(name);
        LocalDate start = unit.start(today);
        if (name.startsWith("THIS_")) {
            return new DateSpan(start, unit.plus(start, 1));
        }
        int count = name.contains("_N_") || name.startsWith("N_") ? n : 1;
        if (name.startsWith("LAST_")) {
            return new DateSpan(unit.plus(start, -count), start);
        }
        if (name.startsWith("NEXT_")) {
            return new DateSpan(unit.plus(start, 1), unit.plus(start, 1 + count));
        }
        return new DateSpan(unit.plus(start, -count), unit.plus(start, 1 - count));
    }

    private enum Unit {
        WEEK,
        MONTH,
        QUARTER,
        YEAR;

        static Unit in(String name) {
            for (Unit unit : values()) {
                if (name.contains(unit.name())) {
                    return unit;
                }
            }
            throw new IllegalArgumentException("date literal '" + name + "' names no unit of time");
        }

        LocalDate start(LocalDate day) {
            return switch (this) {
                case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
                case MONTH -> day.withDayOfMonth(1);
                case QUARTER -> day.withDayOfMonth(1).minusMonths((day.getMonthValue() - 1) % 3);
                case YEAR -> day.withDayOfYear(1);
            };
        }

        LocalDate plus(LocalDate start, int count) {
            return switch (this) {
                case WEEK -> start.plusWeeks(count);
                case MONTH -> start.plusMonths(count);
                case QUARTER -> start.plusMonths(3L * count);
                case YEAR -> start.plusYears(count);
            };
        }
    }
}
