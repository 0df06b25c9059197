package dev.caravan.rehearsal;

import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.PullEffect;
import dev.caravan.hub.PullEnd;
import dev.caravan.hub.Settling;
import dev.caravan.hub.WatchedPulls;
import dev.caravan.hub.Work;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Notes how the work on marks ends and what pulls would change, and settles and keeps nothing. */
final class Recorder implements Settling, WatchedPulls.Judge {
    private final Map<ChangeMark, Ended> ended = new ConcurrentHashMap<>();
    private final Map<ExternalId, PullEffect> effects = new ConcurrentHashMap<>();

    /** Work that has ended, with its error where it met one. */
    record Ended(Work work, @Nullable Throwable error) {}

    /** How the work on a mark ended, once; empty when the routes never said. */
    Optional<Ended> take(ChangeMark mark) {
        return Optional.ofNullable(ended.remove(mark));
    }

    /** What the pull of a CRM's record would change, once; empty when none came as far as the hub. */
    Optional<PullEffect> takeEffect(ExternalId id) {
        return Optional.ofNullable(effects.remove(id));
    }

    @Override
    public CompletableFuture<Void> settle(Work work, String route) {
        return note(work, null);
    }

    @Override
    public CompletableFuture<Void> fail(Work work, String route, Throwable error) {
        return note(work, error);
    }

    @Override
    public Optional<PullEnd> insteadOf(PullEffect effect) {
        effects.put(effect.id(), effect);
        return Optional.of(effect.end());
    }

    private CompletableFuture<Void> note(Work work, @Nullable Throwable error) {
        if (work.takeSettlement()) {
            ended.put(work.mark(), new Ended(work, error));
        }
        return CompletableFuture.completedFuture(null);
    }
}
