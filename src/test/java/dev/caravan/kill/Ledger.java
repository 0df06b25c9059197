package dev.caravan.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one sender was told is accepted: written and synced to the disk after each answer, read by the audit only. */
final class Ledger implements AutoCloseable {
    private final FileChannel file;

    /** One version of one record. */
    record Entry(String type, String id, int version) {
        String key() {
            return type + "/" + id;
        }
    }

    Ledger(Path path) {
        try {
            this.file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void accepted(List<Entry> entries) throws IOException {
        StringBuilder lines = new StringBuilder();
        entries.forEach(e -> lines.append(e.type() + " " + e.id() + " " + e.version() + "\n"));
        ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        file.force(false);
    }

    /** The last accepted version of each record in the ledgers of a folder. */
    static Map<String, Entry> read(Path folder) throws IOException {
        Map<String, Entry> last = new TreeMap<>();
        try (var files = Files.newDirectoryStream(folder, "*.ledger")) {
            for (Path path : files) {
                for (String line : Files.readAllLines(path)) {
                    String[] words = line.split(" ");
                    Entry entry = new Entry(words[0], words[1], Integer.parseInt(words[2]));
                    last.put(entry.key(), entry);
                }
            }
        }
        return last;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
