package dev.caravan.crm.http;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.problem.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** What answers mean to most vendors; a vendor's table says only where it differs. */
public final class UsualErrors {
    private static final Pattern EMAIL = Pattern.compile("[^\\s\"'<>,;:()\\[\\]]+@[^\\s\"'<>,;:()\\[\\]]+");
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9][0-9 ()./-]{6,}[0-9]");
    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s\"']+");
    private static final int LONGEST = 500;

    private UsualErrors() {}

    /**
     * The meaning of a status.
     *
     * @param detail the vendor's words, made fit by {@link #words}
     * @param rejected what a refused record lacks, for the statuses that blame the record; {@code NOT_FOUND} is found
     *     out from the status
     */
    public static CrmError of(int status, String detail, ErrorCode rejected, Optional<Duration> retryAfter) {
        return switch (status) {
            case 401 -> new CrmError.Unauthorized(detail, ErrorCode.CRM_UNAUTHORIZED);
            case 402, 403 -> new CrmError.Unauthorized(detail, ErrorCode.INSUFFICIENT_ACCESS);
            case 404, 410 -> new CrmError.Rejected(detail, ErrorCode.NOT_FOUND);
            case 408, 423, 425 -> new CrmError.Transient(detail, false);
            case 429 -> new CrmError.RateLimited(detail, retryAfter);
            default ->
                status >= 500 || status < 400
                        ? new CrmError.Transient(detail, true)
                        : new CrmError.Rejected(detail, rejected);
        };
    }

    /**
     * A vendor's sentence as it may stand in a message: one line, at most 500 characters, without e-mail addresses,
     * telephone numbers and web addresses, which may be values of the record.
     */
    public static String words(int status, String sentence) {
        String plain = ADDRESS.matcher(sentence).replaceAll("***");
        plain = PHONE.matcher(EMAIL.matcher(plain).replaceAll("***")).replaceAll("***");
        String line = plain.replaceAll("\\p{Cntrl}+", " ").trim();
        if (line.isEmpty()) {
            return "HTTP " + status;
        }
        return "HTTP " + status + ", " + (line.length() > LONGEST ? line.substring(0, LONGEST) + " ..." : line);
    }

    /** Whether a call failed because there is no such thing. */
    public static boolean isNotFound(CrmException e) {
        return e.error() instanceof CrmError.Rejected rejected && rejected.code() == ErrorCode.NOT_FOUND;
    }
}
