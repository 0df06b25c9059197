package dev.caravan.mapping;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What decides a pull besides the mapping file.
 *
 * @param duplicates what an import said of records that the hub has already; null for what the mapping file says
 * @param skew by how much the clocks of CRM and hub may differ; of two changes that close together the CRM's wins
 */
public record PullSettings(PullPolicy.@Nullable Duplicates duplicates, Duration skew) {}
