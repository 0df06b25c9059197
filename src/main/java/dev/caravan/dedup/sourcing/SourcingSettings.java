package dev.caravan.dedup.sourcing;

import dev.caravan.hub.RecordType;
import dev.caravan.mapping.MatchRules;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How prospects of one record type are compared with the CRMs, as written below {@code caravan.sourcing.<type>}.
 *
 * @param enabled whether prospects of the type are compared at all (R88)
 * @param by match rules in their order, each a hub field or several joined by {@code +}; empty for the usual ones
 * @param filter what a record has to meet to count (R90, R92); null for none
 * @param connections connection to what holds there instead
 */
public record SourcingSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue List<String> by,
        @Nullable String filter,
        @DefaultValue Map<String, InConnection> connections) {
    /** Nothing is set. */
    static final SourcingSettings USUAL = new SourcingSettings(true, List.of(), null, Map.of());

    public SourcingSettings {
        by = List.copyOf(by);
        connections = Map.copyOf(connections);
        by.forEach(SourcingSettings::rule);
    }

    /**
     * What holds in one connection.
     *
     * @param enabled whether it is asked when a call does not name it
     * @param filter what a record has to meet there; null for what the type says
     */
    public record InConnection(
            @DefaultValue("true") boolean enabled, @Nullable String filter) {}

    /** The rules for a type; empty when the connection's mapping decides. */
    Optional<List<MatchRules.Rule>> rules(RecordType type) {
        if (!by.isEmpty()) {
            return Optional.of(by.stream().map(SourcingSettings::rule).toList());
        }
        return switch (type) {
            case CONTACT, LEAD -> Optional.of(List.of(new MatchRules.Rule(List.of("work_email"))));
            case COMPANY -> Optional.of(List.of(new MatchRules.Rule(List.of("domain"))));
            default -> Optional.empty();
        };
    }

    boolean asks(String connection) {
        InConnection there = connections.get(connection);
        return there == null || there.enabled();
    }

    /** The condition of a connection when a call brings none; null for none. */
    @Nullable
    String filterOf(String connection) {
        InConnection there = connections.get(connection);
        return there == null || there.filter() == null ? filter : Objects.requireNonNull(there.filter());
    }

    private static MatchRules.Rule rule(String text) {
        List<String> fields =
                Arrays.stream(text.split("\\+", -1)).map(String::strip).toList();
        if (fields.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("'by' names hub fields, joined by + where several have to be equal");
        }
        return new MatchRules.Rule(fields);
    }
}
