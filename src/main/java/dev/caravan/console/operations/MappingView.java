package dev.caravan.console.operations;

import dev.caravan.mapping.Finding;
import java.util.List;

/**
 * What a CRM's own description of its fields says about one mapping of a connection.
 *
 * @param record such as {@code contact}
 * @param object the CRM's word for it
 * @param level the worst of the findings
 * @param findings one or more per mapped field
 */
public record MappingView(String record, String object, Finding.Level level, List<Finding> findings) {
    public MappingView {
        findings = List.copyOf(findings);
    }
}
