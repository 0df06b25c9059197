package dev.caravan.hooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What the vendors' ways of proving a call, and of forging it, have in common. */
final class Forging {
    static final String SECRET = "a-long-secret-for-the-hooks";
    static final String OTHER = "another-secret-for-the-hooks";
    static final String JSON = "application/json";

    private Forging() {}

    /** What stands behind the address in the place of the token, and the token in other places. */
    static Map<String, CrmHook.Call> inPath(String address, byte[] body, String type) {
        Map<String, CrmHook.Call> forged = new LinkedHashMap<>();
        for (String instead : List.of(
                "",
                "/",
                "/short",
                "/" + OTHER,
                "/" + SECRET + "x",
                "/" + SECRET.substring(1),
                "/" + SECRET.toUpperCase(Locale.ROOT),
                "/" + SECRET + "/x",
                "/" + SECRET + ";x=" + SECRET,
                "/x?token=" + SECRET,
                "/" + SECRET + "%00",
                "/%20" + SECRET,
                "-other/" + SECRET)) {
            forged.put(
                    "behind the address: " + instead, new CrmHook.Call(address + instead, body, "Content-Type", type));
        }
        forged.put("in a header", new CrmHook.Call(address + "/x", body, "Content-Type", type, "token", SECRET));
        return forged;
    }

    static CrmHook.Call with(CrmHook.Call call, int index, String header) {
        List<String> headers = new ArrayList<>(call.headers());
        headers.set(index, header);
        return new CrmHook.Call(call.url(), call.body(), headers);
    }

    static byte[] longer(byte[] body) {
        return (new String(body, StandardCharsets.UTF_8) + " ").getBytes(StandardCharsets.UTF_8);
    }

    static String bare(String json) {
        return json.startsWith("\"") ? json.substring(1, json.length() - 1) : json;
    }

    static long seconds() {
        return Clock.systemUTC().instant().getEpochSecond();
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static String hex(String digest, String secret, byte[] body) {
        try {
            MessageDigest digested = MessageDigest.getInstance(digest);
            digested.update(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digested.digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(digest, e);
        }
    }

    static byte[] mac(String algorithm, String secret, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm, e);
        }
    }
}
