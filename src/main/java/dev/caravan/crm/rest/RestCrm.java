package dev.caravan.crm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.crm.Association;
import dev.caravan.crm.ChangePage;
import dev.caravan.crm.ConditionCheck;
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
import dev.caravan.crm.http.OneByOne;
import dev.caravan.crm.http.Walked;
import dev.caravan.crm.rest.ObjectForm.CallForm;
import dev.caravan.crm.rest.ObjectForm.CountForm;
import dev.caravan.crm.rest.ObjectForm.SavedForm;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filter;
import dev.caravan.filter.Filters;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One account of a CRM that a file describes. */
final class RestCrm implements Crm {
    private final Description description;
    private final RestSettings settings;
    private final RestCalls calls;
    private final RestFields fields;
    private final RestReader reader;
    private final RestLists lists;
    private final RestWriter writer;
    private final Walked walked;
    private final RestLookups lookups;
    private final Clock clock;

    RestCrm(Description description, RestSettings settings, RestCalls calls, Clock clock) {
        this.description = description;
        this.settings = settings;
        this.calls = calls;
        this.clock = clock;
        this.fields = new RestFields(description, calls);
        RestRecords records = new RestRecords(fields);
        this.reader = new RestReader(fields, records, calls);
        this.lists = new RestLists(fields, records, calls, reader, clock);
        this.writer = new RestWriter(fields, records, calls, reader);
        this.walked = new Walked(lists, reader, clock, settings.overlap(), settings.indexUpTo());
        this.lookups = new RestLookups(fields, lists, walked);
    }

    @Override
    public Limits limits() {
        return settings.limits();
    }

    @Override
    public Optional<String> objectFor(RecordType type) {
        return description.of(type);
    }

    @Override
    public ObjectSchema describe(String object) {
        fields.object(object);
        return fields.ask(object);
    }

    @Override
    public List<CrmRecord> read(String object, Collection<String> ids, Collection<String> wanted) {
        return reader.read(object, ids, wanted);
    }

    @Override
    public List<CrmRecord> lookup(String object, String field, Collection<String> values, Collection<String> wanted) {
        return lookups.lookup(object, field, values, wanted);
    }

    @Override
    public SearchPage search(String object, Condition condition, Collection<String> wanted, @Nullable String cursor) {
        ObjectForm form = fields.object(object);
        Condition fit = fit(object, condition);
        Narrowing narrowing = lookups.narrowing(object, form);
        Map<String, String> parameters = narrowing == null ? Map.of() : narrowing.of(fit);
        if (parameters.isEmpty() && form.readMany() != null) {
            return walked.search(object, fit, wanted, cursor);
        }
        // Without a call that reads many, a page of the list costs less than the records of an index one by one.
        Set<String> all = new LinkedHashSet<>(wanted);
        all.addAll(Filters.fields(fit));
        Filter filter = Filters.compile(fit);
        SearchPage page = lists.page(object, lists.usual(object), all, Map.of(), parameters, cursor);
        return new SearchPage(
                page.records().stream()
                        .filter(record -> !record.archived() && filter.test(record.fields()::get))
                        .toList(),
                page.next());
    }

    @Override
    public long count(String object, Condition condition) {
        CountForm count = fields.object(object).count();
        if (count != null && condition instanceof Condition.Everything) {
            JsonNode body =
                    calls.send("GET", count.list().call(), Map.of(), null).body();
            String total = count.total().text(body);
            if (total != null && total.matches("\\d{1,15}")) {
                return Long.parseLong(total);
            }
        }
        long found = 0;
        String cursor = null;
        do {
            SearchPage page = search(object, condition, List.of(), cursor);
            found += page.records().size();
            cursor = page.next().orElse(null);
        } while (cursor != null);
        return found;
    }

    @Override
    public List<WriteResult> write(String object, List<Write> writes) {
        return writer.write(object, writes);
    }

    @Override
    public List<WriteResult> delete(String object, List<String> ids) {
        return writer.delete(object, ids);
    }

    @Override
    public List<WriteResult> associate(List<Association> associations) {
        List<WriteResult> results = new ArrayList<>();
        for (Association each : associations) {
            CallForm call =
                    fields.object(each.object()).associate().get(each.to().object());
            if (call == null) {
                throw new UnsupportedOperationException("the description has no 'associate' of " + each.object()
                        + " with " + each.to().object());
            }
            Map<String, JsonNode> places = Map.of(
                    "id", RestReader.id(fields.object(each.object()), each.id()),
                    "to",
                            RestReader.id(
                                    fields.object(each.to().object()), each.to().id()));
            results.addAll(OneByOne.delete(List.of(each.id()), id -> calls.send("PUT", call, places, null)));
        }
        return results;
    }

    @Override
    public Optional<String> upsertField(String object) {
        return Optional.ofNullable(fields.object(object).upsert()).map(ObjectForm.UpsertForm::field);
    }

    @Override
    public Optional<String> associationField(String object, String toObject) {
        return fields.object(object).associate().containsKey(toObject)
                ? Optional.empty()
                : fields.object(object).referenceTo(toObject);
    }

    @Override
    public Optional<String> companyField(String object) {
        ObjectForm form = fields.object(object);
        return Optional.ofNullable(form.companyField())
                .or(() -> description.of(RecordType.COMPANY).flatMap(form::referenceTo));
    }

    @Override
    public String nameField(String object) {
        return fields.object(object).naming();
    }

    @Override
    public ChangePage changes(String object, @Nullable String cursor) {
        ObjectForm form = fields.object(object);
        if (form.list() == null || form.modified() == null && form.changes() == null) {
            return new ChangePage(
                    List.of(),
                    Objects.requireNonNullElse(cursor, clock.instant().toString()),
                    false);
        }
        return walked.changes(object, cursor);
    }

    @Override
    public Map<String, Fate> fates(String object, Collection<String> ids) {
        return ids.stream().distinct().collect(Collectors.toMap(id -> id, id -> new Fate.Deleted()));
    }

    /** Always empty: a description says nothing about the history of fields. */
    @Override
    public Map<String, Map<String, Instant>> fieldTimes(
            String object, Collection<String> ids, Collection<String> wanted) {
        return Map.of();
    }

    @Override
    public List<SavedList> lists(String object) {
        SavedForm saved = fields.object(object).lists();
        if (saved == null) {
            return List.of();
        }
        List<SavedList> all = new ArrayList<>();
        for (JsonNode each : calls.all(saved.list(), Map.of())) {
            String id = saved.id().text(each);
            String size = saved.size() == null ? null : saved.size().text(each);
            if (id != null) {
                all.add(new SavedList(
                        object,
                        id,
                        Objects.requireNonNullElse(saved.name().text(each), id),
                        size != null && size.matches("\\d{1,15}")
                                ? OptionalLong.of(Long.parseLong(size))
                                : OptionalLong.empty()));
            }
        }
        return all;
    }

    @Override
    public SearchPage listed(String object, String listId, Collection<String> wanted, @Nullable String cursor) {
        SavedForm saved = fields.object(object).lists();
        if (saved == null) {
            throw missing(object + " lists", "the description has no 'lists'");
        }
        Map<String, JsonNode> places = Map.of("list", TextNode.valueOf(listId));
        return lists.page(object, saved.members(), wanted, places, Map.of(), cursor);
    }

    @Override
    public Optional<Webhooks> webhooks() {
        Description.WebhookForm form = description.webhook();
        return form == null ? Optional.empty() : Optional.of(new RestWebhooks(description, form));
    }

    @Override
    public List<CrmUser> users() {
        Description.UsersForm form = description.users();
        if (form == null) {
            return List.of();
        }
        List<CrmUser> users = new ArrayList<>();
        for (JsonNode user : calls.all(form.list(), Map.of())) {
            String id = form.id().text(user);
            if (id != null) {
                users.add(new CrmUser(
                        id,
                        Objects.requireNonNullElse(form.email().text(user), ""),
                        Objects.requireNonNullElse(form.name().text(user), ""),
                        form.active() == null || DescribedField.isTrue(form.active(), user)));
            }
        }
        return users;
    }

    @Override
    public String whoAmI() {
        Description.WhoAmI form = description.whoAmI();
        if (form != null) {
            JsonNode body =
                    calls.send("GET", CallForm.at(form.path()), Map.of(), null).body();
            return Objects.requireNonNullElse(form.name().text(body), description.title());
        }
        for (Map.Entry<String, ObjectForm> each : description.objects().entrySet()) {
            if (each.getValue().list() != null) {
                calls.page(lists.usual(each.getKey()), Map.of(), Map.of(), null);
                break;
            }
        }
        return description.title();
    }

    @Override
    public void close() {
        calls.close();
    }

    private Condition fit(String object, Condition condition) {
        if (condition instanceof Condition.Everything) {
            return condition;
        }
        return new ConditionCheck(fields.schema(object)).fit(condition);
    }

    private CrmException missing(String what, String why) {
        return new CrmException(calls.name(what), new CrmError.Rejected(why, ErrorCode.NOT_FOUND), null);
    }
}
