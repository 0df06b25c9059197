package dev.caravan.cli.check;

import dev.caravan.problem.Mistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
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
        List<Resource> good = new ArrayList<>();
        for (Resource resource : resources) {
            checked(resource).ifPresent(good::add);
        }
        if (!good.isEmpty()) {
            super.onRouteReload(good, removeEverything);
        }
    }

    /** The text that was checked, and not what the file may have become meanwhile; empty when it has mistakes. */
    private Optional<Resource> checked(Resource resource) {
        Path file = Path.of(resource.getLocation().replaceFirst("^file:", ""));
        String name = String.valueOf(file.getFileName());
        try {
            byte[] text = Files.readAllBytes(file);
            List<Mistake> mistakes = ownMistakes(name);
            for (byte[] again = Files.readAllBytes(file);
                    !Arrays.equals(text, again);
                    again = Files.readAllBytes(file)) {
                text = again;
                mistakes = ownMistakes(name);
            }
            if (mistakes.isEmpty()) {
                return Optional.of(ResourceHelper.fromBytes(resource.getLocation(), text));
            }
            LOG.error("{} is not taken and the running routes go on. Mistakes:\n{}", name, Mistake.lines(mistakes));
        } catch (IOException e) {
            LOG.error("{} cannot be read and the running routes go on: {}", name, e.getMessage());
        }
        return Optional.empty();
    }

    private List<Mistake> ownMistakes(String name) {
        return check.apply(Path.of(getFolder())).stream()
                .filter(m -> m.file() != null && Path.of(m.file()).endsWith(name))
                .toList();
    }
}
