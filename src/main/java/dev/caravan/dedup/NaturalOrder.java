package dev.caravan.dedup;

import java.util.Comparator;

/**
 * Order of ids and times as CRMs give them: numbers by size, everything else by its letters, so that it never depends
 * on a CRM's answer.
 */
final class NaturalOrder {
    static final Comparator<String> OF_IDS = NaturalOrder::compare;

    private NaturalOrder() {}

    private static int compare(String a, String b) {
        if (isNumber(a) && isNumber(b)) {
            String left = a.replaceFirst("^0+(?=.)", "");
            String right = b.replaceFirst("^0+(?=.)", "");
            int byLength = Integer.compare(left.length(), right.length());
            int bySize = byLength == 0 ? left.compareTo(right) : byLength;
            return bySize == 0 ? a.compareTo(b) : bySize;
        }
        return a.compareTo(b);
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
