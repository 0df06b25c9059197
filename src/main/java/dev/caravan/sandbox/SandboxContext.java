package dev.caravan.sandbox;

import java.time.Clock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What a vendor gets from its server.
 *
 * @param clock the only source of time
 * @param random seeded; not for secrets
 * @param faults asked by the vendor for partial batches and stale search only; the rest is done by the server
 * @param limits asked by the vendor for rate-limit headers
 * @param tokens credentials
 * @param journal told of every commit
 * @param webhooks takes the events of webhooks
 * @param baseUrl {@code http://127.0.0.1:port}, without a slash at the end; known once the server has started
 */
public record SandboxContext(
        Clock clock,
        RandomGenerator random,
        Faults faults,
        Limits limits,
        Tokens tokens,
        Journal journal,
        WebhookSender webhooks,
        Supplier<String> baseUrl) {}
