package dev.caravan.cli.check;

import dev.caravan.problem.Mistake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes changed route files while the runtime runs. Camel stops a file's routes before it knows whether the new text
 * makes routes at all, so each file is checked first: one with mistakes is not taken, and the routes that run go on.
 */
final class CheckedRouteReload extends RouteWatcherReloadStrategy {
    private static final Logger LOG = LoggerFactory.getLogger(CheckedRouteReload.class);

    private final Function<Path, List<Mistake>> check;

    /** @param check finds the mistakes of the folder's files; a mistake's file ends with the file's name */
    CheckedRouteReload(Path folder, Function<Path, List<Mistake>> check) {
        super(folder.toString());
        this.check = check;
        setPattern("*.camel.yaml");
        // Otherwise saving one file stops the routes of all others.
        setRemoveAllRoutes(false);
    }

    @Override
    protected void onRouteReload(Collection<Resource> resources, boolean removeEverything) {
        List<Mistake> mistakes = check.apply(Path.of(getFolder()));
        List<Resource> good = new ArrayList<>();
        for (Resource resource : resources) {
            String name = String.valueOf(
                    Path.of(resource.getLocation().replaceFirst("^file:", "")).getFileName());
            List<Mistake> own = mistakes.stream()
                    .filter(m -> m.file() != null && Path.of(m.file()).endsWith(name))
                    .toList();
            if (own.isEmpty()) {
                good.add(resource);
            } else {
                LOG.error("{} is not taken and the running routes go on. Mistakes:\n{}", name, Mistake.lines(own));
            }
        }
        if (!good.isEmpty()) {
            super.onRouteReload(good, removeEverything);
        }
    }
}
