package dev.caravan.sandbox;

import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;

/** Entry point of {@code ./caravan sandbox}: starts the sandboxes and stays up until the process is stopped. */
public final class SandboxApplication {
    private SandboxApplication() {}

    /** Options as in {@link SandboxOptions#of}; ends with status 2 when they or a port are not good. */
    public static void main(String[] args) throws InterruptedException {
        try {
            Sandboxes sandboxes = Sandboxes.start(SandboxOptions.of(args));
            Runtime.getRuntime().addShutdownHook(new Thread(sandboxes::close, "sandbox-stop"));
            System.out.println(sandboxes.table());
        } catch (IllegalArgumentException | UncheckedIOException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
        new CountDownLatch(1).await();
    }
}
