package dev.caravan.console.gate;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;

/** Reads a body whole, or says why not. The bytes stay as they came: signatures are computed over them. */
final class Body {
    private static final int FIRST = 8 * 1024;

    private final BodyMemory memory;
    private final InstantSource clock;
    private final Duration timeout;

    Body(BodyMemory memory, InstantSource clock, Duration timeout) {
        this.memory = memory;
        this.clock = clock;
        this.timeout = timeout;
    }

    /** What reading led to. */
    sealed interface Read {}

    /**
     * The whole body.
     *
     * @param taken bytes of the memory to give back when the request is done
     */
    record Whole(byte[] bytes, int length, long taken) implements Read {}

    record TooLarge() implements Read {}

    record TooSlow() implements Read {}

    /** All requests together hold as much as they may. */
    record NoRoom() implements Read {}

    /**
     * Reads to the end or to the first reason to stop; what was taken of the memory is given back then.
     *
     * @param announced the Content-Length, -1 when there is none
     */
    Read read(InputStream stream, long announced, int limit) throws IOException {
        Instant deadline = clock.instant().plus(timeout);
        // One byte more than announced, to see the end without growing once more.
        int size = announced >= 0 ? (int) Math.min(announced, limit) + 1 : Math.min(FIRST, limit + 1);
        long taken = 0;
        boolean isWhole = false;
        try {
            if (!memory.take(size)) {
                return new NoRoom();
            }
            taken = size;
            byte[] bytes = new byte[size];
            int length = 0;
            while (true) {
                int count = stream.read(bytes, length, bytes.length - length);
                if (count < 0) {
                    isWhole = true;
                    return new Whole(bytes, length, taken);
                }
                length += count;
                if (length > limit) {
                    return new TooLarge();
                }
                if (clock.instant().isAfter(deadline)) {
                    return new TooSlow();
                }
                if (length == bytes.length) {
                    int more = Math.min(bytes.length, limit + 1 - bytes.length);
                    if (!memory.take(more)) {
                        return new NoRoom();
                    }
                    taken += more;
                    bytes = Arrays.copyOf(bytes, bytes.length + more);
                }
            }
        } finally {
            if (!isWhole) {
                memory.giveBack(taken);
            }
        }
    }
}
