package dev.caravan.crm.rest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call that answers a list of records, page by page.
 *
 * @param records where the list is in an answer
 * @param record where the record is in an element of the list
 * @param filters field to the parameters that narrow the list down by it
 * @param fields how the wanted fields are named; null when they all come
 * @param partial whether the records lack fields, so that they are read again by their ids
 */
record ListForm(
        @Nullable String method,
        @Nullable String path,
        Map<String, String> query,
        Map<String, String> headers,
        @Nullable JsonNode body,
        FieldPath records,
        FieldPath record,
        PagingForm paging,
        Map<String, FilterForm> filters,
        @Nullable FieldsForm fields,
        boolean partial) {
    ListForm {
        query = Objects.requireNonNullElse(query, Map.of());
        headers = Objects.requireNonNullElse(headers, Map.of());
        records = Objects.requireNonNullElse(records, FieldPath.WHOLE);
        record = Objects.requireNonNullElse(record, FieldPath.WHOLE);
        paging = Objects.requireNonNullElseGet(paging, PagingForm::none);
        filters = Objects.requireNonNullElse(filters, Map.of());
    }

    ObjectForm.CallForm call() {
        return new ObjectForm.CallForm(
                method, path, query, headers, body, FieldPath.WHOLE, record, null, "json", "json");
    }

    /** How the wanted fields are named in a parameter; at most so many, else all come. */
    record FieldsForm(String parameter, String separator, int most, List<String> always) {
        FieldsForm {
            separator = Objects.requireNonNullElse(separator, ",");
            most = most == 0 ? 1000 : most;
            always = Objects.requireNonNullElse(always, List.of());
        }
    }

    /**
     * How one page leads to the next.
     *
     * @param kind {@code none}, {@code cursor}, {@code page}, {@code offset}, {@code after}, {@code link} or
     *     {@code next-link}
     * @param parameter that takes the cursor, the page's number, the offset or the last record's id
     * @param in {@code query} or {@code body}; where the parameters stand
     * @param first number of the first page or record
     * @param sizeParameter null when no size is sent
     * @param next where the next cursor or link is
     * @param last where in the last record of a page the value for {@code after} is; its id by default
     * @param more where an answer says whether more follow
     * @param total where an answer says how many records there are
     * @param pages where an answer says how many pages there are
     */
    record PagingForm(
            String kind,
            @Nullable String parameter,
            String in,
            @Nullable Integer first,
            int size,
            @Nullable String sizeParameter,
            @Nullable FieldPath next,
            @Nullable FieldPath last,
            @Nullable FieldPath more,
            @Nullable FieldPath total,
            @Nullable FieldPath pages) {
        PagingForm {
            kind = Objects.requireNonNullElse(kind, "none");
            in = Objects.requireNonNullElse(in, "query");
            first = Objects.requireNonNullElse(first, kind.equals("page") ? 1 : 0);
        }

        static PagingForm none() {
            return new PagingForm("none", null, "query", null, 0, null, null, null, null, null, null);
        }
    }

    /** The parameters that narrow a list down by one field; null where there is none for that comparison. */
    record FilterForm(
            @Nullable Parameter equal,
            @Nullable Parameter in,
            @Nullable Parameter less,
            @Nullable Parameter lessOrEqual,
            @Nullable Parameter greater,
            @Nullable Parameter greaterOrEqual) {
        @JsonCreator
        FilterForm(
                @JsonProperty("equal") @Nullable Parameter equal,
                @JsonProperty("in") @Nullable Parameter in,
                @JsonProperty("less") @Nullable Parameter less,
                @JsonProperty("lessOrEqual") @Nullable Parameter lessOrEqual,
                @JsonProperty("greater") @Nullable Parameter greater,
                @JsonProperty("greaterOrEqual") @Nullable Parameter greaterOrEqual) {
            this.equal = equal;
            this.in = in;
            this.less = less;
            this.lessOrEqual = lessOrEqual;
            this.greater = greater;
            this.greaterOrEqual = greaterOrEqual;
        }

        /** The short form: a parameter that takes one value. */
        @JsonCreator
        static FilterForm of(String parameter) {
            return new FilterForm(Parameter.of(parameter), null, null, null, null, null);
        }
    }

    /**
     * One parameter of a list.
     *
     * @param value what it says; {@code {value}} is the value
     * @param separator between several values
     */
    record Parameter(String parameter, String value, String separator) {
        @JsonCreator
        Parameter(
                @JsonProperty("parameter") String parameter,
                @JsonProperty("value") @Nullable String value,
                @JsonProperty("separator") @Nullable String separator) {
            this.parameter = parameter;
            this.value = Objects.requireNonNullElse(value, "{value}");
            this.separator = Objects.requireNonNullElse(separator, ",");
        }

        @JsonCreator
        static Parameter of(String parameter) {
            return new Parameter(parameter, null, null);
        }

        /** Whether the value stands alone, so that the parameter can hold anything. */
        boolean isPlain() {
            return value.equals("{value}");
        }
    }
}
