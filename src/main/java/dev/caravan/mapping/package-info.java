/**
 * The mapping file: parser, checks, compiled plan, built-in mappings. Uses hub, crm, filter, yaml and problem, and
 * nothing of Camel.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.mapping;
