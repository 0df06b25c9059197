package dev.caravan.crm.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.caravan.SettableClock;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Secret;
import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("S13")
class SealedTokenStoreTest {
    private static final ConnectionName ONE = new ConnectionName("one");
    private static final ConnectionName OTHER = new ConnectionName("other");
    private static final TokenSet TOKENS =
            new TokenSet("canary-access", "canary-refresh", Instant.parse("2026-03-01T12:30:00Z"), "grant");

    @TempDir
    Path folder;

    private Database database;
    private OAuthTokenTable table;

    @BeforeEach
    void open() {
        database = Database.open(new DatabaseSettings(
                "jdbc:sqlite:" + folder.resolve("caravan.db"), null, null, 2, Duration.ofSeconds(5)));
        table = new OAuthTokenTable(database, SettableClock.at("2026-03-01T12:00:00Z"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void tokensComeBackAsTheyWereSaved() {
        SealedTokenStore store = store();
        assertThat(store.load(ONE)).isEmpty();
        store.save(ONE, new TokenSet("old", null, null, "grant"));
        store.save(ONE, TOKENS);
        assertThat(store().load(ONE)).contains(TOKENS);
        assertThat(store.load(OTHER)).isEmpty();
    }

    @Test
    @Tag("S12")
    void noTokenIsReadableInTheDatabaseFiles() throws IOException {
        store().save(ONE, TOKENS);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("caravan.db"))
                    .toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain("canary");
            }
        }
    }

    @Test
    void aRowThatWasMovedToAnotherConnectionDoesNotOpen() {
        store().save(ONE, TOKENS);
        table.save(OTHER, table.load(ONE).orElseThrow());
        assertFailsClosed(store(), OTHER);
        assertThat(store().load(ONE)).contains(TOKENS);
    }

    @Test
    void noFlippedBitGoesUnnoticed() {
        store().save(ONE, TOKENS);
        byte[] sealed = table.load(ONE).orElseThrow();
        SealedTokenStore store = store();
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            table.save(ONE, changed);
            assertFailsClosed(store, ONE);
        }
    }

    @Test
    void anotherKeyDoesNotOpen() throws IOException {
        store().save(ONE, TOKENS);
        Files.delete(folder.resolve(Keyset.FILE));
        assertFailsClosed(store(), ONE);
    }

    @Test
    void tokensSealedByAFormerKeyStillOpen() throws Exception {
        AeadConfig.register();
        KeysetHandle former = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
        store(former).save(ONE, TOKENS);
        KeysetHandle rotated = KeysetHandle.newBuilder(former)
                .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                        .withRandomId()
                        .makePrimary())
                .build();
        assertThat(store(rotated).load(ONE)).contains(TOKENS);
        store(rotated).save(ONE, TOKENS);
        assertFailsClosed(store(former), ONE);
    }

    @Test
    void theKeysetFileIsMadeOnceAndForTheOwnerOnly() throws IOException {
        Keyset.open(folder, null);
        Path file = folder.resolve(Keyset.FILE);
        String first = Files.readString(file);
        Keyset.open(folder, new Secret(" "));
        assertThat(Files.readString(file)).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.filter(f -> f.toString().endsWith(".new"))).isEmpty();
        }
    }

    @Test
    void aKeysetThatCannotBeReadIsNeverReplaced() throws IOException {
        Path file = folder.resolve(Keyset.FILE);
        Files.writeString(file, "{\"half\":");
        assertThatThrownBy(() -> Keyset.open(folder, null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(Keyset.FILE);
        assertThat(Files.readString(file)).isEqualTo("{\"half\":");
        assertThatThrownBy(() -> Keyset.open(folder, new Secret("canary-no-keyset")))
                .hasMessageContaining(Keyset.VARIABLE)
                .hasMessageNotContaining("canary");
    }

    private SealedTokenStore store() {
        return new SealedTokenStore(table, Keyset.open(folder, null));
    }

    private SealedTokenStore store(KeysetHandle keys) throws Exception {
        String json = TinkJsonProtoKeysetFormat.serializeKeyset(keys, InsecureSecretKeyAccess.get());
        String encoded = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        return new SealedTokenStore(table, Keyset.open(folder, new Secret(encoded)));
    }

    private static void assertFailsClosed(SealedTokenStore store, ConnectionName connection) {
        assertThatThrownBy(() -> store.load(connection))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.error()).isInstanceOf(CrmError.Unauthorized.class))
                .hasMessageContaining("connect the account again")
                .hasMessageNotContaining("canary");
    }
}
