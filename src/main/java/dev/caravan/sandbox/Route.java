package dev.caravan.sandbox;

import java.util.Map;

/**
 * One operation of a vendor.
 *
 * @param template see {@link Routes#add}
 */
public record Route(String method, String template, Handler handler) {
    /** Does the work of one operation. */
    @FunctionalInterface
    public interface Handler {
        /** @throws RefusedException to answer with something else */
        Answer handle(Request request);
    }

    /**
     * A route that fits a path.
     *
     * @param operation method and template, kept variables filled in
     * @param variables decoded, by name
     */
    record Match(Route route, String operation, Map<String, String> variables) {}
}
