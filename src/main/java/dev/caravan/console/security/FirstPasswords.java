package dev.caravan.console.security;

import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Secret;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The users {@code operator} and {@code viewer} for an installation that has not set {@code caravan.users}. Their
 * passwords are made up at the first start, printed once and kept in a file that only its owner can read; delete the
 * file for new ones.
 */
final class FirstPasswords {
    static final String FILE_NAME = "console-password";

    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final int LENGTH = 22;

    private final Path file;
    private final RandomGenerator random;
    private final PrintStream terminal;

    FirstPasswords(Path dataDirectory, RandomGenerator random, PrintStream terminal) {
        this.file = dataDirectory.resolve(FILE_NAME);
        this.random = random;
        this.terminal = terminal;
    }

    /**
     * One user per role.
     *
     * @throws InvalidInputException when the file can neither be read nor written
     */
    Map<String, UserSettings> users() {
        try {
            if (Files.exists(file)) {
                return read();
            }
            return create();
        } catch (IOException e) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "cannot keep the console's passwords in " + file + " ("
                            + e.getClass().getSimpleName() + "). Make the folder writable, or set caravan.users.");
        }
    }

    private Map<String, UserSettings> create() throws IOException {
        Map<String, UserSettings> users = new LinkedHashMap<>();
        StringBuilder text = new StringBuilder();
        for (Role role : List.of(Role.OPERATOR, Role.VIEWER)) {
            String password = password();
            text.append(role.word()).append('=').append(password).append('\n');
            users.put(role.word(), user(role, password));
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (var channel = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly())) {
            channel.write(StandardCharsets.UTF_8.encode(text.toString()));
        } catch (FileAlreadyExistsException e) {
            // Another process of this installation was faster: its passwords are the ones that count.
            return read();
        }
        terminal.println("Console and API users (shown once, kept in " + file + "):");
        text.toString().lines().forEach(line -> terminal.println("  " + line.replace("=", " / ")));
        return users;
    }

    private Map<String, UserSettings> read() throws IOException {
        Map<String, UserSettings> users = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                Role role = Role.of(file.toString(), line.substring(0, equals).trim());
                users.put(role.word(), user(role, line.substring(equals + 1).trim()));
            }
        }
        if (users.isEmpty()) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    file + " holds no password. Delete it for new ones, or set caravan.users.");
        }
        terminal.println("Console and API passwords are in " + file);
        return users;
    }

    private String password() {
        StringBuilder password = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    private static UserSettings user(Role role, String password) {
        return new UserSettings(new Secret(password), List.of(role.word()));
    }

    private static FileAttribute<?>[] ownerOnly() {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        };
    }
}
