package dev.caravan.crm.pipedrive;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.HttpCall;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.RateSigns;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Pipedrive's prices, headers and refusals. (Pipedrive docs, "Rate limiting"; {@code x-token-cost} of its interface
 * descriptions: v1 costs twice what v2 does. Whoever goes on against 429 meets the edge, which answers 403 in HTML.)
 */
final class PipedriveRates implements RateSigns {
    private static final Duration BURST = Duration.ofSeconds(2);
    private static final long MOST_SECONDS = Duration.ofDays(1).toSeconds();

    /** The call among its kind and at its price. */
    static HttpCall priced(HttpCall call) {
        boolean isSearch = call.path().endsWith("/search");
        long price = isSearch ? 20 : price(call);
        boolean old = call.path().startsWith(PipedriveObjects.V1);
        return call.priced(isSearch ? CallKind.SEARCH : CallKind.GENERAL, old ? 2 * price : price);
    }

    private static long price(HttpCall call) {
        return switch (call.method()) {
            case "GET" -> {
                String last = call.path().substring(call.path().lastIndexOf('/') + 1);
                boolean one = last.equals("me") || last.matches("\\d+|[0-9a-f-]{36}");
                yield one ? 1 : last.equals("stages") || last.equals("pipelines") ? 5 : 10;
            }
            case "DELETE" -> 3;
            default -> 5;
        };
    }

    @Override
    public Optional<CrmError.RateLimited> refusal(HttpAnswer answer) {
        boolean isEdge = answer.status() == 403 && Json.tryRead(answer.body()).isEmpty() && answer.body().length > 0;
        if (answer.status() != 429 && !isEdge) {
            return Optional.empty();
        }
        String detail = isEdge ? "HTTP 403 of Pipedrive's edge: calls went on against its limit" : "HTTP 429";
        return Optional.of(new CrmError.RateLimited(detail, pause(answer)));
    }

    @Override
    public void learn(HttpAnswer answer, CallKind kind, CallGate gate) {
        OptionalLong limit = number(answer, "x-ratelimit-limit");
        OptionalLong left = number(answer, "x-ratelimit-remaining");
        if (limit.isPresent() && left.isPresent() && kind == CallKind.GENERAL) {
            gate.learned(kind, limit.getAsLong(), left.getAsLong(), BURST);
        }
        OptionalLong tokens = number(answer, "x-daily-ratelimit-token-limit");
        OptionalLong tokensLeft = number(answer, "x-daily-ratelimit-token-remaining");
        if (tokens.isPresent() && tokensLeft.isPresent()) {
            gate.learned(CallKind.UNITS, tokens.getAsLong(), tokensLeft.getAsLong(), Duration.ofDays(1));
        }
    }

    private static Optional<Duration> pause(HttpAnswer answer) {
        OptionalLong reset = number(answer, "x-ratelimit-reset");
        if (reset.isEmpty()) {
            reset = number(answer, "Retry-After");
        }
        return reset.isPresent()
                ? Optional.of(Duration.ofSeconds(Math.min(reset.getAsLong(), MOST_SECONDS)))
                : Optional.empty();
    }

    private static OptionalLong number(HttpAnswer answer, String header) {
        return answer.header(header)
                .filter(value -> value.matches("\\d{1,15}"))
                .map(value -> OptionalLong.of(Long.parseLong(value)))
                .orElse(OptionalLong.empty());
    }
}
