package dev.caravan.sandbox.hubspot;

import dev.caravan.sandbox.Change;
import dev.caravan.sandbox.Request;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Merges of two records of one object. The primary one stays under its id and keeps its values; where it has none it
 * takes the other's; the other's id leads to it from then on. Call it while holding the monitor of {@link Data}.
 */
final class Merges {
    private static final String MERGED_IDS = "hs_merged_object_ids";
    private static final String MORE_EMAILS = "hs_additional_emails";

    private final Data data;
    private final Links links;

    Merges(Data data, Links links) {
        this.data = data;
        this.links = links;
    }

    /**
     * Merges the second into the first.
     *
     * @throws Problem HTTP 404 if one is not there, 400 if both are the same
     */
    HubSpotRecord merge(Request request, ObjectType type, String primary, String other) {
        HubSpotRecord winner = wanted(type, primary);
        HubSpotRecord loser = wanted(type, other);
        if (winner == loser) {
            throw Problem.invalid("A record cannot be merged with itself");
        }
        Instant now = data.now();
        ChangeSource source = ChangeSource.of(request.operation());
        Table table = data.table(type);
        Map<String, String> theirs = Map.copyOf(loser.values());
        links.move(loser, winner);
        table.merge(loser, winner);
        int moved = 0;
        for (Map.Entry<String, String> value : theirs.entrySet()) {
            Property property = data.schema().find(type, value.getKey()).orElse(null);
            boolean joined = value.getKey().equals(MERGED_IDS) || value.getKey().equals(MORE_EMAILS);
            if (property != null
                    && !joined
                    && winner.values().getOrDefault(value.getKey(), "").isEmpty()
                    && table.set(winner, property, value.getValue(), now, source)) {
                moved++;
            }
        }
        append(table, winner, MERGED_IDS, List.of(theirs.getOrDefault(MERGED_IDS, ""), loser.idText()), now, source);
        if (type == ObjectType.CONTACT) {
            List<String> emails = List.of(theirs.getOrDefault("email", ""), theirs.getOrDefault(MORE_EMAILS, ""));
            append(table, winner, MORE_EMAILS, emails, now, source);
            table.claimMoreEmails(winner);
        }
        winner.touch(now);
        table.changed(winner, now);
        Map<String, String> facts = Map.of("merged", loser.idText(), "moved", String.valueOf(moved));
        data.context().journal().add(request, Change.Kind.MERGED, type.name(), winner.idText(), facts);
        return winner;
    }

    private HubSpotRecord wanted(ObjectType type, String id) {
        HubSpotRecord record = data.live(type, id);
        if (record == null) {
            throw Problem.noRecord(id);
        }
        return record;
    }

    private void append(
            Table table, HubSpotRecord record, String property, List<String> more, Instant now, ChangeSource source) {
        Set<String> all = new LinkedHashSet<>(
                List.of(record.values().getOrDefault(property, "").split(";")));
        more.forEach(each -> all.addAll(List.of(each.split(";"))));
        all.remove("");
        all.remove(record.values().getOrDefault("email", ""));
        data.schema()
                .find(record.type(), property)
                .ifPresent(found -> table.set(record, found, String.join(";", all), now, source));
    }
}
