package dev.caravan.crm;

import java.util.List;

/**
 * What changed in a CRM, as far as one page says it.
 *
 * @param notices what changed; the same change may be named again by a later page
 * @param cursor from where to go on; to be kept once the notices are. Opaque, at most 4,000 characters
 * @param more whether the next page can be asked for at once; false when all is told for now
 */
public record ChangePage(List<Notice> notices, String cursor, boolean more) {
    public ChangePage {
        notices = List.copyOf(notices);
    }
}
