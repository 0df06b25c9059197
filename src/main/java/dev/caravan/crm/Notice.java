package dev.caravan.crm;

import java.time.Instant;
import java.util.Optional;

/**
 * Says that a record of the CRM may differ from what was agreed last. A hint: what counts is what a read returns, so a
 * notice that is doubled, late or out of order does no harm.
 *
 * @param object the CRM's kind of thing, as {@link Crm#describe} knows it
 * @param id the CRM's id of the record
 * @param why what the CRM said, in a few words and without values, such as {@code contact.propertyChange jobtitle}
 * @param changedAt by the CRM's clock; empty when the CRM did not say
 * @param key the same for a repeat of the same notice and for no other; empty when repeats cannot be told, which only
 *     costs a read
 */
public record Notice(String object, String id, String why, Optional<Instant> changedAt, String key) {
    public Notice {
        if (object.isEmpty() || id.isEmpty()) {
            throw new IllegalArgumentException("a notice names an object and an id");
        }
    }
}
