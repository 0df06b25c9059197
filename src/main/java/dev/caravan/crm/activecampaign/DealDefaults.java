package dev.caravan.crm.activecampaign;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a deal needs and a mapping need not say. (ActiveCampaign docs, "Create a deal": value, currency, pipeline, stage
 * and owner are required; a stage belongs to one pipeline.)
 */
final class DealDefaults {
    private final JsonApi api;
    private final ActiveCampaignFields fields;
    private final String currency;
    private volatile @Nullable String me;

    DealDefaults(JsonApi api, ActiveCampaignFields fields, String currency) {
        this.api = api;
        this.fields = fields;
        this.currency = currency;
    }

    /** Adds to the body of a write what is missing. */
    void complete(ObjectNode deal, boolean isNew) {
        if (isNew && !has(deal, "stage")) {
            firstStage(deal.path("group").asText("")).ifPresent(stage -> deal.put("stage", stage));
        }
        if (has(deal, "stage") && !has(deal, "group")) {
            fields.pipelineOf(deal.path("stage").asText()).ifPresent(group -> deal.put("group", group));
        }
        if (!isNew) {
            return;
        }
        if (!deal.hasNonNull("value")) {
            deal.put("value", 0);
        }
        if (!has(deal, "currency")) {
            deal.put("currency", currency);
        }
        if (!has(deal, "owner")) {
            deal.put("owner", me());
        }
    }

    private Optional<String> firstStage(String group) {
        ActiveCampaignField stage =
                fields.find(ActiveCampaignObjects.DEALS, "stage").orElseThrow();
        List<FieldSchema.Option> options = stage.schema().options();
        return options.stream()
                .map(option -> stage.wireOf(option.name()))
                .flatMap(Optional::stream)
                .filter(id -> group.isEmpty()
                        || fields.pipelineOf(id).filter(group::equals).isPresent())
                .findFirst();
    }

    private @Nullable String me() {
        String known = me;
        if (known == null) {
            known = Json.text(api.get(ActiveCampaignObjects.BASE + "/users/me").path("user"), "id");
            me = known;
        }
        return known;
    }

    private static boolean has(ObjectNode deal, String name) {
        return !deal.path(name).asText("").isEmpty();
    }
}
