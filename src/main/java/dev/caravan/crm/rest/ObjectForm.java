package dev.caravan.crm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One object of the CRM.
 *
 * @param record type of record that it is; null for none
 * @param path of all of them; that of one has the id behind it
 * @param id where the id is in a record
 * @param numericId whether ids are numbers in what is sent
 * @param modified where the time of the last change is; null when the CRM does not say
 * @param zone of that time, where its form names none
 * @param deleted where a deleted record says so
 * @param nameField field that names a record
 * @param companyField field that holds the id of the company
 * @param merge what of a record is read before an update, because the CRM replaces it as a whole: {@code none},
 *     {@code lists}, {@code parts} or {@code record}
 * @param lookup searches for single values, each for some fields
 */
record ObjectForm(
        @Nullable String record,
        @Nullable String path,
        FieldPath id,
        boolean numericId,
        @Nullable FieldPath modified,
        String timeFormat,
        String zone,
        @Nullable FieldPath deleted,
        @Nullable String nameField,
        @Nullable String companyField,
        Map<String, FieldForm> fields,
        @Nullable DescribeForm describe,
        String merge,
        @Nullable CallForm read,
        @Nullable ReadManyForm readMany,
        @Nullable ListForm list,
        @Nullable ChangesForm changes,
        List<LookupForm> lookup,
        @Nullable CountForm count,
        @Nullable CallForm create,
        @Nullable CallForm update,
        @Nullable UpsertForm upsert,
        @Nullable CallForm delete,
        BatchesForm batch,
        Map<String, CallForm> associate,
        @Nullable SavedForm lists) {
    ObjectForm {
        id = Objects.requireNonNullElseGet(id, () -> FieldPath.of("id"));
        timeFormat = Objects.requireNonNullElse(timeFormat, Times.ISO);
        zone = Objects.requireNonNullElse(zone, "UTC");
        fields = new LinkedHashMap<>(Objects.requireNonNullElse(fields, Map.of()));
        merge = Objects.requireNonNullElse(merge, "lists");
        lookup = Objects.requireNonNullElse(lookup, List.of());
        batch = Objects.requireNonNullElseGet(batch, () -> new BatchesForm(null, null, null));
        associate = Objects.requireNonNullElse(associate, Map.of());
    }

    /** The look-up for a field; empty when there is none. */
    Optional<LookupForm> lookupOf(String field) {
        return lookup.stream().filter(each -> each.fields().contains(field)).findFirst();
    }

    /** The field that names a record. */
    String naming() {
        String named = nameField;
        if (named != null) {
            return named;
        }
        return List.of("email", "name", "title").stream()
                .filter(fields::containsKey)
                .findFirst()
                .orElseGet(() ->
                        fields.isEmpty() ? "name" : fields.keySet().iterator().next());
    }

    /** The field that refers to records of another object. */
    Optional<String> referenceTo(String object) {
        return fields.entrySet().stream()
                .filter(each -> object.equals(each.getValue().to()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /**
     * A call for one record.
     *
     * @param body what is sent beside the values; {@code {id}} stands in it for the id
     * @param wrap where the values go in the body
     * @param record where the record is in the answer
     * @param newId where the id of a new record is in the answer, if it is not in a record there
     * @param encoding {@code json} or {@code form}
     * @param answer {@code json}, or {@code none} to overlook what the answer holds
     */
    record CallForm(
            @Nullable String method,
            @Nullable String path,
            Map<String, String> query,
            Map<String, String> headers,
            @Nullable JsonNode body,
            FieldPath wrap,
            FieldPath record,
            @Nullable FieldPath newId,
            String encoding,
            String answer) {
        CallForm {
            query = Objects.requireNonNullElse(query, Map.of());
            headers = Objects.requireNonNullElse(headers, Map.of());
            wrap = Objects.requireNonNullElse(wrap, FieldPath.WHOLE);
            record = Objects.requireNonNullElse(record, FieldPath.WHOLE);
            encoding = Objects.requireNonNullElse(encoding, "json");
            answer = Objects.requireNonNullElse(answer, "json");
        }

        /** A plain call of a path. */
        static CallForm at(String path) {
            return new CallForm(
                    null, path, Map.of(), Map.of(), null, FieldPath.WHOLE, FieldPath.WHOLE, null, "json", "json");
        }
    }

    /**
     * A read of several records by their ids.
     *
     * @param ids parameter of the ids; null when the body or the path names {@code {ids}}
     * @param most ids in one call
     */
    record ReadManyForm(ListForm list, @Nullable String ids, String separator, int most) {
        ReadManyForm {
            separator = Objects.requireNonNullElse(separator, ",");
            most = most == 0 ? 100 : most;
        }
    }

    /**
     * Lists what changed at or after a time.
     *
     * @param list null for the usual list
     * @param parameter that takes the time; null when the list names {@code {since}}
     * @param value what the parameter says; {@code {since}} is the time
     * @param deletes whether deleted records are among them
     * @param overlap how late a change may show
     */
    record ChangesForm(
            @Nullable ListForm list,
            @Nullable String parameter,
            String value,
            String format,
            Map<String, String> query,
            boolean deletes,
            String overlap) {
        ChangesForm {
            value = Objects.requireNonNullElse(value, "{since}");
            format = Objects.requireNonNullElse(format, Times.ISO);
            query = Objects.requireNonNullElse(query, Map.of());
            overlap = Objects.requireNonNullElse(overlap, "1m");
        }
    }

    /**
     * A search for records by one field.
     *
     * @param fields by which it can look
     * @param most values in one call
     */
    record LookupForm(List<String> fields, ListForm list, String separator, int most) {
        LookupForm {
            separator = Objects.requireNonNullElse(separator, ",");
            most = most == 0 ? 1 : most;
        }
    }

    /** Says how many records there are. */
    record CountForm(ListForm list, FieldPath total) {}

    /**
     * Creates or updates by a unique field.
     *
     * @param created where the answer says whether the record is new; by its status 201 otherwise
     */
    record UpsertForm(String field, CallForm call, @Nullable FieldPath created) {}

    /** Calls for many records. */
    record BatchesForm(
            @Nullable BatchForm create,
            @Nullable BatchForm update,
            @Nullable BatchForm delete) {}

    /**
     * A call for many records.
     *
     * @param items where the list of records goes in the body
     * @param wrap where the values go in an item
     * @param id where the id goes in an item; the whole item for a list of mere ids
     * @param ref where a number of our own goes in an item and comes back in its result; null when results come in the
     *     order of the items
     * @param results where the results are in the answer
     * @param result what a result looks like
     */
    record BatchForm(
            CallForm call,
            int most,
            FieldPath items,
            FieldPath wrap,
            FieldPath id,
            @Nullable FieldPath ref,
            @Nullable FieldPath results,
            ResultForm result) {
        BatchForm {
            most = most == 0 ? 100 : most;
            items = Objects.requireNonNullElse(items, FieldPath.WHOLE);
            wrap = Objects.requireNonNullElse(wrap, FieldPath.WHOLE);
            id = Objects.requireNonNullElseGet(id, () -> FieldPath.of("id"));
            result = Objects.requireNonNullElseGet(
                    result, () -> new ResultForm(FieldPath.of("id"), FieldPath.WHOLE, null, null, Map.of(), null));
        }
    }

    /**
     * What became of one record of a batch.
     *
     * @param status where its status is, as in HTTP
     * @param error where its error is; there is one when something is there
     * @param failed path to value: what makes it a failure
     * @param ref where our number comes back
     */
    record ResultForm(
            FieldPath id,
            FieldPath record,
            @Nullable FieldPath status,
            @Nullable FieldPath error,
            Map<String, String> failed,
            @Nullable FieldPath ref) {
        ResultForm {
            id = Objects.requireNonNullElseGet(id, () -> FieldPath.of("id"));
            record = Objects.requireNonNullElse(record, FieldPath.WHOLE);
            failed = Objects.requireNonNullElse(failed, Map.of());
        }
    }

    /** Lists and views that people saved. */
    record SavedForm(
            ListForm list,
            FieldPath id,
            FieldPath name,
            @Nullable FieldPath size,
            ListForm members) {
        SavedForm {
            id = Objects.requireNonNullElseGet(id, () -> FieldPath.of("id"));
            name = Objects.requireNonNullElseGet(name, () -> FieldPath.of("name"));
        }
    }
}
