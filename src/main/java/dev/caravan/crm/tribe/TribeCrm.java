package dev.caravan.crm.tribe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.Association;
import dev.caravan.crm.ChangePage;
import dev.caravan.crm.Consent;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.CrmUser;
import dev.caravan.crm.Fate;
import dev.caravan.crm.Limits;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.SavedList;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.Webhooks;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.Query;
import dev.caravan.crm.http.WalkChanges;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filter;
import dev.caravan.filter.Filters;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One TribeCRM environment. */
final class TribeCrm implements Crm {
    private static final int PAGE = 100;
    private static final String EMAIL = "EmailAddress";
    private static final String WHO = TribeObjects.ODATA + "GetCurrentEmployee()";

    private final JsonApi api;
    private final TribeSettings settings;
    private final TribeFields fields;
    private final TribeRoles roles;
    private final TribeLists lists;
    private final TribeWriter writer;
    private final WalkChanges changes;
    private final TribeWebhooks webhooks = new TribeWebhooks();

    TribeCrm(JsonApi api, TribeSettings settings, Clock clock) {
        this.api = api;
        this.settings = settings;
        this.fields = new TribeFields(api, settings);
        this.roles = new TribeRoles(api, settings);
        TribeRecords records = new TribeRecords(fields, roles);
        this.lists = new TribeLists(api, settings, fields, records);
        this.writer = new TribeWriter(api, settings, fields, records, lists, roles);
        this.changes = new WalkChanges(lists, clock, settings.overlap());
    }

    @Override
    public Limits limits() {
        return settings.limits();
    }

    @Override
    public Optional<String> objectFor(RecordType type) {
        return TribeObjects.of(type);
    }

    @Override
    public ObjectSchema describe(String object) {
        return fields.ask(object);
    }

    @Override
    public List<CrmRecord> read(String object, Collection<String> ids, Collection<String> wanted) {
        return lists.read(object, ids, wanted);
    }

    @Override
    public List<CrmRecord> lookup(String object, String field, Collection<String> values, Collection<String> wanted) {
        List<String> full = values.stream().filter(value -> !value.isBlank()).toList();
        TribeField compared = fields.find(object, field).orElse(null);
        if (full.isEmpty()) {
            return List.of();
        }
        if (compared != null && compared.isText()) {
            return lists.equal(object, compared, full, wanted);
        }
        Set<String> all = new LinkedHashSet<>(wanted);
        all.add(field);
        List<CrmRecord> found = new ArrayList<>();
        String cursor = null;
        do {
            SearchPage page = met(object, new Condition.In(field, List.copyOf(full)), all, cursor);
            found.addAll(page.records());
            cursor = page.next().orElse(null);
        } while (cursor != null);
        return found;
    }

    @Override
    public SearchPage search(String object, Condition condition, Collection<String> wanted, @Nullable String cursor) {
        return met(object, fields.fitted(object, condition), wanted, cursor);
    }

    private SearchPage met(String object, Condition condition, Collection<String> wanted, @Nullable String cursor) {
        TribeFilter.Where where = TribeFilter.of(settings, fields, object, condition);
        if (where.isNothing()) {
            return new SearchPage(List.of(), Optional.empty());
        }
        Set<String> all = new LinkedHashSet<>(wanted);
        all.addAll(Filters.fields(condition));
        Filter filter = Filters.compile(condition);
        SearchPage page = lists.filtered(object, where.text(), all, cursor);
        return new SearchPage(
                page.records().stream()
                        .filter(record -> filter.test(record.fields()::get))
                        .toList(),
                page.next());
    }

    @Override
    public long count(String object, Condition meant) {
        Condition condition = fields.fitted(object, meant);
        TribeFilter.Where where = TribeFilter.of(settings, fields, object, condition);
        if (where.isNothing()) {
            return 0;
        }
        if (where.isExact()) {
            OptionalLong count = lists.count(object, where.text());
            if (count.isPresent()) {
                return count.getAsLong();
            }
        }
        Set<String> met = new LinkedHashSet<>();
        String cursor = null;
        do {
            SearchPage page = met(object, condition, List.of(), cursor);
            page.records().forEach(record -> met.add(record.id()));
            cursor = page.next().orElse(null);
        } while (cursor != null);
        return met.size();
    }

    @Override
    public List<WriteResult> write(String object, List<Write> writes) {
        return writer.write(object, writes);
    }

    @Override
    public List<WriteResult> delete(String object, List<String> ids) {
        return writer.delete(object, ids);
    }

    /** A person is a contact of a company by a role of its own; all other associations are fields. */
    @Override
    public List<WriteResult> associate(List<Association> associations) {
        List<WriteResult> results = new ArrayList<>();
        for (Association each : associations) {
            AssociateTo to = each.to();
            if (!each.object().equals(TribeObjects.PEOPLE) || !to.object().equals(TribeObjects.COMPANIES)) {
                throw new UnsupportedOperationException("TribeCRM keeps this association in a field of the record");
            }
            try {
                results.add(new WriteResult.Written(roles.contactOf(each.id(), to.id()), false, Map.of()));
            } catch (CrmException e) {
                if (!(e.error() instanceof CrmError.Rejected)) {
                    throw e;
                }
                results.add(new WriteResult.Refused(e.error()));
            }
        }
        return results;
    }

    @Override
    public Optional<String> upsertField(String object) {
        return Optional.ofNullable(settings.uniqueFields().get(object));
    }

    @Override
    public Optional<String> associationField(String object, String toObject) {
        if (toObject.equals(TribeObjects.COMPANIES)) {
            return companyField(object);
        }
        if (!TribeObjects.isActivity(object) || !toObject.equals(TribeObjects.CONTACTS)) {
            return Optional.empty();
        }
        return Optional.of(object.equals(TribeObjects.DEALS) ? TribeObjects.CONTACT : settings.activityContact());
    }

    @Override
    public Optional<String> companyField(String object) {
        if (object.equals(TribeObjects.CONTACTS)) {
            return Optional.of(TribeObjects.PARENT);
        }
        if (object.startsWith(TribeObjects.COMMERCIAL)) {
            return Optional.of(TribeObjects.ORGANIZATION);
        }
        return TribeObjects.isActivity(object) ? Optional.of(TribeObjects.ROLE_COMPANY) : Optional.empty();
    }

    @Override
    public String nameField(String object) {
        if (TribeObjects.isActivity(object)) {
            return "Subject";
        }
        boolean isOfPerson =
                object.equals(TribeObjects.PEOPLE) || object.startsWith(TribeObjects.ROLES + "_" + TribeObjects.PERSON);
        return isOfPerson ? EMAIL : "Name";
    }

    /** Deleted records are not told: lists leave them out. */
    @Override
    public ChangePage changes(String object, @Nullable String cursor) {
        return changes.page(object, cursor);
    }

    /** A role that is of another nature now, as a lead that was made a customer, was converted. */
    @Override
    public Map<String, Fate> fates(String object, Collection<String> ids) {
        Map<String, String> natures = TribeObjects.isRole(object) ? natures(ids) : Map.of();
        Map<String, Fate> fates = new HashMap<>();
        for (String id : ids) {
            String nature = natures.getOrDefault(id, object);
            fates.put(
                    id,
                    nature.equals(object) || nature.isEmpty()
                            ? new Fate.Deleted()
                            : new Fate.Converted(Map.of(nature, id)));
        }
        return fates;
    }

    /** Always empty: TribeCRM documents no history of fields. */
    @Override
    public Map<String, Map<String, Instant>> fieldTimes(
            String object, Collection<String> ids, Collection<String> wanted) {
        return Map.of();
    }

    /** Always empty: saved views cannot be read by the API, as far as is documented. */
    @Override
    public List<SavedList> lists(String object) {
        return List.of();
    }

    @Override
    public SearchPage listed(String object, String listId, Collection<String> wanted, @Nullable String cursor) {
        throw new CrmException(
                api.name(object),
                new CrmError.Rejected("TribeCRM has no lists that can be read; use a condition", ErrorCode.NOT_FOUND),
                null);
    }

    @Override
    public Optional<Webhooks> webhooks() {
        return Optional.of(webhooks);
    }

    @Override
    public List<CrmUser> users() {
        List<CrmUser> users = new ArrayList<>();
        JsonNode page;
        int skip = 0;
        do {
            Query query = new Query()
                    .add("$expand", TribeObjects.PERSON)
                    .add("$orderby", TribeObjects.ID)
                    .add("$top", PAGE);
            page = api.get(TribeObjects.all(TribeObjects.EMPLOYEES), skip == 0 ? query : query.add("$skip", skip))
                    .path("value");
            page.forEach(each -> users.add(user(each)));
            skip += PAGE;
        } while (page.size() >= PAGE);
        return users;
    }

    @Override
    public Optional<Consent> consent() {
        return api.consent();
    }

    @Override
    public String whoAmI() {
        CrmUser user = user(api.get(WHO, new Query().add("$expand", TribeObjects.PERSON)));
        return user.name() + (user.email().isEmpty() ? "" : " (" + user.email() + ")");
    }

    @Override
    public void close() {
        api.close();
    }

    private Map<String, String> natures(Collection<String> ids) {
        try {
            return roles.natures(ids);
        } catch (CrmException e) {
            if (e.error() instanceof CrmError.Rejected) {
                return Map.of();
            }
            throw e;
        }
    }

    private static CrmUser user(JsonNode employee) {
        JsonNode person = employee.path(TribeObjects.PERSON);
        String email = Json.textOrEmpty(employee, EMAIL);
        String name = Json.textOrEmpty(employee, TribeObjects.NAME);
        String full = (Json.textOrEmpty(person, "FirstName") + " " + Json.textOrEmpty(person, "LastName")).strip();
        return new CrmUser(
                Json.textOrEmpty(employee, TribeObjects.ID),
                email.isEmpty() ? Json.textOrEmpty(person, EMAIL) : email,
                name.isEmpty() ? full : name,
                true);
    }
}
