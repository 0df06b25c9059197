package dev.caravan.runtime;

import dev.caravan.crm.Connection;
import dev.caravan.crm.Connections;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Subscriptions;
import dev.caravan.mapping.CompanyRule;
import dev.caravan.mapping.Mapping;
import dev.caravan.mapping.Mappings;
import java.util.List;

/** Which connection wants which records, by the mapping files: those with create or update switched on. */
final class Wishes {
    private final Connections connections;
    private final Mappings mappings;
    private final Subscriptions subscriptions;

    Wishes(Connections connections, Mappings mappings, Subscriptions subscriptions) {
        this.connections = connections;
        this.mappings = mappings;
        this.subscriptions = subscriptions;
    }

    /** Brings the subscriptions to the state of the mapping files. */
    void apply() {
        for (Connection connection : connections.all()) {
            for (RecordType type : RecordType.pushed()) {
                Mapping mapping = mappings.find(
                                connection.name(), connection.settings().type(), type)
                        .filter(m -> m.push().create() || m.push().update())
                        .orElse(null);
                if (mapping == null) {
                    subscriptions.remove(connection.name(), type);
                } else {
                    Subscriptions.Own own =
                            new Subscriptions.Own(connection.crm().ownOrigins(), mapping.crmFieldsByHubField());
                    subscriptions.add(new Subscriptions.Subscription(connection.name(), type, parents(mapping), own));
                }
            }
        }
    }

    private static List<RecordType> parents(Mapping mapping) {
        if (mapping.record().isActivity()) {
            return mapping.linkTo();
        }
        CompanyRule company = mapping.company();
        boolean parentFirst = company != null && company.requiredParent() == CompanyRule.RequiredParent.PUSH;
        return parentFirst ? List.of(RecordType.COMPANY) : List.of();
    }
}
