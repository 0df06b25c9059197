/**
 * Finds the counterpart of a record, marks it new, or holds it for a person. In steps: normalise ({@code MatchKeys} of
 * the hub), find candidates, compare, decide, review. Uses mapping, crm, filter and hub; the review queue uses sql.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.dedup;
