package dev.caravan.cli.check;

import dev.caravan.console.gate.GateSettings;
import dev.caravan.console.security.UserSettings;
import dev.caravan.problem.Mistake;
import dev.caravan.runtime.CaravanSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.Resource;

/** Finds settings below {@code caravan} that nothing reads. */
public final class SettingsCheck {
    private static final String PREFIX = "caravan.";

    private SettingsCheck() {}

    /**
     * One mistake per name that is not known, with file and line where it has them.
     *
     * @param referred names that the route files refer to
     */
    public static List<Mistake> of(ConfigurableEnvironment environment, Collection<String> referred) {
        KnownSettings known = new KnownSettings()
                .addRecord("caravan", CaravanSettings.class)
                .addRecord("caravan.gate", GateSettings.class)
                .addNamed("caravan.users", UserSettings.class)
                .add("caravan.demo")
                .add("caravan.demo-port-base");
        for (String setting : List.of("enabled", "brokers", "group", "records-topic", "events-topic")) {
            known.add("caravan.kafka." + setting);
        }
        referred.stream().filter(r -> r.startsWith(PREFIX)).forEach(known::add);
        List<Mistake> mistakes = new ArrayList<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            // Variables of the environment do not say where a word ends, so a wrong one cannot be told from a
            // stranger's.
            boolean isEnvironment =
                    source.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
            if (source instanceof EnumerablePropertySource<?> named && !isEnvironment) {
                Arrays.stream(named.getPropertyNames())
                        .filter(n -> n.toLowerCase(Locale.ROOT).startsWith(PREFIX))
                        .forEach(n -> known.refuses(n).ifPresent(cure -> mistakes.add(wrong(source, n, cure))));
            }
        }
        return mistakes;
    }

    private static Mistake wrong(PropertySource<?> source, String name, String cure) {
        Origin origin = OriginLookup.getOrigin(source, name);
        String file = null;
        int line = 0;
        if (origin instanceof TextResourceOrigin text) {
            file = file(text.getResource());
            line = text.getLocation() == null ? 0 : text.getLocation().getLine() + 1;
        }
        return new Mistake(file, line, "there is no setting '" + name + "'.", cure);
    }

    private static @Nullable String file(@Nullable Resource resource) {
        if (resource == null) {
            return null;
        }
        String text = resource.getDescription();
        int open = text.indexOf('[');
        int close = text.indexOf(']', open);
        return open < 0 || close < 0 ? text : text.substring(open + 1, close);
    }
}
