package dev.caravan.crm;

import dev.caravan.hub.RecordType;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a driver can do at its CRM, cell by cell: {@code docs/crms.md} is written from it and the contract test of the
 * drivers believes it.
 *
 * @param title the CRM's name as people write it
 * @param objects per type of record what stands for it there; every type is named
 * @param features every feature is named
 */
public record Capabilities(String title, Map<RecordType, Cell> objects, Map<Feature, Cell> features) {
    public Capabilities {
        for (RecordType type : RecordType.values()) {
            if (!objects.containsKey(type)) {
                throw new IllegalArgumentException(title + " does not say whether it has a " + type.word());
            }
        }
        for (Feature feature : Feature.values()) {
            if (!features.containsKey(feature)) {
                throw new IllegalArgumentException(title + " does not say whether it can: " + feature.words());
            }
        }
        objects = Collections.unmodifiableMap(new EnumMap<>(objects));
        features = Collections.unmodifiableMap(new EnumMap<>(features));
    }

    /** Begins to say what a CRM can do. */
    public static Builder of(String title) {
        return new Builder(title);
    }

    /** Whether a record of that type has a counterpart there. */
    public boolean has(RecordType type) {
        return cell(objects, type).is();
    }

    /** Whether the driver can do that. */
    public boolean can(Feature feature) {
        return cell(features, feature).is();
    }

    private static <K> Cell cell(Map<K, Cell> cells, K key) {
        return java.util.Objects.requireNonNull(cells.get(key));
    }

    /**
     * One cell of the matrix.
     *
     * @param words the CRM's object, or how it is done; where it is not, why
     */
    public record Cell(boolean is, String words) {
        public Cell {
            if (words.isBlank()) {
                throw new IllegalArgumentException("a cell says what is there, or why nothing is");
            }
        }
    }

    /** What CRMs differ in. */
    public enum Feature {
        BATCH_WRITE("many records in one writing call"),
        UNIQUE_FIELD("a unique field of the CRM guards creates"),
        ASSOCIATE("contacts with their companies"),
        MORE_COMPANIES("further companies of a contact beside the primary one"),
        QUERY("conditions are met by the CRM"),
        LISTS("lists and views for imports"),
        CHANGES("changes are noticed by polling"),
        DELETES_POLLED("deletions are noticed by polling"),
        WEBHOOKS("webhooks"),
        MERGES("a merged record is followed to the one that is left"),
        FIELD_TIMES("the time of the change of each field"),
        OWNERS("users as owners"),
        OAUTH("login by OAuth");

        private final String words;

        Feature(String words) {
            this.words = words;
        }

        /** As the matrix names it. */
        public String words() {
            return words;
        }
    }

    /** Gathers the cells. */
    public static final class Builder {
        private final String title;
        private final Map<RecordType, Cell> objects = new EnumMap<>(RecordType.class);
        private final Map<Feature, Cell> features = new EnumMap<>(Feature.class);

        private Builder(String title) {
            this.title = title;
        }

        /** A record of the type is that object there. */
        public Builder has(RecordType type, String object) {
            objects.put(type, new Cell(true, object));
            return this;
        }

        /** A record of the type has no counterpart there, for a reason. */
        public Builder lacks(RecordType type, String reason) {
            objects.put(type, new Cell(false, reason));
            return this;
        }

        /** The driver can do that, in this way. */
        public Builder can(Feature feature, String how) {
            features.put(feature, new Cell(true, how));
            return this;
        }

        /** The driver cannot do that, for a reason. */
        public Builder cannot(Feature feature, String reason) {
            features.put(feature, new Cell(false, reason));
            return this;
        }

        /**
         * All that was said.
         *
         * @throws IllegalArgumentException when a cell is left empty; names it
         */
        public Capabilities build() {
            return new Capabilities(title, objects, features);
        }
    }
}
