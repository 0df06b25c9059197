package dev.caravan.dedup;

import dev.caravan.hub.HubRecord;
import dev.caravan.hub.MatchKeys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Tells whether the values that the match rules look at are still the same, without keeping them. */
final class MatchDigest {
    private final MatchKeys keys;
    private final List<LadderRule> ladder;

    MatchDigest(MatchKeys keys, List<LadderRule> ladder) {
        this.keys = keys;
        this.ladder = ladder;
    }

    String of(HubRecord record) {
        MessageDigest sha = sha256();
        for (LadderRule rule : ladder) {
            String key = keys.ofRule(record, rule.exact())
                    .map(k -> k.kind() + "=" + k.value())
                    .orElse("");
            sha.update((rule.name() + "\n" + key + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(sha.digest(), 0, 16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
