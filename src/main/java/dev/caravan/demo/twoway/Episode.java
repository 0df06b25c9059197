package dev.caravan.demo.twoway;

/** One part of the story. */
@FunctionalInterface
interface Episode {
    /** Plays it and tells how it went. */
    Told play(Stage stage, int number);
}
