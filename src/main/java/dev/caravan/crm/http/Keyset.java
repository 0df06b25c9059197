package dev.caravan.crm.http;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that seal stored tokens (AES-256-GCM, a Tink keyset): from the environment, else from a file that is made at
 * the first use. More than one key may be in it; the primary one seals, all of them open.
 */
public final class Keyset {
    /** Environment variable that holds the keyset, Tink's JSON in base64. */
    public static final String VARIABLE = "CARAVAN_KEYSET";

    /** File in the data directory that holds the keyset where the environment does not. */
    public static final String FILE = "secret.keyset";

    private static final Logger LOG = LoggerFactory.getLogger(Keyset.class);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Aead aead;

    private Keyset(KeysetHandle handle) throws GeneralSecurityException {
        this.aead = handle.getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    /**
     * Opens the keyset, and makes one when there is none.
     *
     * @param given the value of {@value #VARIABLE}; null or empty for none
     * @throws InvalidInputException when it cannot be read; nothing is replaced then
     */
    public static Keyset open(Path dataDirectory, @Nullable Secret given) {
        try {
            AeadConfig.register();
            if (given != null && !given.reveal().isBlank()) {
                return new Keyset(
                        parse(new String(Base64.getMimeDecoder().decode(given.reveal()), StandardCharsets.UTF_8)));
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw wrong("the environment variable " + VARIABLE + " is not a Tink keyset in base64", e);
        }
        Path file = dataDirectory.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                make(dataDirectory, file);
            }
            warnWhenOpenToOthers(file);
            return new Keyset(parse(Files.readString(file)));
        } catch (GeneralSecurityException | IOException e) {
            throw wrong(
                    file
                            + " cannot be read as a Tink keyset. Put the right file back; without it, stored logins are lost"
                            + " and accounts have to be connected again",
                    e);
        }
    }

    byte[] seal(byte[] open, String boundTo) throws GeneralSecurityException {
        return aead.encrypt(open, boundTo.getBytes(StandardCharsets.UTF_8));
    }

    byte[] open(byte[] sealed, String boundTo) throws GeneralSecurityException {
        return aead.decrypt(sealed, boundTo.getBytes(StandardCharsets.UTF_8));
    }

    private static KeysetHandle parse(String json) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
    }

    private static void make(Path directory, Path file) throws GeneralSecurityException, IOException {
        KeysetHandle handle = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
        String json = TinkJsonProtoKeysetFormat.serializeKeyset(handle, InsecureSecretKeyAccess.get());
        Files.createDirectories(directory);
        Path half = Files.createTempFile(directory, FILE, ".new", ownerOnly(directory));
        try {
            try (FileChannel out = FileChannel.open(half, StandardOpenOption.WRITE)) {
                out.write(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
                out.force(true);
            }
            Files.move(half, file);
            LOG.info("made the keyset {}: back it up apart from the database", file);
        } catch (FileAlreadyExistsException e) {
            LOG.info("another process made the keyset {} first; its one is used", file);
        } finally {
            Files.deleteIfExists(half);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path directory) throws IOException {
        return Files.getFileStore(directory).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static void warnWhenOpenToOthers(Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")
                && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            LOG.warn("{} can be read by others. Run: chmod 600 {}", file, file);
        }
    }

    private static InvalidInputException wrong(String message, Exception cause) {
        InvalidInputException wrong = new InvalidInputException(ErrorCode.CONFIGURATION_INVALID, message);
        wrong.addSuppressed(cause);
        return wrong;
    }
}
