package dev.caravan.crm.hubspot;

import dev.caravan.crm.hubspot.SearchFilters.Filter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Alternatives of filters, kept within what one search takes (HubSpot docs, "Search the CRM": 5 groups, 6 filters in
 * each and 18 in all). One place in every group is left for the paging. What does not fit is made looser, never
 * tighter: the search then finds more than it should, and never less.
 */
final class SearchGroups {
    static final List<List<Filter>> NOTHING = List.of();
    static final List<List<Filter>> EVERYTHING = List.of(List.of());

    private static final int MOST_GROUPS = 5;
    private static final int MOST_IN_GROUP = 5;
    private static final int MOST = 18;
    /** The most that one {@code IN} is given. */
    private static final int MOST_VALUES = 100;

    private SearchGroups() {}

    /** One of them has to hold. */
    static List<List<Filter>> any(List<List<List<Filter>>> parts) {
        Map<String, Filter> values = new LinkedHashMap<>();
        List<List<Filter>> groups = new ArrayList<>();
        for (List<Filter> group :
                parts.stream().flatMap(List::stream).distinct().toList()) {
            if (group.isEmpty()) {
                return EVERYTHING;
            }
            Filter only = group.size() == 1 ? group.get(0) : null;
            Filter before = only == null ? null : values.get(only.property());
            if (only != null && only.isAmong() && (before == null || before.size() + only.size() <= MOST_VALUES)) {
                values.put(only.property(), before == null ? only : before.or(only));
            } else {
                groups.add(group);
            }
        }
        List<List<Filter>> all = new ArrayList<>();
        values.values().forEach(filter -> all.add(List.of(filter)));
        all.addAll(groups);
        return all.size() > MOST_GROUPS ? List.of(common(all)) : all;
    }

    /** All of them have to hold. */
    static List<List<Filter>> all(List<List<List<Filter>>> parts) {
        List<List<Filter>> groups = EVERYTHING;
        List<List<List<Filter>>> fewestFirst = new ArrayList<>(parts);
        fewestFirst.sort(Comparator.comparingInt(List::size));
        for (List<List<Filter>> part : fewestFirst) {
            List<List<Filter>> product = product(groups, part);
            groups = product.size() > MOST_GROUPS ? product(groups, List.of(common(part))) : product;
        }
        return groups;
    }

    /** The groups without what is too much for one search. */
    static List<List<Filter>> within(List<List<Filter>> groups) {
        if (groups.isEmpty()) {
            return groups;
        }
        int each = Math.min(MOST_IN_GROUP, MOST / groups.size() - 1);
        List<List<Filter>> cut = groups.stream()
                .map(group -> group.stream()
                        .sorted(Comparator.comparingInt(Filter::breadth))
                        .limit(each)
                        .toList())
                .distinct()
                .toList();
        return cut.stream().anyMatch(List::isEmpty) ? EVERYTHING : cut;
    }

    private static List<List<Filter>> product(List<List<Filter>> groups, List<List<Filter>> part) {
        List<List<Filter>> product = new ArrayList<>();
        for (List<Filter> group : groups) {
            for (List<Filter> other : part) {
                List<Filter> both = new ArrayList<>(group);
                other.stream().filter(filter -> !both.contains(filter)).forEach(both::add);
                if (!product.contains(both)) {
                    product.add(both);
                }
            }
        }
        return product;
    }

    /** What holds in every alternative. */
    private static List<Filter> common(List<List<Filter>> groups) {
        List<Filter> common = new ArrayList<>(groups.get(0));
        groups.forEach(common::retainAll);
        return common;
    }
}
