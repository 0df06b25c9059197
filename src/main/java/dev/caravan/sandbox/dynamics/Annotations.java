package dev.caravan.sandbox.dynamics;

import java.util.Arrays;
import java.util.List;

/** The annotations that {@code Prefer: odata.include-annotations} asks for. */
record Annotations(List<String> patterns) {
    static final String FORMATTED = "OData.Community.Display.V1.FormattedValue";
    static final String TARGET = "Microsoft.Dynamics.CRM.lookuplogicalname";
    static final String NAVIGATION = "Microsoft.Dynamics.CRM.associatednavigationproperty";

    static Annotations of(String wanted) {
        return new Annotations(Arrays.stream(wanted.split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList());
    }

    boolean has(String annotation) {
        return patterns.stream()
                .anyMatch(each -> each.equals("*")
                        || each.equals(annotation)
                        || each.endsWith("*") && annotation.startsWith(each.substring(0, each.length() - 1)));
    }

    boolean isAll() {
        return patterns.contains("*");
    }
}
