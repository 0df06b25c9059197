package dev.caravan.demo.twoway;

import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import java.util.LinkedHashMap;
import java.util.Map;

/** The records of the story that the App brings. */
final class Cast {
    static final RecordKey ACME = new RecordKey(RecordType.COMPANY, "acme");
    static final RecordKey LIN = new RecordKey(RecordType.CONTACT, "lin");
    static final RecordKey BO = new RecordKey(RecordType.CONTACT, "bo");
    static final RecordKey NOOR = new RecordKey(RecordType.CONTACT, "noor");
    static final RecordKey ITO = new RecordKey(RecordType.CONTACT, "ito");
    static final RecordKey RENEWAL = new RecordKey(RecordType.DEAL, "renewal");
    static final RecordKey LEE = new RecordKey(RecordType.LEAD, "lee");

    private Cast() {}

    /** A map in the order of its pairs. */
    static Map<String, String> values(String... namesAndValues) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return values;
    }
}
