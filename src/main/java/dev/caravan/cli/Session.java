package dev.caravan.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Help.Ansi;

/**
 * What every command needs besides its own options: where it writes, the time, and the settings that were given with
 * it.
 */
final class Session {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private final PrintStream out;
    private final PrintStream err;
    private final boolean isTerminal;
    private final Clock clock;
    private final List<String> settings;

    /** @param isTerminal whether a person reads, who likes colours */
    record Streams(PrintStream out, PrintStream err, boolean isTerminal) {}

    Session(Streams streams, Clock clock, List<String> settings) {
        this.out = streams.out();
        this.err = streams.err();
        this.isTerminal = streams.isTerminal();
        this.clock = clock;
        this.settings = List.copyOf(settings);
    }

    Clock clock() {
        return clock;
    }

    /** The configuration, read as the runtime reads it. */
    Configuration configuration(CommonOptions options) {
        return Configuration.read(settings, options.demo);
    }

    /**
     * The state as the configuration says where it is kept; says so when that is the demo's without having been asked
     * for.
     */
    State state(CommonOptions options) {
        Configuration configuration = configuration(options);
        State state = State.open(configuration, clock);
        if (configuration.isDemo() && !options.demo) {
            note("No connection is configured: this is the demo's state, in "
                    + configuration.settings().dataDir() + ".");
        }
        return state;
    }

    /** Where the answer goes, for what is too long to be held as a text. */
    PrintStream stream() {
        return out;
    }

    void say(String line) {
        out.println(line);
    }

    /** One line per value; scripts read one line at a time, also of something that never ends. */
    void jsonLine(Object value) {
        try {
            out.println(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the answer cannot be written as JSON", e);
        }
    }

    void json(Object value) {
        try {
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the answer cannot be written as JSON", e);
        }
    }

    /** Something beside the answer. */
    void note(String line) {
        err.println(line);
    }

    /** An error, as few lines as it has. */
    void complain(String message) {
        err.println(isTerminal ? "\u001B[31m" + message + "\u001B[0m" : message);
    }

    /** A heading or another word that stands out on a terminal. */
    String strong(String text) {
        return isTerminal ? "\u001B[1m" + text + "\u001B[0m" : text;
    }

    /** A word in its usual colour, if it has one. */
    String tinted(String word, String padded) {
        String style = Tints.of(word);
        return !isTerminal || style.isEmpty() ? padded : Ansi.ON.string("@|" + style + " " + padded + "|@");
    }

    /** Whether the reader has gone, as when a pipe was closed. */
    boolean isUnread() {
        return out.checkError();
    }

    /** Shows on a terminal how far a loop has come. */
    <T> Iterable<T> progress(String name, List<T> all) {
        if (!isTerminal || all.size() < 2) {
            return all;
        }
        return ProgressBar.wrap(
                all,
                new ProgressBarBuilder()
                        .setTaskName(name)
                        .setInitialMax(all.size())
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(100)
                        .setConsumer(new ConsoleProgressBarConsumer(err, 80)));
    }

    /** A bar for what comes along by itself; empty when nobody sees it. To be closed. */
    Optional<ProgressBar> bar(String name) {
        return isTerminal
                ? Optional.of(new ProgressBarBuilder()
                        .setTaskName(name)
                        .setInitialMax(-1)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(100)
                        .setConsumer(new ConsoleProgressBarConsumer(err, 100))
                        .build())
                : Optional.empty();
    }

    /** A moment as people read it, in this machine's time zone; JSON has UTC. */
    static String told(Instant moment) {
        return TIME.format(moment);
    }

    /** A length of time as people say it: {@code 3h 12m}. */
    static String told(Duration time) {
        Duration t = time.isNegative() ? Duration.ZERO : time;
        if (t.toDays() > 0) {
            return t.toDays() + "d " + t.toHoursPart() + "h";
        }
        if (t.toHours() > 0) {
            return t.toHours() + "h " + t.toMinutesPart() + "m";
        }
        return t.toMinutes() > 0 ? t.toMinutes() + "m " + t.toSecondsPart() + "s" : t.toSeconds() + "s";
    }
}
