package dev.caravan.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.CharConversionException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one vendor's data in a file over restarts. The file is replaced as a whole: after a crash it holds the state of
 * one moment, at most a few seconds old. One process at a time may use a file.
 */
final class Snapshot implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);
    private static final int FORMAT = 1;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long BYTES_PER_PAUSE = 20L * 1024 * 1024;
    private static final long LONGEST_SAVE_MINUTES = 2;

    private final Path file;
    private final VendorApi api;
    private final WebhookSender webhooks;
    private final AtomicBoolean dirty = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor timer;
    private volatile Duration pause = PAUSE;

    Snapshot(Path folder, VendorApi api, WebhookSender webhooks) {
        this.file = folder.resolve(api.name() + ".json");
        this.api = api;
        this.webhooks = webhooks;
        this.timer = new ScheduledThreadPoolExecutor(
                1,
                work -> {
                    Thread thread = new Thread(work, "sandbox-save-" + api.name());
                    thread.setDaemon(true);
                    return thread;
                },
                // A call may still be at work while the server closes; the save at the end sees what it did.
                new ThreadPoolExecutor.DiscardPolicy());
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Takes the file's data in; does nothing if there is no file yet.
     *
     * @throws IllegalArgumentException if the file is damaged or of another version; the message names it and says what
     *     to do
     * @throws UncheckedIOException if the folder cannot be made or the file cannot be opened
     */
    void load() {
        JsonNode read;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            read = read();
        } catch (NoSuchFileException e) {
            LOG.debug("sandbox starts without data vendor={} file={}", api.name(), file);
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "sandbox data file " + file + " cannot be read; check the rights on it and on its folder", e);
        }
        try {
            if (read.path("format").asInt() != FORMAT
                    || !api.name().equals(read.path("vendor").asText())) {
                throw new IllegalArgumentException("not format " + FORMAT + " of " + api.name());
            }
            api.load(read.required("data"));
            webhooks.load(read.path("webhooks"));
        } catch (RuntimeException e) {
            // Whatever a vendor stumbles over (a missing key, a time that is none, an object it does not know) has the
            // same cure.
            throw damaged(e);
        }
    }

    private JsonNode read() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Json.read(in);
        } catch (JsonProcessingException | CharConversionException e) {
            throw damaged(e);
        }
    }

    private IllegalArgumentException damaged(Exception cause) {
        return new IllegalArgumentException(
                "sandbox data file " + file + " is damaged or of another version; delete it to start with empty data",
                cause);
    }

    /** Says that there is something to save; returns at once. */
    void changed() {
        if (dirty.compareAndSet(false, true)) {
            timer.schedule(this::saveIfChanged, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void saveIfChanged() {
        if (!dirty.getAndSet(false)) {
            return;
        }
        try {
            save();
        } catch (IOException | RuntimeException e) {
            LOG.error(
                    "sandbox data not saved, trying again; check space and rights vendor={} file={}",
                    api.name(),
                    file,
                    e);
            changed();
        }
    }

    private void save() throws IOException {
        ObjectNode document = Json.object().put("format", FORMAT).put("vendor", api.name());
        // Before the data: an event comes after its change, and twice is better than never.
        document.set("webhooks", webhooks.save());
        document.set("data", api.save());
        Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
        // Not a channel: an interrupt would close it in the middle.
        try (FileOutputStream out = new FileOutputStream(fresh.toFile());
                OutputStream buffered = new BufferedOutputStream(out, 1 << 16)) {
            Json.write(document, buffered);
            buffered.flush();
            out.getFD().sync();
        }
        // Much data takes a while to write: the pause grows with it, so that saving never takes most of the machine.
        pause = PAUSE.plus(PAUSE.multipliedBy(Files.size(fresh)).dividedBy(BYTES_PER_PAUSE));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Saves what is not saved yet. */
    @Override
    public void close() {
        timer.shutdown();
        boolean interrupted = false;
        try {
            if (!timer.awaitTermination(LONGEST_SAVE_MINUTES, TimeUnit.MINUTES)) {
                LOG.error("sandbox data are still being saved after {} minutes file={}", LONGEST_SAVE_MINUTES, file);
                return;
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        saveIfChanged();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
