package dev.caravan.crm.webhook;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.WebhookCall;
import dev.caravan.problem.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * HubSpot's older signatures: a digest of the secret and the call, without a time, so that a call can be played again.
 * (HubSpot docs, "Validating requests", v1 and v2.) Only for connections that accept them by name.
 */
final class HubSpotDigest implements SignatureScheme {
    private final String version;
    private final boolean coversAddress;

    /** @param coversAddress whether method and address are signed too, as in {@code v2} */
    HubSpotDigest(String version, boolean coversAddress) {
        this.version = version;
        this.coversAddress = coversAddress;
    }

    @Override
    public String word() {
        return "hubspot-" + version;
    }

    @Override
    public boolean fits(WebhookCall call, ConnectionSettings.Webhook settings, Instant now) {
        String address = settings.publicUrl();
        Optional<byte[]> given = call.single("X-HubSpot-Signature").flatMap(Digests::hex);
        boolean isNamed = call.single("X-HubSpot-Signature-Version")
                .filter(version::equals)
                .isPresent();
        if (given.isEmpty() || !isNamed || coversAddress && address == null) {
            return false;
        }
        byte[] start = Digests.bytes(coversAddress ? call.method() + address : "");
        boolean fits = false;
        for (Secret secret : settings.secrets()) {
            fits |= Digests.same(Digests.sha256(Digests.bytes(secret.reveal()), start, call.body()), given.get());
        }
        return fits;
    }
}
