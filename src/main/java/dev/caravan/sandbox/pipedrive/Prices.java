package dev.caravan.sandbox.pipedrive;

import dev.caravan.sandbox.Request;

/** What a call costs in tokens ({@code x-token-cost} of the interface descriptions). */
final class Prices {
    private Prices() {}

    static int of(Request request) {
        String operation = request.operation();
        boolean old = operation.contains(" /v1/") || operation.contains(" /api/v1/");
        if (operation.contains("/oauth/")) {
            return 0;
        }
        if (operation.endsWith("/search")) {
            return 20;
        }
        if (operation.contains("/pipelines") || operation.contains("/stages")) {
            return 5;
        }
        int price =
                switch (request.method()) {
                    case "GET" -> operation.endsWith("{id}") || operation.endsWith("/me") ? 1 : 10;
                    case "DELETE" -> 3;
                    default -> 5;
                };
        return old ? 2 * price : price;
    }
}
