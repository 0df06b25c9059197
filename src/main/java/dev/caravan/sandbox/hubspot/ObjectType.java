package dev.caravan.sandbox.hubspot;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A kind of record.
 *
 * @param name plural, as in paths
 * @param word singular, as in names of associations
 * @param id as in {@code 0-1}
 * @param modified name of the property that holds the time of the last change
 * @param created name of the property that holds the time of creation
 * @param needed a create has to set all of one of these groups
 * @param shown properties that come without being asked for
 * @param searched properties that the free text {@code query} of a search looks at
 */
record ObjectType(
        String name,
        String word,
        String id,
        String modified,
        String created,
        List<List<String>> needed,
        List<String> shown,
        List<String> searched) {
    static final ObjectType CONTACT = new ObjectType(
            "contacts",
            "contact",
            "0-1",
            "lastmodifieddate",
            "createdate",
            List.of(List.of("email"), List.of("firstname"), List.of("lastname")),
            List.of("createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"),
            List.of("firstname", "lastname", "email", "phone", "hs_additional_emails", "company"));
    static final ObjectType COMPANY = new ObjectType(
            "companies",
            "company",
            "0-2",
            "hs_lastmodifieddate",
            "createdate",
            List.of(List.of("name"), List.of("domain")),
            List.of("name", "domain", "createdate", "hs_lastmodifieddate", "hs_object_id"),
            List.of("name", "domain", "website", "phone"));
    static final ObjectType DEAL = new ObjectType(
            "deals",
            "deal",
            "0-3",
            "hs_lastmodifieddate",
            "createdate",
            List.of(List.of("dealname")),
            List.of(
                    "dealname",
                    "amount",
                    "closedate",
                    "pipeline",
                    "dealstage",
                    "createdate",
                    "hs_lastmodifieddate",
                    "hs_object_id"),
            List.of("dealname", "description"));
    static final ObjectType LEAD = other("leads", "lead", "0-136", "hs_lead_name", "hs_lead_name");
    static final ObjectType NOTE = other("notes", "note", "0-46", "hs_timestamp", "hs_note_body");
    static final ObjectType TASK = other("tasks", "task", "0-27", "hs_timestamp", "hs_task_subject");
    static final ObjectType CALL = other("calls", "call", "0-48", "hs_timestamp", "hs_call_title");
    static final ObjectType MEETING = other("meetings", "meeting", "0-47", "hs_timestamp", "hs_meeting_title");
    static final ObjectType EMAIL = other("emails", "email", "0-49", "hs_timestamp", "hs_email_subject");
    static final ObjectType USER = other("users", "user", "0-115", "hs_email", "hs_email");

    private static final List<ObjectType> ALL =
            List.of(CONTACT, COMPANY, DEAL, LEAD, NOTE, TASK, CALL, MEETING, EMAIL, USER);
    private static final Map<String, ObjectType> BY_NAME = names();

    static List<ObjectType> all() {
        return ALL;
    }

    /** By plural or singular name or by type id; empty if there is none. */
    static Optional<ObjectType> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
    }

    /**
     * A type that is known to exist.
     *
     * @throws IllegalArgumentException if it does not; the message names those that do
     */
    static ObjectType known(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no object '" + name + "'; choose from "
                        + ALL.stream().map(ObjectType::name).toList()));
    }

    /**
     * The type that a path names.
     *
     * @throws Problem HTTP 400, if there is none
     */
    static ObjectType named(String name) {
        return find(name).orElseThrow(() -> Problem.invalid("Unable to infer object type from: " + name));
    }

    /** In error messages: CONTACT. */
    String upper() {
        return word.toUpperCase(Locale.ROOT);
    }

    /** In error messages: Contact. */
    String title() {
        return upper().charAt(0) + word.substring(1);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    private static ObjectType other(String name, String word, String id, String needed, String searched) {
        return new ObjectType(
                name,
                word,
                id,
                "hs_lastmodifieddate",
                "hs_createdate",
                List.of(List.of(needed)),
                List.of("hs_createdate", "hs_lastmodifieddate", "hs_object_id"),
                List.of(searched));
    }

    private static Map<String, ObjectType> names() {
        Map<String, ObjectType> names = ALL.stream().collect(Collectors.toMap(ObjectType::name, Function.identity()));
        ALL.forEach(type -> names.put(type.word(), type));
        ALL.forEach(type -> names.put(type.id(), type));
        return names;
    }
}
