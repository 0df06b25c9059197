package dev.caravan.console;

import dev.caravan.crm.Connection;
import dev.caravan.crm.Connections;
import dev.caravan.crm.SignatureForm;
import dev.caravan.crm.Webhooks;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/** The headers that the connections' webhooks are signed with, as settings and descriptions name them. */
final class SignatureHeaders implements Supplier<Set<String>> {
    private final ObjectProvider<Connections> connections;
    private volatile @Nullable Set<String> names;

    SignatureHeaders(ObjectProvider<Connections> connections) {
        this.connections = connections;
    }

    @Override
    public Set<String> get() {
        Set<String> known = names;
        if (known == null) {
            Connections open = connections.getIfAvailable();
            known = open == null ? Set.of() : of(open);
            names = known;
        }
        return known;
    }

    private static Set<String> of(Connections connections) {
        Set<String> names = new TreeSet<>();
        for (Connection each : connections.all()) {
            Optional.ofNullable(each.settings().webhook().header()).ifPresent(names::add);
            each.crm().webhooks().flatMap(Webhooks::signature).ifPresent(form -> add(form, names));
        }
        return names;
    }

    private static void add(SignatureForm form, Set<String> names) {
        names.add(form.header());
        Optional.ofNullable(form.timeHeader()).ifPresent(names::add);
    }
}
