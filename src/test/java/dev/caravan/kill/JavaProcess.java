package dev.caravan.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in a process of its own; what it prints goes to a file. */
final class JavaProcess implements AutoCloseable {
    private static final int TAIL = 4_000;

    private final Process process;
    private final Path log;

    private JavaProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it; the log goes on where an earlier process ended. */
    static JavaProcess start(Path log, List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new JavaProcess(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.get(0), e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL: the process gets no chance to do anything. */
    void kill() {
        process.destroyForcibly();
        await(Duration.ofSeconds(30));
    }

    /**
     * SIGTERM.
     *
     * @return whether it ended in that time
     */
    boolean stop(Duration atMost) {
        process.destroy();
        return await(atMost);
    }

    /** Says whether it ended in that time. */
    boolean await(Duration atMost) {
        try {
            return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    String printed() {
        try {
            return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of what it printed, for messages. */
    String tail() {
        String all = printed();
        return all.substring(Math.max(0, all.length() - TAIL));
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
