/** A plain Camel application without Caravan that does the same job record by record, to compare with. */
@org.jspecify.annotations.NullMarked
package dev.caravan.bench.plain;
