package dev.caravan.hub;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;

/**
 * Ids for records that come without one. They begin with the time (UUID version 7), so that records made together stand
 * together in every index that goes by the id; with random ids each of a million would touch pages all over the file.
 */
final class FreshIds {
    private static final NoArgGenerator GENERATOR = Generators.timeBasedEpochGenerator();

    private FreshIds() {}

    static String next() {
        return GENERATOR.generate().toString();
    }
}
