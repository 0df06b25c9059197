package dev.caravan.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.Association;
import dev.caravan.crm.ChangePage;
import dev.caravan.crm.Consent;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.CrmUser;
import dev.caravan.crm.Fate;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.Limits;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.SavedList;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.Webhooks;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.http.Json;
import dev.caravan.filter.Condition;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One HubSpot account. */
final class HubSpotCrm implements Crm {
    private final HubSpotApi api;
    private final HubSpotSettings settings;
    private final HubSpotSchemas schemas;
    private final HubSpotWriter writer;
    private final HubSpotSearch search;
    private final HubSpotAssociations associations;
    private final HubSpotChanges changes;
    private final HubSpotFates fates;
    private final HubSpotLists lists;
    private final Webhooks webhooks = new HubSpotWebhooks();

    HubSpotCrm(HubSpotApi api, HubSpotSettings settings, Clock clock) {
        this.api = api;
        this.settings = settings;
        this.schemas = new HubSpotSchemas(api, settings.paths());
        this.writer = new HubSpotWriter(api, settings, schemas);
        this.search = new HubSpotSearch(api, settings.paths(), schemas);
        this.associations = new HubSpotAssociations(api, settings);
        this.changes = new HubSpotChanges(api, settings.paths(), schemas, clock);
        this.fates = new HubSpotFates(api, settings.paths());
        this.lists = new HubSpotLists(api, settings.paths());
    }

    @Override
    public Limits limits() {
        return settings.limits();
    }

    @Override
    public Optional<String> objectFor(RecordType type) {
        return HubSpotObjects.of(type);
    }

    @Override
    public ObjectSchema describe(String object) {
        return schemas.ask(object);
    }

    @Override
    public List<CrmRecord> read(String object, Collection<String> ids, Collection<String> fields) {
        List<CrmRecord> found = batchRead(object, ids, null, fields);
        // The id of a record that was merged away answers with the one that is left.
        found.removeIf(record -> !ids.contains(record.id()));
        return found;
    }

    /**
     * Unique properties by batch read, which sees what was written a moment ago; others by search, which lags behind.
     */
    @Override
    public List<CrmRecord> lookup(String object, String field, Collection<String> values, Collection<String> fields) {
        Collection<String> full =
                values.stream().filter(value -> !value.isBlank()).distinct().toList();
        if (full.isEmpty()) {
            return List.of();
        }
        List<String> asked =
                Stream.concat(fields.stream(), Stream.of(field)).distinct().toList();
        if (field.equals(HubSpotObjects.ID)) {
            return batchRead(object, full, null, asked);
        }
        if (object.equals(HubSpotObjects.CONTACTS) && field.equals(HubSpotObjects.EMAIL)) {
            return batchRead(
                    object,
                    full.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList(),
                    field,
                    asked);
        }
        boolean unique = settings.uniqueField(object).filter(field::equals).isPresent()
                || schemas.get(object).field(field).filter(FieldSchema::unique).isPresent();
        return unique ? batchRead(object, full, field, asked) : search.equal(object, field, full, asked);
    }

    @Override
    public SearchPage search(String object, Condition condition, Collection<String> fields, @Nullable String cursor) {
        return search.page(object, condition, fields, cursor);
    }

    @Override
    public long count(String object, Condition condition) {
        return search.count(object, condition);
    }

    @Override
    public List<WriteResult> write(String object, List<Write> writes) {
        return writer.write(object, writes);
    }

    @Override
    public List<WriteResult> delete(String object, List<String> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<String, CrmError> refused = new HashMap<>();
        try {
            JsonNode answer =
                    api.post(settings.paths().batch(object, "archive"), Batches.inputs(new LinkedHashSet<>(ids)));
            answer.path("errors")
                    .forEach(error -> error.path("context")
                            .path("ids")
                            .forEach(id -> refused.put(id.asText(), HubSpotErrors.ofOne(error))));
        } catch (CrmException e) {
            if (!(e.error() instanceof CrmError.Rejected rejected)) {
                throw e;
            }
            if (ids.size() > 1) {
                throw new CrmException(
                        api.name("archive " + object),
                        new CrmError.BatchRejected(rejected.detail(), rejected.code()),
                        e);
            }
            refused.put(ids.get(0), rejected);
        }
        return ids.stream().map(id -> deleted(id, refused.get(id))).toList();
    }

    @Override
    public List<WriteResult> associate(List<Association> wanted) {
        return associations.associate(wanted);
    }

    @Override
    public Optional<String> upsertField(String object) {
        return settings.uniqueField(object);
    }

    @Override
    public Optional<String> associationField(String object, String toObject) {
        return Optional.empty();
    }

    @Override
    public String nameField(String object) {
        return HubSpotObjects.nameField(object);
    }

    @Override
    public List<CrmUser> users() {
        List<CrmUser> users = new ArrayList<>();
        String after = null;
        do {
            String more = after == null ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8);
            JsonNode answer = api.get(settings.paths().owners(), "limit=100&archived=false" + more);
            answer.path("results").forEach(owner -> users.add(user(owner)));
            after = Json.text(answer.path("paging").path("next"), "after");
        } while (after != null);
        return users;
    }

    @Override
    public Optional<Consent> consent() {
        return api.consent();
    }

    @Override
    public String whoAmI() {
        JsonNode account = api.get(settings.paths().account(), null);
        if (api.consent().isPresent()) {
            // Only now: a token that is no longer good has been replaced by the call before.
            JsonNode token = api.aboutToken(settings.paths().accessToken());
            return Json.text(token, "user") + " (HubSpot account " + Json.text(token, "hub_id") + ")";
        }
        String type = Json.text(account, "accountType");
        return "HubSpot account " + Json.text(account, "portalId") + (type == null ? "" : " (" + type + ")");
    }

    /** (HubSpot docs, contact properties: {@code associatedcompanyid} is the primary company; others have none.) */
    @Override
    public Optional<String> companyField(String object) {
        return object.equals("contacts") ? Optional.of("associatedcompanyid") : Optional.empty();
    }

    /** Deleted records are not told: HubSpot has no call that names them by time. */
    @Override
    public ChangePage changes(String object, @Nullable String cursor) {
        return changes.page(object, cursor);
    }

    @Override
    public Map<String, Fate> fates(String object, Collection<String> ids) {
        return fates.of(object, ids);
    }

    @Override
    public Map<String, Map<String, Instant>> fieldTimes(
            String object, Collection<String> ids, Collection<String> fields) {
        return fates.times(object, ids, fields);
    }

    @Override
    public List<SavedList> lists(String object) {
        return lists.all(object);
    }

    @Override
    public SearchPage listed(String object, String listId, Collection<String> fields, @Nullable String cursor) {
        return lists.members(listId, cursor, ids -> read(object, ids, fields));
    }

    @Override
    public Optional<Webhooks> webhooks() {
        return Optional.of(webhooks);
    }

    @Override
    public void close() {
        api.close();
    }

    private List<CrmRecord> batchRead(
            String object, Collection<String> ids, @Nullable String idProperty, Collection<String> fields) {
        List<CrmRecord> found = new ArrayList<>();
        for (List<String> part : Batches.of(settings.limits().readBatch(), new LinkedHashSet<>(ids))) {
            JsonNode answer = api.post(settings.paths().batch(object, "read"), Batches.read(part, idProperty, fields));
            Batches.failUnlessMissing(api.name("read " + object), answer);
            answer.path("results").forEach(result -> found.add(schemas.record(object, result, fields)));
        }
        return found;
    }

    private static WriteResult deleted(String id, @Nullable CrmError error) {
        boolean gone = error instanceof CrmError.Rejected rejected && rejected.code() == ErrorCode.NOT_FOUND;
        return error == null || gone ? new WriteResult.Written(id, false, Map.of()) : new WriteResult.Refused(error);
    }

    private static CrmUser user(JsonNode owner) {
        String name = Stream.of(Json.text(owner, "firstName"), Json.text(owner, "lastName"))
                .filter(part -> part != null && !part.isEmpty())
                .reduce("", (first, last) -> first.isEmpty() ? last : first + " " + last);
        return new CrmUser(
                Objects.requireNonNullElse(Json.text(owner, "id"), ""),
                Objects.requireNonNullElse(Json.text(owner, "email"), ""),
                name,
                !owner.path("archived").asBoolean(false));
    }
}
