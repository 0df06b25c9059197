package dev.caravan.dedup;

import dev.caravan.crm.CrmRecord;
import java.util.List;

/**
 * The CRM records that fit a hub record under one rule.
 *
 * @param records distinct, in the order of their ids
 * @param isCut whether there were more than a search is followed for, so that others may fit as well
 */
record Candidates(List<CrmRecord> records, boolean isCut) {
    static final Candidates NONE = new Candidates(List.of(), false);

    Candidates {
        records = List.copyOf(records);
    }

    boolean isEmpty() {
        return records.isEmpty() && !isCut;
    }
}
