package dev.caravan.crm.batch;

import dev.caravan.crm.CrmRecord;
import java.util.List;

/** What a search for a record found, whose creation had ended without an answer. */
sealed interface Found {

    /** The CRM has it. */
    record One(String id) implements Found {}

    /** The CRM certainly does not have it. */
    record None() implements Found {}

    /** Several could be it, or nothing tells them apart. */
    record Unclear(String reason, List<CrmRecord> candidates) implements Found {}
}
