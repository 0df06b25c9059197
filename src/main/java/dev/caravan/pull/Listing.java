package dev.caravan.pull;

import dev.caravan.crm.ConditionCheck;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.SavedList;
import dev.caravan.crm.SearchPage;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filters;
import dev.caravan.hub.Lane;
import dev.caravan.mapping.FieldPlan;
import dev.caravan.mapping.Mappings;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an import lists, in the CRM's own terms, and checked against the CRM. */
record Listing(
        AskedCrm crm,
        Lane lane,
        FieldPlan plan,
        Condition condition,
        @Nullable SavedList list) {
    private static final String FILTER = "the import's filter";

    /**
     * Finds out what an order means in the CRM: asks for the fields that a filter names, or for the list.
     *
     * @throws InvalidInputException when the mapping, the filter or the list is wrong
     * @throws CrmException when the CRM cannot be asked
     */
    static Listing of(ImportOrder order, AskedCrm crm, Mappings mappings, Lane lane) {
        FieldPlan plan = mappings.plan(order.connection(), crm.driver(), order.type());
        String object = plan.mapping().object();
        Condition condition = new Condition.Everything();
        SavedList list = null;
        String criterion = order.criterion();
        if (criterion != null && order.kind() == ImportKind.FILTER) {
            ObjectSchema schema = crm.ask(object, "describe", lane, c -> c.describe(object));
            condition = Filters.parse(criterion, FILTER, new ConditionCheck(schema));
        } else if (criterion != null) {
            list = named(criterion, object, crm.ask(object, "lists", lane, c -> c.lists(object)));
        }
        return new Listing(crm, lane, plan, condition, list);
    }

    private static SavedList named(String wanted, String object, List<SavedList> lists) {
        for (SavedList list : lists) {
            if (list.id().equals(wanted)) {
                return list;
            }
        }
        List<SavedList> found =
                lists.stream().filter(l -> l.name().equalsIgnoreCase(wanted)).toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.isEmpty()) {
            throw new InvalidInputException(
                    ErrorCode.NOT_FOUND,
                    "the CRM has no list '" + wanted + "' of " + object + ". "
                            + NearestName.hint(
                                    wanted, lists.stream().map(SavedList::name).toList()));
        }
        throw new InvalidInputException(
                ErrorCode.REQUEST_INVALID,
                "the CRM has " + found.size() + " lists '" + wanted + "' of " + object + ". Name one by its id: "
                        + String.join(", ", found.stream().map(SavedList::id).toList()) + ".");
    }

    String object() {
        return plan.mapping().object();
    }

    /** One page, with all the fields that a pull needs. */
    SearchPage page(@Nullable String cursor) {
        SavedList saved = list;
        return saved == null
                ? crm.ask(object(), "search", lane, c -> c.search(object(), condition, fields(c), cursor))
                : crm.ask(object(), "listed", lane, c -> c.listed(object(), saved.id(), fields(c), cursor));
    }

    private Set<String> fields(Crm asked) {
        Set<String> fields = new LinkedHashSet<>(plan.crmFields());
        asked.companyField(object()).ifPresent(fields::add);
        asked.upsertField(object()).ifPresent(fields::add);
        return fields;
    }

    /** How many records there are; null when the CRM does not say. */
    @Nullable
    Long total() {
        SavedList saved = list;
        if (saved != null) {
            return saved.size().isPresent() ? saved.size().getAsLong() : null;
        }
        try {
            return crm.ask(object(), "count", lane, this::count);
        } catch (CrmException e) {
            if (e.error() instanceof CrmError.Rejected) {
                return null;
            }
            throw e;
        }
    }

    private long count(Crm asked) {
        return asked.count(object(), condition);
    }
}
