package dev.caravan.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** What a benchmark found out: printed, and kept in {@code target/bench}. */
final class Report {
    private final String name;
    private final StringBuilder text = new StringBuilder();

    Report(String name) {
        this.name = name;
        line("%s, %d processors, Java %s", name, Runtime.getRuntime().availableProcessors(), Runtime.version());
    }

    final void line(String format, Object... args) {
        String line = String.format(Locale.ROOT, format, args);
        text.append(line).append('\n');
        System.out.println(line);
        try {
            Path folder = Files.createDirectories(Path.of("target", "bench"));
            Files.writeString(folder.resolve(name + ".txt"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The middle one; of an even number the lower of the two. */
    static double median(Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[(sorted.length - 1) / 2];
    }

    /** The values in short, in the order in which they were measured. */
    static String all(Collection<Double> values) {
        return Arrays.toString(
                values.stream().map(v -> String.format(Locale.ROOT, "%.0f", v)).toArray());
    }
}
