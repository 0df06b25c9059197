package dev.caravan.cli;

import dev.caravan.pull.ImportJob;
import dev.caravan.pull.ImportState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import me.tongfei.progressbar.ProgressBar;

/** Watches an import that the runtime works on, through the database. */
final class ImportWatch {
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    /** A runtime looks for new imports every second. */
    private static final int LOOKS_UNTIL_BEGUN = 14;

    private final Session session;
    private final State state;
    private final long id;

    ImportWatch(Session session, State state, long id) {
        this.session = session;
        this.state = state;
        this.id = id;
    }

    /** Waits a moment for a runtime to begin; what a person should know when none does. */
    Optional<String> untilBegun() {
        for (int look = 0; look < LOOKS_UNTIL_BEGUN; look++) {
            ImportJob job = job();
            if (job.state() == ImportState.WAITING) {
                return Optional.of("It begins at " + (job.nextAt() == null ? "its time" : Session.told(job.nextAt()))
                        + ", when a runtime runs.");
            }
            if (job.startedAt() != null || job.state() != ImportState.RUNNING) {
                return Optional.empty();
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        Optional<ImportJob> ahead = state.imports().open().stream()
                .filter(o -> o.id() != id
                        && o.state() == ImportState.RUNNING
                        && o.startedAt() != null
                        && !o.walked().complete()
                        && o.order().connection().equals(job().order().connection()))
                .findFirst();
        return Optional.of(ahead.map(o -> "It waits for import " + o.id() + " of the same connection.")
                .orElse("No runtime has begun with it yet: it begins when one runs. ./caravan run starts one."));
    }

    /** Waits until the import is over, or its run when it has a schedule, or until somebody pauses it. */
    ImportJob untilOver() {
        Optional<ProgressBar> bar = session.bar("import " + id);
        try {
            ImportJob job = job();
            while (job.state() == ImportState.RUNNING
                    && !Thread.currentThread().isInterrupted()
                    && !session.isUnread()) {
                show(job, bar);
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
                job = job();
            }
            show(job, bar);
            return job;
        } finally {
            bar.ifPresent(ProgressBar::close);
        }
    }

    private void show(ImportJob job, Optional<ProgressBar> bar) {
        bar.ifPresent(b -> {
            long left = state.viaMarks().left(job.via());
            Long total = job.walked().total();
            long listed = job.walked().listed();
            b.maxHint(Math.max(total == null ? listed : total, listed));
            b.stepTo(Math.max(0, listed - left));
            b.setExtraMessage(job.reason() == null ? " listed " + listed : " " + job.reason());
        });
    }

    private ImportJob job() {
        return state.imports().find(id).orElseThrow();
    }
}
