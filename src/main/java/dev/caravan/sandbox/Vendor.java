package dev.caravan.sandbox;

import java.util.function.Function;

/**
 * One vendor that the sandbox can play.
 *
 * @param name lower-case word
 * @param offset added to the base port
 * @param factory makes the API with its start data; called once per server
 */
public record Vendor(String name, int offset, Function<SandboxContext, VendorApi> factory) {
    public Vendor {
        if (offset < 0 || offset > 99) {
            throw new IllegalArgumentException("port offset " + offset + " of vendor '" + name + "' must be 0-99");
        }
    }
}
