/**
 * Measures how fast Caravan is, side by side with what else one could run; {@code mvn -Pbench verify}. Nothing here
 * asserts a time: figures are printed and kept in {@code target/bench}, and {@code docs/benchmarks.md} says what they
 * mean.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.bench;
