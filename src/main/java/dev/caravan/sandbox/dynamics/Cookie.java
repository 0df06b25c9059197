package dev.caravan.sandbox.dynamics;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page ended, as it stands in {@code $skiptoken}: a cookie with another in it, encoded twice.
 *
 * @param page the page that follows
 * @param places values of the first and the last record, by column of the order
 */
record Cookie(int page, List<Place> places) {
    private static final Pattern OUTER = Pattern.compile("pagenumber=\"(\\d{1,9})\" pagingcookie=\"([^\"]*)\"");
    private static final Pattern PLACE = Pattern.compile("<([\\w/]+) (?:last=\"([^\"]*)\"|lastnull=\"1\") ");

    /** Values of one column; empty where the record has none. */
    record Place(String column, Optional<String> first, Optional<String> last) {}

    /** The value of {@code $skiptoken}, not encoded. */
    String text() {
        StringBuilder inner = new StringBuilder("<cookie page=\"" + (page - 1) + "\">");
        for (Place place : places) {
            inner.append('<')
                    .append(place.column())
                    .append(attribute(" last", place.last()))
                    .append(attribute(" first", place.first()))
                    .append(" />");
        }
        inner.append("</cookie>");
        return "<cookie pagenumber=\"" + page + "\" pagingcookie=\"" + encoded(encoded(inner.toString()))
                + "\" istracking=\"False\" />";
    }

    /** @throws dev.caravan.sandbox.RefusedException when it cannot be read */
    static Cookie read(String text) {
        Matcher outer = OUTER.matcher(text);
        if (!outer.find()) {
            throw Wire.refused(400, "0x80041129", "Malformed paging cookie.");
        }
        String inner = Call.decoded(Call.decoded(outer.group(2)));
        List<Place> places = new ArrayList<>();
        Matcher each = PLACE.matcher(inner);
        while (each.find()) {
            Optional<String> last = Optional.ofNullable(each.group(2)).map(Cookie::plain);
            places.add(new Place(each.group(1), Optional.empty(), last));
        }
        return new Cookie(Integer.parseInt(outer.group(1)), places);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String attribute(String name, Optional<String> value) {
        return value.map(text -> name + "=\"" + xml(text) + "\"").orElse(name + "null=\"1\"");
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private static String plain(String text) {
        return text.replace("&quot;", "\"").replace("&lt;", "<").replace("&amp;", "&");
    }
}
