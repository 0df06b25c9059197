/** Durable commits in groups, readers, migrations, and what two databases disagree about. Knows no table. */
@org.jspecify.annotations.NullMarked
package dev.caravan.sql;
