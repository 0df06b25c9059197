/** The mapping endpoint, and expressions in the languages of the runtime. Uses mapping, crm and hub. */
@org.jspecify.annotations.NullMarked
package dev.caravan.mapping.component;
