package dev.caravan.crm;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a sender signs its webhook calls, for senders that a description tells of.
 *
 * @param kind what stands in the header
 * @param header that carries the signature
 * @param value what the header holds: {@code {signature}}, perhaps {@code {timestamp}}, and text around them
 * @param algorithm of the Java runtime, such as {@code HmacSHA256}
 * @param encoding of the signature: {@code hex}, {@code base64} or {@code base64url}
 * @param secretEncoding of the secret: {@code text}, {@code hex} or {@code base64}
 * @param signed what is signed: {@code {body}}, and {@code {timestamp}}, {@code {method}}, {@code {path}},
 *     {@code {query}}, {@code {url}}
 * @param timeHeader header of the time; null when it stands in the signature's header, or when there is none
 * @param timeUnit {@code seconds}, {@code millis} or {@code iso}
 * @param tolerance how old or how far ahead a signed time may be
 */
public record SignatureForm(
        Kind kind,
        String header,
        String value,
        String algorithm,
        String encoding,
        String secretEncoding,
        String signed,
        @Nullable String timeHeader,
        String timeUnit,
        Duration tolerance) {

    /** The word of the scheme that goes by a form. */
    public static final String SCHEME = "described";

    /** What a signature is. */
    public enum Kind {
        /** A MAC over parts of the call. */
        HMAC,
        /** The secret itself. */
        SECRET
    }
}
