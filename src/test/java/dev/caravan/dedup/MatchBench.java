package dev.caravan.dedup;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.Connection;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Connections;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import dev.caravan.hub.MatchKey;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.MatchRules;
import dev.caravan.mapping.MatchRules.OnAmbiguous;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A matcher with a CRM, links, marks and a review queue in memory. */
public final class MatchBench implements Links, Twins, Reviews {
    public static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    public static final MatchPlan CONTACTS = new MatchPlan(
            RecordType.CONTACT,
            "contacts",
            rules(OnAmbiguous.HOLD, false, List.of("work_email")),
            Map.of(
                    "work_email", "email",
                    "first_name", "firstname",
                    "last_name", "lastname",
                    "company_name", "company",
                    "phone", "phone",
                    "linkedin_url", "hs_linkedin_url"),
            List.of());
    public static final MatchPlan COMPANIES = new MatchPlan(
            RecordType.COMPANY,
            "companies",
            rules(OnAmbiguous.HOLD, false, List.of("domain")),
            Map.of("name", "name", "website", "domain", "linkedin_url", "linkedin_page"),
            List.of());

    public final FakeCrm crm = new FakeCrm();
    public final Map<RecordKey, HubRecord> stored = new LinkedHashMap<>();
    public final Map<RecordKey, Long> marks = new HashMap<>();
    public final Map<RecordKey, Link> links = new HashMap<>();
    public final Map<RecordKey, ReviewEntry> queue = new ConcurrentHashMap<>();
    public final List<String> questions = new ArrayList<>();
    public final Set<RecordKey> begun = new HashSet<>();
    public MatchPlan plan = CONTACTS;
    public final Connection connection = new Connection(
            HUBSPOT,
            new ConnectionSettings(
                    "fake",
                    true,
                    null,
                    new ConnectionSettings.Auth("token", null, null, null, null, null, null, null),
                    Map.of(),
                    2,
                    Duration.ofSeconds(1),
                    new ConnectionSettings.Budget(1, 0, Duration.ZERO, Duration.ZERO),
                    Map.of(),
                    ConnectionSettings.Webhook.NONE,
                    ConnectionSettings.OnCrmDelete.UNLINK,
                    false,
                    java.time.Duration.ofSeconds(60)),
            crm,
            new OpenGate());
    /** Why a hub id is not created anew. */
    public final Map<String, String> gone = new HashMap<>();

    public final Matcher matcher =
            new Matcher(new MatchKeys("US"), this, this, this, (connection, record) -> begun.contains(record));

    @SafeVarargs
    public static MatchRules rules(OnAmbiguous onAmbiguous, boolean anyExtension, List<String>... rules) {
        List<MatchRules.Rule> all = new ArrayList<>();
        all.add(new MatchRules.Rule(List.of(MatchRules.LINK)));
        Arrays.stream(rules).map(MatchRules.Rule::new).forEach(all::add);
        return new MatchRules(all, onAmbiguous, anyExtension);
    }

    @SafeVarargs
    public final MatchBench by(OnAmbiguous onAmbiguous, List<String>... rules) {
        plan = new MatchPlan(plan.type(), plan.object(), rules(onAmbiguous, false, rules), plan.crmFields(), List.of());
        return this;
    }

    public void idField(String field) {
        plan = new MatchPlan(
                plan.type(), plan.object(), plan.rules(), plan.crmFields(), field, List.of(), link -> false);
    }

    public MatchBench companies(boolean anyExtension, Map<String, String> crmFields, List<String> rule) {
        plan = new MatchPlan(
                RecordType.COMPANY, "companies", rules(OnAmbiguous.HOLD, anyExtension, rule), crmFields, List.of());
        return this;
    }

    public Counterparts counterparts() {
        return new Counterparts(
                matcher,
                new HubMatch(new MatchKeys("US"), id -> null, key -> null, this),
                new Connections(List.of(connection)),
                (name, type) -> plan,
                (name, error) -> {},
                (name, type, ids) -> {
                    Map<String, String> why = new HashMap<>(gone);
                    why.keySet().retainAll(ids);
                    return why;
                });
    }

    public List<Decision> match(HubRecord... records) {
        return matcher.match(connection, plan, List.of(records));
    }

    public Decision one(HubRecord record) {
        return match(record).get(0);
    }

    public static HubRecord contact(String id, String... pairs) {
        return record(RecordType.CONTACT, id, pairs);
    }

    public static HubRecord company(String id, String... pairs) {
        return record(RecordType.COMPANY, id, pairs);
    }

    /** Puts a record into the hub, with an open mark unless that is 0. */
    public HubRecord store(HubRecord record, long mark) {
        stored.put(record.key(), record);
        if (mark > 0) {
            marks.put(record.key(), mark);
        }
        return record;
    }

    public void link(HubRecord record, String id) {
        ExternalId external = new ExternalId(HUBSPOT, plan.object(), id);
        links.put(record.key(), new Link(record.key(), external, Map.of(), Instant.EPOCH, "created"));
        marks.remove(record.key());
    }

    public void decide(HubRecord record, String words) {
        ReviewEntry open = queue.get(record.key());
        queue.put(
                record.key(),
                new ReviewEntry(
                        open.id(),
                        open.held(),
                        open.openedAt(),
                        false,
                        Optional.of(ReviewDecision.of(words)),
                        Optional.of("ann"),
                        Optional.of(Instant.EPOCH)));
    }

    @Override
    public Map<RecordKey, Link> find(ConnectionName connection, Collection<RecordKey> records) {
        questions.add("links");
        Map<RecordKey, Link> found = new HashMap<>(links);
        found.keySet().retainAll(Set.copyOf(records));
        return found;
    }

    @Override
    public Map<String, RecordKey> owners(ConnectionName connection, String object, Collection<String> externalIds) {
        Map<String, RecordKey> owners = new HashMap<>();
        links.values().stream()
                .filter(l -> externalIds.contains(l.id().id()))
                .forEach(l -> owners.put(l.id().id(), l.record()));
        return owners;
    }

    @Override
    public List<Holder> holders(ConnectionName connection, RecordType type, Collection<MatchKey> keys) {
        questions.add("twins");
        MatchKeys kept = new MatchKeys("US", plan.keyRules());
        List<Holder> holders = new ArrayList<>();
        for (HubRecord record : stored.values()) {
            Long mark = marks.get(record.key());
            for (MatchKey key : kept.of(record)) {
                if (record.key().type() == type && keys.contains(key)) {
                    holders.add(new Holder(
                            key,
                            record.key(),
                            mark == null ? OptionalLong.empty() : OptionalLong.of(mark),
                            Optional.ofNullable(links.get(record.key())).map(Link::id)));
                }
            }
        }
        return holders;
    }

    @Override
    public Map<RecordKey, ReviewEntry> latest(
            ConnectionName connection, Direction direction, Collection<RecordKey> records) {
        questions.add("reviews");
        Map<RecordKey, ReviewEntry> found = new HashMap<>(queue);
        found.keySet().retainAll(Set.copyOf(records));
        return found;
    }

    @Override
    public void save(List<ReviewEntry.Draft> held, Collection<Long> obsolete) {
        for (ReviewEntry.Draft draft : held) {
            queue.put(
                    draft.record(),
                    new ReviewEntry(
                            queue.size() + 1L,
                            draft,
                            Instant.EPOCH,
                            true,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()));
        }
        queue.values().removeIf(e -> obsolete.contains(e.id()));
    }

    private static HubRecord record(RecordType type, String id, String... pairs) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put(pairs[i], pairs[i + 1]);
        }
        return HubRecord.of(new RecordKey(type, id), fields, Instant.EPOCH, "app");
    }

    private static final class OpenGate implements CallGate {
        @Override
        public void enter(CallKind kind) {}

        @Override
        public void learned(CallKind kind, long allowed, long remaining, Duration window) {}

        @Override
        public void refused(CallKind kind, Optional<Duration> retryAfter, String detail) {}

        @Override
        public void answered(CallKind kind) {}
    }
}
