package dev.caravan.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java program in a process of its own; what it prints goes to a file. */
final class BenchProcess implements AutoCloseable {
    private static final String JAR = "caravan.jar";
    private static final String BIN =
            Path.of(System.getProperty("java.home"), "bin").toString();
    private static final int TAIL = 4_000;

    private final Process process;
    private final Path log;

    private BenchProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts a class of the tests or of Caravan. */
    static BenchProcess start(Path log, List<String> javaOptions, String main, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(BIN, "java").toString()));
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        return start(log, command);
    }

    /** Starts Caravan: the packaged jar that {@code -Dcaravan.jar} names, else the classes of this build. */
    static BenchProcess caravan(Path log, List<String> javaOptions, List<String> arguments) {
        String jar = System.getProperty(JAR);
        if (jar == null) {
            return start(log, javaOptions, "dev.caravan.CaravanApplication", arguments);
        }
        List<String> command = new ArrayList<>(List.of(Path.of(BIN, "java").toString()));
        command.addAll(javaOptions);
        command.addAll(List.of("-jar", jar));
        command.addAll(arguments);
        return start(log, command);
    }

    /** Starts Caravan as its users do, by the script beside the pom. */
    static BenchProcess launcher(Path log, List<String> javaOptions, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("./caravan", "run"));
        command.addAll(arguments);
        ProcessBuilder script = new ProcessBuilder(command);
        script.environment().put("JAVA_OPTS", String.join(" ", javaOptions));
        return start(log, script);
    }

    private static BenchProcess start(Path log, List<String> command) {
        return start(log, new ProcessBuilder(command));
    }

    private static BenchProcess start(Path log, ProcessBuilder program) {
        try {
            Process process = program.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new BenchProcess(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + program.command().get(0), e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Processor time since the start, of all cores together. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Has the program collect all its garbage, by the JDK's own tool. */
    void collectGarbage() {
        try {
            Process jcmd = new ProcessBuilder(Path.of(BIN, "jcmd").toString(), Long.toString(process.pid()), "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            jcmd.waitFor(60, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException("jcmd needs a JDK, not a JRE", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
