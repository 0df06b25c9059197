package dev.caravan.crm.tribe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.Query;
import dev.caravan.problem.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The roles that companies and people have: a deal hangs on a role of its company, a role on the own organisation.
 * (TribeCRM docs, "Relationships" and "Activities".)
 */
final class TribeRoles {
    private static final int MOST_KEPT = 10_000;
    private static final int PAGE = 100;

    private final JsonApi api;
    private final TribeSettings settings;
    private final Map<String, String> companyOfRole = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_KEPT;
        }
    });

    private volatile String own;
    private volatile boolean isUnseen;

    TribeRoles(JsonApi api, TribeSettings settings) {
        this.api = api;
        this.settings = settings;
        this.own = settings.ownOrganization();
    }

    /**
     * The relation of the own organisation, which is the parent of customers and leads.
     *
     * @throws CrmException rejected when the login sees no own organisation
     */
    String ownOrganization() {
        if (own.isEmpty()) {
            Query query = new Query().add("$expand", "Relation($select=ID)").add("$top", 1);
            JsonNode rows =
                    api.get(TribeObjects.all(TribeObjects.IDENTITIES), query).path("value");
            String id = Json.textOrEmpty(rows.path(0).path(TribeObjects.PARENT), TribeObjects.ID);
            if (!TribeObjects.isId(id)) {
                throw new CrmException(
                        api.name(TribeObjects.IDENTITIES),
                        new CrmError.Rejected(
                                "the own organisation is not to be seen; set the option own-organization",
                                ErrorCode.REQUIRED_FIELD_MISSING),
                        null);
            }
            own = id;
        }
        return own;
    }

    /** Whether it is the own organisation, as far as that is known or had to be asked for. */
    boolean isOwn(String relation) {
        if (!settings.adoptsContacts() || relation.isEmpty() || isUnseen) {
            return false;
        }
        try {
            return relation.equalsIgnoreCase(ownOrganization());
        } catch (CrmException e) {
            if (e.error() instanceof CrmError.Rejected) {
                isUnseen = true;
                return false;
            }
            throw e;
        }
    }

    /**
     * The companies behind roles, be they the company's own or those of its contacts; a role that has none, such as a
     * private customer's, is absent.
     */
    Map<String, String> companies(Collection<String> roles) {
        Map<String, String> found = new HashMap<>();
        List<String> unknown = new ArrayList<>();
        for (String role : roles) {
            String company = companyOfRole.get(role);
            if (company == null) {
                unknown.add(role);
            } else {
                found.put(role, company);
            }
        }
        find(TribeObjects.COMMERCIAL, TribeObjects.ORGANIZATION, unknown, found);
        unknown.removeAll(found.keySet());
        find(TribeObjects.CONTACTS, TribeObjects.PARENT, unknown, found);
        return found;
    }

    /**
     * A role of the company on which a deal or an activity can hang: that of a customer before others, then that of the
     * contact, if he is one of the company; a new one when it has none.
     *
     * @param contact role of the contact that an activity names; empty for none
     * @throws CrmException rejected when it has none and none is to be made
     */
    String roleOf(String company, String contact) {
        if (!TribeObjects.isId(company)) {
            throw refused("the id of the company is no GUID", ErrorCode.INVALID_VALUE);
        }
        String there = existing(company);
        if (!there.isEmpty()) {
            return there;
        }
        if (!contact.isEmpty()
                && company.equalsIgnoreCase(companies(List.of(contact)).get(contact))) {
            return contact;
        }
        if (settings.newRole().isEmpty()) {
            throw refused(
                    "the company has no role on which a deal or an activity can hang; make it a customer or lead",
                    ErrorCode.REQUIRED_FIELD_MISSING);
        }
        ObjectNode role = Json.object();
        role.set(TribeObjects.PARENT, reference(ownOrganization()));
        role.set(TribeObjects.ORGANIZATION, reference(company));
        try {
            return id(api.post(TribeObjects.all(settings.newRole()), role));
        } catch (CrmException e) {
            if (!(e.error() instanceof CrmError.Transient lost) || !lost.outcomeUnknown()) {
                throw e;
            }
            String made = existing(company);
            if (made.isEmpty()) {
                // The role is not there, and the deal was not even tried.
                throw new CrmException(api.name("role"), new CrmError.Transient(lost.detail(), false), e);
            }
            return made;
        }
    }

    /** The role of a customer before others; empty when the company has none. */
    private String existing(String company) {
        Query query = new Query()
                .add("$filter", "Organization/ID eq " + company)
                .add("$orderby", TribeObjects.ID)
                .add("$top", PAGE);
        String first = "";
        for (JsonNode row :
                api.get(TribeObjects.all(TribeObjects.COMMERCIAL), query).path("value")) {
            String id = Json.textOrEmpty(row, TribeObjects.ID);
            if (set(row).equals(TribeObjects.CUSTOMERS)) {
                return id;
            }
            first = first.isEmpty() ? id : first;
        }
        return first;
    }

    /** Gives a person the role of a contact of the company, if he has none there. */
    String contactOf(String person, String company) {
        if (!TribeObjects.isId(person) || !TribeObjects.isId(company)) {
            throw refused("an id is no GUID", ErrorCode.INVALID_VALUE);
        }
        Query query = new Query()
                .add("$filter", "Person/ID eq " + person + " and Relation/ID eq " + company)
                .add("$select", TribeObjects.ID)
                .add("$top", 1);
        JsonNode rows = api.get(TribeObjects.all(TribeObjects.CONTACTS), query).path("value");
        if (!rows.isEmpty()) {
            return Json.textOrEmpty(rows.path(0), TribeObjects.ID);
        }
        ObjectNode role = Json.object();
        role.set(TribeObjects.PARENT, reference(company));
        role.set(TribeObjects.PERSON, reference(person));
        return id(api.post(TribeObjects.all(TribeObjects.CONTACTS), role));
    }

    /**
     * What role records are now, by id: a lead that was made a customer is one of another set. Gone ones are absent.
     */
    Map<String, String> natures(Collection<String> roles) {
        Map<String, String> natures = new HashMap<>();
        for (String filter : ODataText.anyOf(
                roles.stream().filter(TribeObjects::isId).map(TribeRoles::isId).toList(), settings.longestUrl())) {
            Query query = new Query()
                    .add("$filter", filter)
                    .add("$select", "ID,_Type")
                    .add("$top", PAGE);
            for (JsonNode row :
                    api.get(TribeObjects.all(TribeObjects.ROLES), query).path("value")) {
                natures.put(Json.textOrEmpty(row, TribeObjects.ID), set(row));
            }
        }
        return natures;
    }

    static ObjectNode reference(String id) {
        return Json.object().put(TribeObjects.ID, id);
    }

    /** The id in the answer to a write. */
    String id(JsonNode answer) {
        return Optional.ofNullable(Json.text(answer, TribeObjects.ID))
                .filter(TribeObjects::isId)
                .orElseThrow(() -> new CrmException(
                        api.name("write"), new CrmError.Transient("the answer names no ID", true), null));
    }

    /** Adds the companies of those of the roles that are in a set. */
    private void find(String set, String company, List<String> roles, Map<String, String> found) {
        for (String filter :
                ODataText.anyOf(roles.stream().map(TribeRoles::isId).toList(), settings.longestUrl())) {
            Query query = new Query()
                    .add("$filter", filter)
                    .add("$select", TribeObjects.ID)
                    .add("$expand", company + "($select=ID)")
                    .add("$top", PAGE);
            for (JsonNode row : api.get(TribeObjects.all(set), query).path("value")) {
                String id = Json.text(row.path(company), TribeObjects.ID);
                if (id != null) {
                    companyOfRole.put(Json.textOrEmpty(row, TribeObjects.ID), id);
                    found.put(Json.textOrEmpty(row, TribeObjects.ID), id);
                }
            }
        }
    }

    /** The set of a record by its type, whose parts are separated by dots. */
    private static String set(JsonNode row) {
        return Json.textOrEmpty(row, TribeObjects.TYPE).replace('.', '_');
    }

    private static String isId(String id) {
        return TribeObjects.ID + " eq " + id;
    }

    private CrmException refused(String why, ErrorCode code) {
        return new CrmException(api.name("role"), new CrmError.Rejected(why, code), null);
    }
}
