package dev.caravan.demo.twoway;

import dev.caravan.hub.FieldHistoryStore;
import dev.caravan.hub.RecordKey;
import dev.caravan.synclog.SyncLogEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One part of the story while it goes on: acts, says what has to come out, waits for it and tells how it went. */
final class Telling {
    private static final String PRESENCE = "(record)";
    private static final int MOST = 200;

    private final Stage stage;
    private final String title;
    private final long logBefore;
    private final Map<Place, Long> writesBefore = new LinkedHashMap<>();
    private final List<Told.Act> acts = new ArrayList<>();
    private final List<Wanted> wanted = new ArrayList<>();
    private final Map<String, BooleanSupplier> facts = new LinkedHashMap<>();
    private final Map<RecordKey, Integer> lostBefore = new LinkedHashMap<>();

    /** A field's value at each place; null for a place that does not have it. */
    private record Wanted(
            RecordKey key,
            String field,
            @Nullable String hub,
            @Nullable String hubspot,
            @Nullable String salesforce) {
        @Nullable
        String at(Place place) {
            return switch (place) {
                case HUB -> hub;
                case HUBSPOT -> hubspot;
                case SALESFORCE -> salesforce;
            };
        }
    }

    Telling(Stage stage, String title, List<RecordKey> cast) {
        this.stage = stage;
        this.title = title;
        this.logBefore = stage.lastLog();
        cast.forEach(key -> lostBefore.put(key, stage.lost(key, MOST).size()));
        Place.CRMS.forEach(crm -> writesBefore.put(crm, writes(crm)));
    }

    private long writes(Place crm) {
        return stage.desk(crm).writes().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** A person edits a record in a CRM. */
    Telling edit(Place crm, RecordKey key, Map<String, String> values) {
        stage.desk(crm).edit(stage.objectIn(crm, key.type()), stage.idIn(crm, key), values);
        return act(crm.title(), "a person edits " + stage.name(key) + ": " + told(values));
    }

    /** The App sends a record. */
    Telling app(RecordKey key, Map<String, String> values) {
        stage.app(key, values);
        return act("App", "sends " + stage.name(key) + ": " + told(values));
    }

    Telling act(String where, String what) {
        acts.add(new Told.Act(where, what));
        return this;
    }

    static String told(Map<String, String> values) {
        List<String> told = new ArrayList<>();
        values.forEach((name, value) -> told.add(name + " = " + (value.isEmpty() ? "(empty)" : "\"" + value + "\"")));
        return String.join(", ", told);
    }

    /** What the field has to be; null for a place that does not have it. */
    Telling expect(
            RecordKey key, String field, @Nullable String hub, @Nullable String hubspot, @Nullable String salesforce) {
        wanted.add(new Wanted(key, field, hub, hubspot, salesforce));
        return this;
    }

    /** What the field has to be at all three. */
    Telling everywhere(RecordKey key, String field, String value) {
        return expect(key, field, value, value, value);
    }

    /** In which CRMs the record has to be linked; the hub has it in any case. */
    Telling isIn(RecordKey key, boolean hubspot, boolean salesforce) {
        return expect(key, PRESENCE, "there", hubspot ? "there" : "not linked", salesforce ? "there" : "not linked");
    }

    /** Something else that has to be so, in words that tell it when it is not. */
    Telling fact(String otherwise, BooleanSupplier fact) {
        facts.put(otherwise, fact);
        return this;
    }

    /** Waits until it has come out, or the patience ends, and tells it. */
    Told end(int number, String rule) {
        boolean rested = stage.await(() -> wrong().isEmpty());
        List<String> wrong = new ArrayList<>(wrong());
        if (!rested && wrong.isEmpty()) {
            wrong.add("something is still on its way");
        }
        Map<String, Long> written = new LinkedHashMap<>();
        writesBefore.forEach((crm, before) -> written.put(crm.title(), writes(crm) - before));
        return new Told(number, title, List.copyOf(acts), steps(), rows(), kept(), written, rule, wrong);
    }

    private List<String> wrong() {
        List<String> wrong = new ArrayList<>();
        for (Wanted each : wanted) {
            for (Place place : Place.values()) {
                String should = each.at(place);
                String is = at(place, each);
                if (should != null && !should.equals(is)) {
                    wrong.add(stage.name(each.key()) + " " + each.field() + " is " + shown(is) + " in " + place.title()
                            + " and should be " + shown(should));
                }
            }
        }
        facts.forEach((otherwise, fact) -> {
            if (!fact.getAsBoolean()) {
                wrong.add(otherwise);
            }
        });
        return wrong;
    }

    private static String shown(@Nullable String value) {
        return value == null ? "not there" : value.isEmpty() ? "(empty)" : "\"" + value + "\"";
    }

    private @Nullable String at(Place place, Wanted each) {
        return each.field().equals(PRESENCE)
                ? stage.presence(place, each.key())
                : stage.value(place, each.key(), each.field());
    }

    private List<Told.Row> rows() {
        return wanted.stream()
                .map(each -> new Told.Row(
                        stage.name(each.key()),
                        each.field(),
                        at(Place.HUB, each),
                        at(Place.HUBSPOT, each),
                        at(Place.SALESFORCE, each)))
                .toList();
    }

    private List<Told.Step> steps() {
        Map<Told.Step, Integer> steps = new LinkedHashMap<>();
        for (SyncLogEntry line : stage.logAfter(logBefore)) {
            String crm = Place.titleOf(line.connection());
            boolean push = line.direction().equals("From App");
            String hub = Place.HUB.title();
            steps.merge(
                    new Told.Step(push ? hub : crm, push ? crm : hub, line.type(), line.outcome(), line.message(), 1),
                    1,
                    Integer::sum);
        }
        List<Told.Step> all = new ArrayList<>();
        steps.forEach(
                (s, times) -> all.add(new Told.Step(s.from(), s.to(), s.type(), s.outcome(), s.message(), times)));
        return all;
    }

    private List<Told.Kept> kept() {
        Set<RecordKey> keys = new LinkedHashSet<>(lostBefore.keySet());
        wanted.forEach(each -> keys.add(each.key()));
        List<Told.Kept> kept = new ArrayList<>();
        for (RecordKey key : keys) {
            List<FieldHistoryStore.Entry> lost = stage.lost(key, MOST);
            int fresh = lost.size() - lostBefore.getOrDefault(key, 0);
            lost.subList(0, Math.max(0, fresh))
                    .forEach(entry -> kept.add(new Told.Kept(
                            stage.name(key),
                            entry.lost().field(),
                            String.valueOf(entry.lost().value()),
                            Place.titleOf(entry.lost().origin()),
                            Place.titleOf(entry.lost().lostTo()),
                            entry.lost().why())));
        }
        return kept;
    }
}
