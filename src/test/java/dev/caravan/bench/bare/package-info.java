/** A Spring Boot handler without Caravan, to compare with. */
@org.jspecify.annotations.NullMarked
package dev.caravan.bench.bare;
