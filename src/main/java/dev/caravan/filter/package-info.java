/** SQL-like conditions: parsed once, evaluated on records, compiled to a vendor's query. Uses problem only. */
@org.jspecify.annotations.NullMarked
package dev.caravan.filter;
