/** YAML files that people write, read with their lines and held against a published JSON Schema. Uses problem. */
@org.jspecify.annotations.NullMarked
package dev.caravan.yaml;
