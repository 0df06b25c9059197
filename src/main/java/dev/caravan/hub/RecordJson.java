package dev.caravan.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How fields, stamps, bases and trails stand in the database: compact JSON. */
public final class RecordJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final TypeReference<LinkedHashMap<String, @Nullable Object>> MAP = new TypeReference<>() {};
    private static final TypeReference<LinkedHashMap<String, List<Object>>> STAMPS = new TypeReference<>() {};

    private RecordJson() {}

    /** JSON text of plain data. */
    public static String write(Object plain) {
        try {
            return MAPPER.writeValueAsString(plain);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not plain JSON data: " + plain.getClass().getName(), e);
        }
    }

    /** A JSON object that {@link #write} made; integers as {@code Long}, other numbers as {@code BigDecimal}. */
    public static Map<String, @Nullable Object> read(String json) {
        return parse(json, MAP);
    }

    static String writeStamps(Map<String, FieldStamp> stamps) {
        if (stamps.isEmpty()) {
            return "{}";
        }
        Map<String, List<Object>> plain = new LinkedHashMap<>();
        stamps.forEach((field, s) -> plain.put(field, List.of(s.time().toEpochMilli(), s.origin())));
        return write(plain);
    }

    static Map<String, FieldStamp> readStamps(String json) {
        if (json.equals("{}")) {
            return Map.of();
        }
        Map<String, FieldStamp> stamps = new LinkedHashMap<>();
        parse(json, STAMPS)
                .forEach((field, s) -> stamps.put(
                        field,
                        new FieldStamp(
                                Instant.ofEpochMilli((Long) s.get(0)), s.get(1).toString())));
        return stamps;
    }

    private static <T> T parse(String json, TypeReference<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            // The message of the parser would quote the values.
            throw new IllegalStateException("a stored value is not the JSON that was written");
        }
    }
}
