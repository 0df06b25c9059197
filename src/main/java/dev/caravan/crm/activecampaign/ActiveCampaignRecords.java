package dev.caravan.crm.activecampaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.activecampaign.ActiveCampaignField.Shape;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.Typed;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Records of ActiveCampaign as Caravan's. (ActiveCampaign docs: ids and numbers are texts, amounts are in cents,
 * several choices stand between double bars.)
 */
final class ActiveCampaignRecords {
    private static final int CENTS = 2;
    private static final String BARS = "||";

    private final ActiveCampaignFields fields;

    ActiveCampaignRecords(ActiveCampaignFields fields) {
        this.fields = fields;
    }

    /**
     * A record with what hangs on it.
     *
     * @param custom its custom values, and perhaps those of others
     * @param link the contact's link with its account; null for none
     */
    record Parts(
            JsonNode record,
            Iterable<JsonNode> custom,
            @Nullable JsonNode link) {}

    /** A record with the asked-for fields; a field that there is not is empty. */
    CrmRecord record(ActiveCampaignObjects object, Parts parts, Collection<String> wanted) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String name : wanted) {
            values.put(
                    name,
                    fields.find(object, name).map(field -> value(field, parts)).orElse(null));
        }
        return new CrmRecord(
                object.path(),
                Json.textOrEmpty(parts.record(), "id"),
                values,
                modifiedAt(object, parts.record()),
                false);
    }

    /** What an answer to a write says of the fields, and nothing of those that it does not name. */
    Map<String, @Nullable Object> told(ActiveCampaignObjects object, Parts parts, Collection<String> wanted) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String name : wanted) {
            fields.find(object, name)
                    .filter(field -> isTold(field, parts))
                    .ifPresent(field -> values.put(name, value(field, parts)));
        }
        return values;
    }

    private static boolean isTold(ActiveCampaignField field, Parts parts) {
        return field.shape() == Shape.LINK
                || field.shape() == Shape.HANGS_ON && HangsOn.isNamed(parts.record())
                || (field.isCustom()
                        ? custom(field, parts.custom()) != null
                        : parts.record().has(field.key()));
    }

    static Optional<Instant> modifiedAt(ActiveCampaignObjects object, JsonNode record) {
        return object.times().stream()
                .map(name -> Typed.time(Json.text(record, name)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static @Nullable Object value(ActiveCampaignField field, Parts parts) {
        return switch (field.shape()) {
            case PLAIN -> typed(field, parts.record().path(field.key()));
            case CENTS -> amount(parts.record().path(field.key()));
            case SMALL -> {
                String word = Json.text(parts.record(), field.key());
                yield word == null || word.isEmpty() ? null : word.toUpperCase(java.util.Locale.ROOT);
            }
            case CUSTOM -> typed(field, custom(field, parts.custom()));
            case CUSTOM_CENTS -> amount(custom(field, parts.custom()));
            case HANGS_ON -> HangsOn.id(parts.record(), field.key());
            case LINK -> parts.link() == null ? null : typed(field, parts.link().path(field.key()));
        };
    }

    private static @Nullable JsonNode custom(ActiveCampaignField field, Iterable<JsonNode> values) {
        for (JsonNode each : values) {
            String id = each.has("field") ? Json.text(each, "field") : Json.text(each, "customFieldId");
            if (field.key().equals(id)) {
                return each.has("field") ? each.path("value") : each.path("fieldValue");
            }
        }
        return null;
    }

    private static @Nullable Object typed(ActiveCampaignField field, @Nullable JsonNode node) {
        if (node == null) {
            return null;
        }
        if (field.type() == FieldSchema.Type.OPTIONS) {
            return several(node);
        }
        if (field.type() == FieldSchema.Type.REFERENCE && "0".equals(node.asText())) {
            return null;
        }
        Object value = Typed.read(node, field.type());
        return value == null || field.wire().isEmpty() ? value : field.nameOf(value.toString());
    }

    private static @Nullable Object several(JsonNode node) {
        List<String> values = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(each -> values.add(each.asText()));
        } else {
            Arrays.stream(node.isNull() ? new String[0] : node.asText().split("\\|\\|"))
                    .filter(each -> !each.isBlank())
                    .forEach(values::add);
        }
        return values.isEmpty() ? null : values;
    }

    private static @Nullable Object amount(@Nullable JsonNode node) {
        Object cents = Typed.read(node, FieldSchema.Type.NUMBER);
        return cents instanceof Number
                ? Typed.number(
                        new BigDecimal(cents.toString()).movePointLeft(CENTS).toPlainString())
                : cents;
    }

    /** Several choices as ActiveCampaign keeps them: without the outer bars they would be one text. */
    static String bars(Collection<String> choices) {
        return choices.isEmpty() ? "" : BARS + String.join(BARS, choices) + BARS;
    }
}
