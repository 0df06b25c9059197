package dev.caravan.crm;

import java.util.Map;

/** What became of a record that can no longer be read. */
public sealed interface Fate {
    /** In a few words, for the sync log. */
    String word();

    /** It was deleted, or nobody knows anything about it. */
    record Deleted() implements Fate {
        @Override
        public String word() {
            return "deleted";
        }
    }

    /**
     * It was merged with another record of the same object, which lives on.
     *
     * @param survivor the id of the one that lives on; if that was merged again, the last one
     */
    record Merged(String survivor) implements Fate {
        @Override
        public String word() {
            return "merged into " + survivor;
        }
    }

    /**
     * It was turned into records of other objects, as a Salesforce lead into a contact, an account and an opportunity.
     *
     * @param became the CRM's object to the id of what it became, such as {@code Contact} to {@code 003...}
     */
    record Converted(Map<String, String> became) implements Fate {
        public Converted {
            became = Map.copyOf(became);
        }

        @Override
        public String word() {
            return "converted";
        }
    }
}
