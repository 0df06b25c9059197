package dev.caravan.sandbox.salesforce;

import java.util.Locale;

/** Kind of a field as the describe calls name it. */
enum FieldType {
    ID("tns:ID"),
    STRING("xsd:string"),
    TEXTAREA("xsd:string"),
    EMAIL("xsd:string"),
    PHONE("xsd:string"),
    URL("xsd:string"),
    PICKLIST("xsd:string"),
    MULTIPICKLIST("xsd:string"),
    COMBOBOX("xsd:string"),
    BASE64("xsd:base64Binary"),
    BOOLEAN("xsd:boolean"),
    INT("xsd:int"),
    DOUBLE("xsd:double"),
    CURRENCY("xsd:double"),
    PERCENT("xsd:double"),
    DATE("xsd:date"),
    DATETIME("xsd:dateTime"),
    REFERENCE("tns:ID"),
    ADDRESS("urn:address");

    private final String soapType;

    FieldType(String soapType) {
        this.soapType = soapType;
    }

    static FieldType of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Word on the wire, such as {@code picklist}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String soapType() {
        return soapType;
    }

    boolean isText() {
        return soapType.equals("xsd:string") || this == BASE64;
    }

    boolean isNumber() {
        return this == INT || isDecimal();
    }

    boolean isDecimal() {
        return soapType.equals("xsd:double");
    }

    boolean isKey() {
        return this == ID || this == REFERENCE;
    }
}
