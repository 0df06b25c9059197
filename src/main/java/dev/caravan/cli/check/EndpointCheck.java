package dev.caravan.cli.check;

import dev.caravan.crm.component.CrmEndpoint;
import dev.caravan.dedup.component.DedupEndpoint;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.component.HubEndpoint;
import dev.caravan.mapping.component.MappingEndpoint;
import dev.caravan.problem.Mistake;
import dev.caravan.problem.NearestName;
import dev.caravan.synclog.deadletter.component.DeadLetterEndpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.env.Environment;

/** Looks at each endpoint of the route files by itself, so that a mistake has the line of its option. Calls nobody. */
final class EndpointCheck implements AutoCloseable {
    /** Operations of {@code crm:} that take whatever a webhook brings. */
    private static final Set<String> WITHOUT_RECORD = Set.of("receive", "verify");

    private static final Map<String, Class<?>> OWN = Map.of(
            "hub", HubEndpoint.class,
            "crm", CrmEndpoint.class,
            "dedup", DedupEndpoint.class,
            "mapping", MappingEndpoint.class,
            "deadletter", DeadLetterEndpoint.class);
    private static final Set<String> ONLY_TARGETS = Set.of("dedup", "mapping", "deadletter");
    private static final List<String> HUB_WORDS = List.of("any", "event", "message", "webhook");
    private static final List<String> DEDUP_WORDS = List.of("hub", "any");

    private final Environment environment;
    private final Collection<String> connections;
    private final CamelEndpoints camel;
    private final Map<String, EndpointOptions> options = new HashMap<>();

    /** @param connections names that routes may use */
    EndpointCheck(Environment environment, Collection<String> connections) {
        this.environment = environment;
        this.connections = connections;
        this.camel = new CamelEndpoints(environment);
    }

    List<Mistake> check(EndpointUse use) {
        if (use.isDynamic()) {
            return List.of();
        }
        Class<?> own = OWN.get(use.scheme());
        if (own != null) {
            EndpointOptions known = options.computeIfAbsent(use.scheme(), s -> EndpointOptions.of(own));
            List<Mistake> mistakes = new ArrayList<>(address(use, known));
            mistakes.addAll(options(use, known));
            // With no mistake so far: a misspelt 'connection' was told already.
            if (mistakes.isEmpty()
                    && use.isStart()
                    && use.scheme().equals("hub")
                    && !use.options().containsKey("connection")) {
                mistakes.add(wrong(
                        use,
                        use.line(),
                        "'" + use.address() + "' behind 'from' has no connection.",
                        "Add the parameter 'connection'."));
            }
            return mistakes;
        }
        return foreign(use);
    }

    private List<Mistake> foreign(EndpointUse use) {
        if (!camel.exists(use.scheme())) {
            Set<String> known = new TreeSet<>(camel.schemes());
            known.addAll(OWN.keySet());
            String cure = NearestName.of(use.scheme(), known)
                    .map(n -> "Did you mean '" + n + "'?")
                    .orElse("Add the Camel component, or use one of Caravan's: "
                            + String.join(", ", new TreeSet<>(OWN.keySet())) + ".");
            return List.of(wrong(use, use.line(), "there is no component '" + use.scheme() + "'.", cure));
        }
        List<Mistake> mistakes = new ArrayList<>();
        camel.options(use).ifPresent(known -> mistakes.addAll(options(use, known)));
        if (mistakes.isEmpty()) {
            camel.refuses(use)
                    .ifPresent(why -> mistakes.add(wrong(use, use.line(), "'" + use.address() + "': " + why, "")));
        }
        return mistakes;
    }

    private List<Mistake> address(EndpointUse use, EndpointOptions known) {
        if (use.isStart() && (known.producerOnly() || ONLY_TARGETS.contains(use.scheme()))) {
            return List.of(wrong(
                    use,
                    use.line(),
                    "'" + use.address() + "' cannot stand behind 'from'.",
                    "Begin with hub: or a queue."));
        }
        List<String> parts = Arrays.stream(use.path().split("/", -1))
                .filter(p -> !p.isEmpty())
                .toList();
        boolean isReceiving = use.options().containsKey("operation")
                && WITHOUT_RECORD.contains(
                        resolved(use.options().get("operation").value())
                                .orElse("")
                                .toLowerCase(Locale.ROOT));
        if (parts.size() != (isReceiving ? 1 : known.path().size())) {
            String form = use.scheme() + ":"
                    + String.join(
                            "/", known.path().stream().map(p -> "<" + p + ">").toList());
            return List.of(
                    wrong(use, use.line(), "'" + use.address() + "' has the wrong form.", "Write " + form + "."));
        }
        List<Mistake> mistakes = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            part(use, known.path().get(i), resolved(parts.get(i)).orElse(""), use.line())
                    .ifPresent(mistakes::add);
        }
        return mistakes;
    }

    private Optional<Mistake> part(EndpointUse use, String name, String value, int line) {
        if (value.isEmpty() || value.contains("{{")) {
            return Optional.empty();
        }
        boolean isDedup = use.scheme().equals("dedup");
        if (name.equals("connection") && !(isDedup && DEDUP_WORDS.contains(value)) && !connections.contains(value)) {
            return Optional.of(
                    wrong(use, line, "there is no connection '" + value + "'.", NearestName.hint(value, connections)));
        }
        if (name.equals("record")) {
            Set<String> words = new LinkedHashSet<>();
            Arrays.stream(RecordType.values()).forEach(t -> words.add(t.word()));
            if (use.scheme().equals("hub")) {
                words.addAll(HUB_WORDS);
            }
            if (isDedup) {
                words.add("any");
            }
            if (!words.contains(value)) {
                return Optional.of(
                        wrong(use, line, "there is no record type '" + value + "'.", NearestName.hint(value, words)));
            }
        }
        return Optional.empty();
    }

    private List<Mistake> options(EndpointUse use, EndpointOptions known) {
        List<Mistake> mistakes = new ArrayList<>();
        use.options().forEach((name, given) -> {
            if (!known.knows(name)) {
                mistakes.add(wrong(
                        use,
                        given.line(),
                        "'" + name + "' is no option of '" + use.scheme() + ":'.",
                        NearestName.hint(name, known.byName().keySet())));
                return;
            }
            String value = resolved(given.value()).orElse("");
            EndpointOptions.Option option = known.byName().get(name);
            if (option == null || value.isEmpty() || value.startsWith("#") || value.startsWith("RAW(")) {
                return;
            }
            option.refuses(value)
                    .ifPresent(right -> mistakes.add(wrong(
                            use,
                            given.line(),
                            "'" + name + "' of '" + use.scheme() + ":' is '" + value + "', which has to be " + right
                                    + ".",
                            NearestName.of(value, option.words())
                                    .map(n -> "Did you mean '" + n + "'?")
                                    .orElse(""))));
            part(use, name, value, given.line()).ifPresent(mistakes::add);
        });
        return mistakes;
    }

    /** The value with its placeholders filled in; empty when one of them has no value. */
    private Optional<String> resolved(String value) {
        return Placeholders.fill(value, environment);
    }

    private static Mistake wrong(EndpointUse use, int line, String what, String cure) {
        return new Mistake(use.file(), line, what, cure);
    }

    @Override
    public void close() {
        camel.close();
    }
}
