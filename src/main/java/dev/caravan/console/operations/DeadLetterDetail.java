package dev.caravan.console.operations;

import java.util.Map;

/**
 * A dead letter with everything that is known. Holds personal data.
 *
 * @param record the record as it went into the route
 * @param trail what the steps of the route did with it
 */
public record DeadLetterDetail(DeadLetterView letter, Map<String, Object> record, Map<String, Object> trail) {}
