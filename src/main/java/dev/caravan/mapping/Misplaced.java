package dev.caravan.mapping;

import dev.caravan.problem.Mistake;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds fields of companies in a contact's mapping and the reverse: such a field has to be mapped the same in both
 * (R152, R239).
 */
final class Misplaced {
    private Misplaced() {}

    static List<Mistake> in(Mapping contact, Mapping company) {
        List<Mistake> mistakes = new ArrayList<>();
        strangers(contact, company, HubFields.COMPANY_ONLY, "companies", mistakes);
        strangers(company, contact, HubFields.PERSON_ONLY, "people", mistakes);
        return mistakes;
    }

    private static void strangers(
            Mapping here, Mapping home, Set<String> theirs, String whose, List<Mistake> mistakes) {
        for (MappedField field : here.fields()) {
            if (theirs.contains(field.field()) && home.fields().stream().noneMatch(f -> isSame(f, field))) {
                mistakes.add(new Mistake(
                        here.file(),
                        field.line(),
                        "'" + field.field() + "' is a field of " + whose + "; here it has to be mapped just as in "
                                + home.file() + ".",
                        "Remove it here or map it the same."));
            }
        }
    }

    private static boolean isSame(MappedField a, MappedField b) {
        return a.field().equals(b.field())
                && a.to().equalsIgnoreCase(b.to())
                && a.sync() == b.sync()
                && a.values().equals(b.values())
                && a.transforms().equals(b.transforms());
    }
}
