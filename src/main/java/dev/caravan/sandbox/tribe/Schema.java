package dev.caravan.sandbox.tribe;

import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Field.Type;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.tribe.Entity.Nav;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The types of an environment as it would be, with one custom field of companies and one of contacts. */
final class Schema {
    static final String ORGANIZATION = "Relation_Organization";
    static final String PERSON = "Relation_Person";
    static final String RELATIONSHIP = "Relationship";
    static final String CONTACT = "Relationship_Person_Contact_Standard";
    static final String EMPLOYEE = "Relationship_Person_Contact_Employee";
    static final String IDENTITY = "Relationship_Organization_Identity";
    static final String COMMERCIAL = "Relationship_Organization_CommercialRelationship";
    static final String OPPORTUNITY = "Activity_SalesOpportunity";
    static final String ADDRESS = "Address";
    static final String NOTE = "Note";
    static final String WEBHOOK = "Webhook";
    static final String BRANCHES = "Datastore_Branch";
    static final String COUNTRIES = "Datastore_Country";
    static final String PHASES = "Datastore_Phase_ActivitySalesOpportunity";
    static final String CALL_PHASES = "Datastore_Phase_ActivityCall";
    static final String MEETING_PHASES = "Datastore_Phase_ActivityAppointment";
    static final String OFFER_PHASES = "Datastore_Phase_ActivityOffer";
    /** Custom fields go by a GUID with underscores. */
    static final String TIER = "_117ecf60__d492__48a1__8aab__a131ad465fd5";

    static final String LINKEDIN = "_4c0f2d7e__93b1__4f0a__b7d2__6e1a5c88f310";
    /** What the API sets itself. */
    static final Map<String, Type> COMPUTED = computed();

    private static final Map<String, Entity> ENTITIES = entities();

    private Schema() {}

    static Collection<Entity> all() {
        return ENTITIES.values();
    }

    static Optional<Entity> find(String set) {
        return Optional.ofNullable(ENTITIES.get(set));
    }

    static Entity of(String set) {
        return find(set).orElseThrow(() -> new IllegalArgumentException("there is no set " + set));
    }

    /** The kinds of records that are kept: every type but the abstract ones. */
    static List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>();
        for (Entity entity : all()) {
            if (!entity.isAbstract()) {
                List<Field> fields = new ArrayList<>(fields(entity));
                navs(entity).forEach(nav -> fields.add(Field.of(nav.name(), nav.name(), Type.ANY)));
                if (entity.set().equals(NOTE)) {
                    fields.add(Field.of("of", "Of", Type.ANY));
                }
                kinds.add(new Kind(entity.set(), Kind.Ids.UUID, fields));
            }
        }
        return kinds;
    }

    /** Own fields and those of the bases. */
    static List<Field> fields(Entity entity) {
        List<Field> fields = new ArrayList<>();
        base(entity).ifPresent(base -> fields.addAll(fields(base)));
        fields.addAll(entity.fields());
        return fields;
    }

    /** Own references and those of the bases. */
    static List<Nav> navs(Entity entity) {
        List<Nav> navs = new ArrayList<>();
        base(entity).ifPresent(base -> navs.addAll(navs(base)));
        navs.addAll(entity.navs());
        return navs;
    }

    static Optional<Nav> nav(Entity entity, String name) {
        return navs(entity).stream().filter(nav -> nav.name().equals(name)).findFirst();
    }

    static Optional<Field> field(Entity entity, String name) {
        return fields(entity).stream()
                .filter(field -> field.name().equals(name))
                .findFirst();
    }

    /** The type itself, or all that stand below it, as far as records are made of them. */
    static List<Entity> concrete(Entity entity) {
        if (!entity.isAbstract()) {
            return List.of(entity);
        }
        return all().stream()
                .filter(each -> !each.isAbstract() && isBelow(each, entity))
                .toList();
    }

    static boolean isBelow(Entity entity, Entity above) {
        return entity.equals(above)
                || base(entity).filter(base -> isBelow(base, above)).isPresent();
    }

    private static Optional<Entity> base(Entity entity) {
        String base = entity.base();
        return base == null ? Optional.empty() : find(base);
    }

    private static Map<String, Entity> entities() {
        List<Entity> all = new ArrayList<>();
        all.add(new Entity("Relation", null, true, contactWays(), addresses()));
        all.add(type(ORGANIZATION, "Relation", organization(), List.of(to("Branch", BRANCHES))));
        all.add(type(PERSON, "Relation", person(), List.of()));
        all.add(new Entity(RELATIONSHIP, null, true, List.of(importId(), text("Name")), List.of()));
        all.add(type(
                CONTACT, RELATIONSHIP, contact(), List.of(needed("Relation", ORGANIZATION), needed("Person", PERSON))));
        all.add(type(
                EMPLOYEE,
                RELATIONSHIP,
                contact(),
                List.of(needed("Relation", ORGANIZATION), needed("Person", PERSON))));
        all.add(type(IDENTITY, RELATIONSHIP, List.of(), List.of(needed("Relation", ORGANIZATION))));
        all.add(new Entity(
                COMMERCIAL,
                RELATIONSHIP,
                true,
                List.of(),
                List.of(
                        needed("Relation", ORGANIZATION),
                        needed("Organization", ORGANIZATION),
                        to("AccountManager", EMPLOYEE))));
        for (String role : List.of("Suspect", "Lead", "Prospect", "HotProspect")) {
            all.add(type(COMMERCIAL + "_" + role, COMMERCIAL, List.of(), List.of()));
        }
        all.add(type(
                COMMERCIAL + "_Customer",
                COMMERCIAL,
                List.of(Field.of("PaymentTermInDays", "Payment term in days", Type.INTEGER)),
                List.of()));
        all.add(type(
                "Relationship_Organization_Supplier",
                RELATIONSHIP,
                List.of(),
                List.of(needed("Relation", ORGANIZATION), needed("Organization", ORGANIZATION))));
        all.add(type(
                "Relationship_Person_CommercialRelationship_Customer",
                RELATIONSHIP,
                List.of(),
                List.of(needed("Relation", ORGANIZATION), needed("Person", PERSON), to("AccountManager", EMPLOYEE))));
        all.add(new Entity(
                "Activity",
                null,
                true,
                List.of(importId(), text("Subject").asRequired(), text("Description")),
                List.of(
                        to("Relationship", RELATIONSHIP),
                        to("Contact", CONTACT),
                        new Nav("Notes", NOTE, false, true))));
        all.add(type(
                OPPORTUNITY,
                "Activity",
                opportunity(),
                List.of(to("Phase", PHASES), to("SalesRepresentative", EMPLOYEE))));
        all.add(type("Activity_Task", "Activity", span(), List.of(to("Assignee", EMPLOYEE))));
        all.add(type("Activity_Call", "Activity", span(), List.of(to("Phase", CALL_PHASES), to("Assignee", EMPLOYEE))));
        // Both names are seen for a meeting.
        for (String meeting : List.of("Appointment", "Event")) {
            all.add(type(
                    "Activity_" + meeting,
                    "Activity",
                    span(),
                    List.of(to("Owner", EMPLOYEE), to("PhaseReference", MEETING_PHASES))));
        }
        all.add(type("Activity_Offer", "Activity", span(), List.of(to("Phase", OFFER_PHASES))));
        // Activity_Invoice is missing, as it is where billing is not switched on.
        for (String activity : List.of("SalesOrder", "SupportTicket", "Project", "Subscription", "Email")) {
            all.add(type("Activity_" + activity, "Activity", span(), List.of()));
        }
        all.add(type(
                ADDRESS,
                null,
                List.of(text("Street"), text("City"), text("Postalcode")),
                List.of(to("Country", COUNTRIES))));
        all.add(type(
                NOTE,
                null,
                List.of(text("Content"), Field.of("IsPinned", "Pinned", Type.BOOLEAN), importId()),
                List.of()));
        all.add(type("Product", null, List.of(text("Name").asRequired(), importId()), List.of()));
        all.add(type(
                "ProductLine",
                null,
                List.of(text("Name"), Field.of("Amount", "Amount", Type.NUMBER)),
                List.of(to("Product", "Product"))));
        all.add(type("Attachment", null, List.of(text("Name")), List.of()));
        all.add(type(
                WEBHOOK,
                null,
                List.of(text("Url"), text("EntityType"), Field.of("Headers", "Headers", Type.ANY)),
                List.of()));
        for (String choice : List.of(BRANCHES, COUNTRIES, PHASES, CALL_PHASES, MEETING_PHASES, OFFER_PHASES)) {
            all.add(type(choice, null, List.of(text("Code"), text("Name")), List.of()));
        }
        Map<String, Entity> bySet = new LinkedHashMap<>();
        all.forEach(entity -> bySet.put(entity.set(), entity));
        return bySet;
    }

    private static List<Field> contactWays() {
        return List.of(importId(), email("EmailAddress", "E-mail address"), phone("PhoneNumber", "Phone number"));
    }

    private static List<Nav> addresses() {
        return List.of(
                to("Address", ADDRESS),
                to("VisitingAddress", ADDRESS),
                to("PostalAddress", ADDRESS),
                to("InvoiceAddress", ADDRESS),
                new Nav("Notes", NOTE, false, true));
    }

    private static List<Field> organization() {
        return List.of(
                text("Name").asRequired().upTo(255),
                email("FinancialEmailAddress", "Financial e-mail address"),
                Field.of("Website", "Website", Type.URL).upTo(255),
                Field.of("NumberOfEmployees", "Number of employees", Type.INTEGER),
                text("VatNumber"),
                text("ChamberOfCommerceNumber"),
                text("ChamberOfCommerceName"),
                text("DebtorNumber"),
                Field.of(TIER, "Tier", Type.TEXT));
    }

    private static List<Field> person() {
        return List.of(
                text("FirstName").upTo(255),
                text("MiddleName").upTo(255),
                text("LastName").asRequired().upTo(255),
                phone("MobilePhoneNumber", "Mobile phone number"));
    }

    private static List<Field> contact() {
        return List.of(
                email("EmailAddress", "E-mail address"),
                phone("PhoneNumber", "Phone number"),
                phone("MobilePhoneNumber", "Mobile phone number"),
                text("Department").upTo(255),
                text("Position").upTo(255),
                Field.of(LINKEDIN, "LinkedIn", Type.TEXT));
    }

    private static List<Field> opportunity() {
        return List.of(
                Field.of("Number", "Number", Type.TEXT).asReadOnly(),
                Field.of("Amount", "Amount", Type.NUMBER),
                Field.of("Probability", "Probability", Type.NUMBER),
                Field.of("ExpectedCloseDate", "Expected close date", Type.TIME),
                Field.of("IsClosed", "Closed", Type.BOOLEAN));
    }

    private static List<Field> span() {
        return List.of(Field.of("StartDate", "Start", Type.TIME), Field.of("EndDate", "End", Type.TIME));
    }

    private static Entity type(String set, @Nullable String base, List<Field> fields, List<Nav> navs) {
        return new Entity(set, base, false, fields, navs);
    }

    private static Nav to(String name, String set) {
        return new Nav(name, set, false, false);
    }

    private static Nav needed(String name, String set) {
        return new Nav(name, set, true, false);
    }

    private static Field text(String name) {
        return Field.of(name, name, Type.TEXT);
    }

    private static Field importId() {
        return text("ImportId").upTo(255);
    }

    private static Field email(String name, String label) {
        return Field.of(name, label, Type.EMAIL);
    }

    private static Field phone(String name, String label) {
        return Field.of(name, label, Type.PHONE);
    }

    private static Map<String, Type> computed() {
        Map<String, Type> computed = new LinkedHashMap<>();
        computed.put("ID", Type.REFERENCE);
        computed.put("_Type", Type.TEXT);
        computed.put("_Name", Type.TEXT);
        computed.put("SortIndex", Type.INTEGER);
        computed.put("CreationDate", Type.TIME);
        computed.put("LastMutationDate", Type.TIME);
        return computed;
    }

    /** Sets in which nothing can be written by the API. */
    static boolean isReadOnly(Entity entity) {
        return entity.isChoice() || Set.of(EMPLOYEE, IDENTITY, WEBHOOK).contains(entity.set());
    }
}
