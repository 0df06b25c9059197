package dev.caravan.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.context.support.GenericApplicationContext;

/** Runs the command line in this process and keeps what it said and started. */
record CommandRun(int exitCode, String out, String err, List<String> started) {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-02T10:00:00Z"), ZoneOffset.UTC);

    static CommandRun of(String... args) {
        return at(CLOCK, args);
    }

    /** At a time that goes on, which a rate budget needs. */
    static CommandRun at(Clock clock, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> started = new ArrayList<>();
        Session.Streams streams = new Session.Streams(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        Cli cli = new Cli(
                arguments -> {
                    started.add("runtime " + Arrays.asList(arguments));
                    return new GenericApplicationContext();
                },
                arguments -> started.add("sandbox " + Arrays.asList(arguments)),
                streams,
                clock,
                () -> {});
        int exitCode = cli.run(args);
        return new CommandRun(
                exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), started);
    }

    /** With a connection that is configured completely. */
    static CommandRun configured(List<String> settings, String... args) {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(settings);
        return of(all.toArray(String[]::new));
    }
}
