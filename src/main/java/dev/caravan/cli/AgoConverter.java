package dev.caravan.cli;

import java.time.Duration;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A length of time as in settings: {@code 30m}, {@code 1h}, {@code 2d}. */
final class AgoConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        try {
            return DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' is no time. Write one such as 30m, 1h or 2d");
        }
    }
}
