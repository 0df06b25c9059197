package dev.caravan.console.gate;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of bodies are held by all requests together. */
final class BodyMemory {
    private final long limit;
    private final AtomicLong held = new AtomicLong();

    BodyMemory(long limit) {
        this.limit = limit;
    }

    /** Takes that many bytes, or none and returns false. */
    boolean take(long bytes) {
        while (true) {
            long now = held.get();
            if (now + bytes > limit) {
                return false;
            }
            if (held.compareAndSet(now, now + bytes)) {
                return true;
            }
        }
    }

    void giveBack(long bytes) {
        held.addAndGet(-bytes);
    }

    long held() {
        return held.get();
    }
}
