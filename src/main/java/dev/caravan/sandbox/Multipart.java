package dev.caravan.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bodies of {@code multipart/form-data} whose parts are texts (RFC 7578). */
final class Multipart {
    private static final Pattern TYPE =
            Pattern.compile("multipart/form-data\\s*;.*boundary=\"?([^\";]{1,70})\"?.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("\\bname=\"([^\"]*)\"", Pattern.CASE_INSENSITIVE);

    private Multipart() {}

    /** What stands between the parts; empty when the body is of another type. */
    static Optional<String> boundary(String contentType) {
        Matcher type = TYPE.matcher(contentType);
        return type.matches() ? Optional.of(type.group(1).strip()) : Optional.empty();
    }

    /** The first value per name; a part without a name is passed over. */
    static Map<String, String> fields(String body, String boundary) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String part : ("\r\n" + body).split(Pattern.quote("\r\n--" + boundary))) {
            int head = part.indexOf("\r\n\r\n");
            Matcher name = NAME.matcher(head < 0 ? "" : part.substring(0, head));
            if (name.find()) {
                fields.putIfAbsent(name.group(1), part.substring(head + 4));
            }
        }
        return fields;
    }
}
