package dev.caravan.mapping;

import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;

/** A record's value does not fit its mapping; it will not fit the next time either. */
public final class MappingValueException extends CaravanException {
    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * @param field the CRM field
     * @param message names record, field, place in the file and cure; no values
     */
    public MappingValueException(ErrorCode code, String field, String message) {
        super(code, message, null);
        this.field = field;
    }

    /** The CRM field that did not get its value. */
    public String field() {
        return field;
    }
}
