package dev.caravan.crm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldValuesTest {

    private static Map<String, Object> plain() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("email", "a@example.com");
        map.put("phone", null);
        map.put("size", 5L);
        return map;
    }

    @Test
    void itIsTheMapThatItWasMadeFrom() {
        FieldValues values = FieldValues.copyOf(plain());
        assertThat(values).isEqualTo(plain()).hasSameHashCodeAs(plain());
        assertThat(plain()).isEqualTo(values);
        assertThat(values.keySet()).containsExactly("email", "phone", "size");
        assertThat(values.get("size")).isEqualTo(5L);
        assertThat(values.get("absent")).isNull();
        assertThat(values.getOrDefault("absent", "x")).isEqualTo("x");
        assertThat(values.getOrDefault("phone", "x")).isNull();
        assertThat(values.containsKey("phone")).isTrue();
        assertThat(values.containsKey("absent")).isFalse();
    }

    @Test
    void itGrowsBeyondWhatWasExpected() {
        FieldValues.Builder builder = new FieldValues.Builder(0);
        for (int i = 0; i < 100; i++) {
            builder.add("f" + i, i);
        }
        assertThat(builder.build()).hasSize(100).containsEntry("f99", 99);
    }

    @Test
    void itNeverChanges() {
        FieldValues values = FieldValues.copyOf(plain());
        assertThatThrownBy(() -> values.put("email", "x")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(values::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThat(FieldValues.copyOf(values)).isSameAs(values);
    }
}
