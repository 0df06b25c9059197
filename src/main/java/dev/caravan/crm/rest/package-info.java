/**
 * The driver for a CRM of one's own: everything about it stands in one YAML file, its description. Uses crm, crm.http,
 * filter conditions, hub values, yaml and problem.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.crm.rest;
