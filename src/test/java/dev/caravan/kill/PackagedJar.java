package dev.caravan.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * The packaged jar, taken apart by Spring Boot's own tool so that a class-data archive can be made of it: it halves the
 * time of a start, and there are many.
 */
final class PackagedJar {
    static final String PROPERTY = "caravan.jar";
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final Path jar;
    private final Path archive;

    private PackagedJar(Path jar, Path archive) {
        this.jar = jar;
        this.archive = archive;
    }

    /** The jar that the build named; empty when there is none. */
    static Optional<Path> built() {
        return Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of).filter(Files::exists);
    }

    /** Takes the jar apart. */
    static PackagedJar unpack(Path packaged, Path folder) throws IOException {
        Path apart = folder.resolve("program");
        Path log = folder.resolve("unpack.log");
        JavaProcess unpacking = JavaProcess.start(
                log,
                List.of(
                        JAVA,
                        "-Djarmode=tools",
                        "-jar",
                        packaged.toAbsolutePath().toString(),
                        "extract",
                        "--destination",
                        apart.toString()));
        if (!unpacking.await(Duration.ofMinutes(1))) {
            unpacking.kill();
        }
        Path jar = apart.resolve(packaged.getFileName());
        if (!Files.exists(jar)) {
            throw new IOException("the jar could not be taken apart: " + unpacking.tail());
        }
        return new PackagedJar(jar, folder.resolve("classes.jsa"));
    }

    /**
     * Makes the class-data archive by one start of the program, to the end and down again; without it everything works
     * too, only slower.
     *
     * @param started what the log says at the end of a start
     */
    void archive(String main, List<String> arguments, Path log, String started) {
        List<String> command = new ArrayList<>(
                List.of(JAVA, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:ArchiveClassesAtExit=" + archive));
        command.addAll(List.of("-cp", jar.toString(), main));
        command.addAll(arguments);
        try (JavaProcess archiving = JavaProcess.start(log, command)) {
            Awaitility.await("the start that makes the archive")
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> !archiving.isAlive() || archiving.printed().contains(started));
            archiving.stop(Duration.ofMinutes(2));
        }
    }

    /** The command line that starts a main class of the jar. */
    List<String> command(String main, int heapMegabytes, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                JAVA,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:+UseTransparentHugePages",
                "-Xshare:auto",
                "-XX:SharedArchiveFile=" + archive,
                "-Xms" + heapMegabytes + "m",
                "-Xmx" + heapMegabytes + "m",
                "-cp",
                jar.toString(),
                main));
        command.addAll(arguments);
        return command;
    }
}
