package dev.caravan.crm;

import java.util.List;
import java.util.Optional;

/** One page of a search. The cursor is opaque; empty on the last page. */
public record SearchPage(List<CrmRecord> records, Optional<String> next) {
    public SearchPage {
        records = List.copyOf(records);
    }
}
