package dev.caravan.crm.tribe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.Notice;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Webhooks;
import dev.caravan.crm.http.WebhookBody;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * TribeCRM's webhooks: each names one record and nothing of what changed. (TribeCRM docs, "Webhooks": a payload is one
 * of six mutations and carries {@code entityId} or {@code relationshipId}; what else is in it is not documented.) Where
 * no type is named, every object that the id may be one of is told: an id is one of one object only, and a read shows
 * which.
 */
final class TribeWebhooks implements Webhooks {
    private static final int DEEPEST = 4;
    private static final List<String> OBJECTS =
            List.of(TribeObjects.COMPANIES, TribeObjects.CONTACTS, TribeObjects.LEADS, TribeObjects.DEALS);
    private static final Set<String> IDS = Set.of("entityid", "relationshipid");

    @Override
    public List<String> schemes() {
        return List.of("hmac-sha512", "header", "token");
    }

    @Override
    public List<Notice> read(WebhookCall call, String scheme) {
        JsonNode body = WebhookBody.object(call, "TribeCRM");
        Set<String> ids = new LinkedHashSet<>();
        Set<String> words = new LinkedHashSet<>();
        gather(body.path("payload"), ids, words, 0);
        Optional<String> type = words.stream()
                .map(word -> word.replace('.', '_'))
                .filter(word -> word.matches("(Relation|Relationship|Activity)(_\\w+)+"))
                .findFirst();
        String why = words.stream()
                .filter(word -> word.endsWith("Mutation"))
                .findFirst()
                .orElse("changed there");
        List<Notice> notices = new ArrayList<>();
        for (String id : ids) {
            for (String object : type.map(TribeWebhooks::objects).orElse(OBJECTS)) {
                notices.add(new Notice(object, id, why, Optional.empty(), ""));
            }
        }
        return notices;
    }

    @Override
    public Reply accepted(String scheme) {
        return Reply.EMPTY;
    }

    /** A customer may have been a lead until now, under the same id. */
    private static List<String> objects(String type) {
        boolean mayHaveBeenLead = type.startsWith(TribeObjects.COMMERCIAL) && !type.equals(TribeObjects.LEADS);
        return mayHaveBeenLead ? List.of(type, TribeObjects.LEADS) : List.of(type);
    }

    private static void gather(JsonNode node, Set<String> ids, Set<String> words, int depth) {
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            JsonNode value = each.getValue();
            if (each.getKey().matches("[A-Z]\\w{0,40}Mutation")) {
                words.add(each.getKey());
            }
            if (value.isTextual()) {
                String text = value.textValue();
                if (IDS.contains(each.getKey().toLowerCase(Locale.ROOT)) && TribeObjects.isId(text)) {
                    ids.add(text);
                } else if (text.matches("[A-Za-z][A-Za-z0-9_.]{0,99}")) {
                    words.add(text);
                }
            } else if (value.isObject() && depth < DEEPEST) {
                gather(value, ids, words, depth + 1);
            }
        }
    }
}
