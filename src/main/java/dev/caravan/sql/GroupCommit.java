package dev.caravan.sql;

import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that writes: takes what waits, up to 256 transactions, commits them together, then completes the callers.
 * When one of them fails, each is run again in a transaction of its own, so that only the failing one fails.
 */
final class GroupCommit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int MOST_TOGETHER = 256;
    private static final int WAITING_ROOM = 20_000;
    /** Wakes the writer when there is nothing to write. */
    private static final Waiting<Boolean> END = new Waiting<>(tx -> true, new CompletableFuture<>());

    private final DataSource source;
    private final SqlDialect dialect;
    private final BlockingQueue<Waiting<?>> queue = new ArrayBlockingQueue<>(WAITING_ROOM);
    private final Thread thread;
    /** Callers go on here: what they do next would keep the writer from the next group. */
    private final ExecutorService callers;

    private volatile boolean closing;
    private @Nullable Connection connection;
    private @Nullable Tx tx;

    GroupCommit(DataSource source, SqlDialect dialect) {
        this.source = source;
        this.dialect = dialect;
        this.callers = Executors.newSingleThreadExecutor(work -> {
            Thread calling = new Thread(work, "caravan-committed");
            calling.setDaemon(true);
            return calling;
        });
        this.thread = new Thread(this::run, "caravan-writer");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    <T> CompletableFuture<T> add(Work<T> work) {
        Waiting<T> waiting = new Waiting<>(work, new CompletableFuture<>());
        if (closing) {
            waiting.result.completeExceptionally(
                    new StoreException(ErrorCode.STORE_BUSY, "the database is closing", null));
            return waiting.result;
        }
        try {
            // A full queue slows the callers down instead of growing the heap.
            if (!queue.offer(waiting, 10, TimeUnit.SECONDS)) {
                waiting.result.completeExceptionally(
                        new StoreException(ErrorCode.STORE_BUSY, "the database does not keep up", null));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            waiting.result.completeExceptionally(
                    new StoreException(ErrorCode.STORE_BUSY, "interrupted while waiting for the database", e));
        }
        return waiting.result;
    }

    @Override
    public void close() {
        closing = true;
        queue.offer(END);
        try {
            thread.join(30_000);
            if (!callers.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("somebody who waited for the database is still busy with its answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        disconnect();
    }

    private void run() {
        List<Waiting<?>> group = new ArrayList<>(MOST_TOGETHER);
        while (!closing || !queue.isEmpty()) {
            try {
                Waiting<?> first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                group.add(first);
                queue.drainTo(group, MOST_TOGETHER - 1);
                group.remove(END);
                if (!group.isEmpty()) {
                    commit(group);
                }
            } catch (InterruptedException e) {
                LOG.warn("the writer was interrupted and goes on until it is closed");
            } finally {
                group.clear();
            }
        }
        callers.shutdown();
    }

    private void commit(List<Waiting<?>> group) {
        if (together(group)) {
            tell(List.copyOf(group), Waiting::complete);
            return;
        }
        for (Waiting<?> waiting : group) {
            tell(List.of(waiting), together(List.of(waiting)) ? Waiting::complete : Waiting::fail);
        }
    }

    private void tell(List<Waiting<?>> group, Consumer<Waiting<?>> answer) {
        callers.execute(() -> group.forEach(answer));
    }

    /** Runs the works in one transaction; false when nothing of it was kept. */
    private boolean together(List<Waiting<?>> group) {
        Waiting<?> current = group.get(0);
        try {
            Connection writing = connect();
            Tx on = Objects.requireNonNull(tx);
            for (Waiting<?> waiting : group) {
                current = waiting;
                waiting.run(on);
            }
            // Commits. commit() itself would begin the next transaction at once, and on SQLite an idle writer would
            // then
            // keep every other process from writing.
            writing.setAutoCommit(true);
            return true;
        } catch (SQLException e) {
            // A statement that met a full disk stays broken: everything prepared is thrown away with the connection.
            disconnect();
            current.error = e;
            return false;
        } catch (RuntimeException e) {
            rollback();
            current.error = e;
            return false;
        } catch (Error e) {
            // One that has run out of memory must not end the writer for all others.
            rollback();
            current.error = new IllegalStateException(
                    "a transaction broke off: " + e.getClass().getSimpleName(), e);
            return false;
        }
    }

    private void rollback() {
        try {
            if (connection != null) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            LOG.warn("a rollback failed, the connection is opened anew: {}", e.getMessage());
            disconnect();
        }
    }

    private Connection connect() throws SQLException {
        Connection existing = connection;
        if (existing != null) {
            existing.setAutoCommit(false);
            return existing;
        }
        Connection opened = source.getConnection();
        opened.setAutoCommit(false);
        connection = opened;
        tx = new Tx(opened, dialect);
        return opened;
    }

    private void disconnect() {
        Connection broken = connection;
        connection = null;
        tx = null;
        if (broken == null) {
            return;
        }
        try (broken) {
            if (!broken.getAutoCommit()) {
                broken.rollback();
            }
        } catch (SQLException e) {
            LOG.debug("rolling back a broken connection", e);
        }
    }

    private static final class Waiting<T> {
        private final Work<T> work;
        private final CompletableFuture<T> result;
        private @Nullable T value;
        private @Nullable Exception error;

        Waiting(Work<T> work, CompletableFuture<T> result) {
            this.work = work;
            this.result = result;
        }

        void run(Tx tx) throws SQLException {
            value = work.run(tx);
        }

        void complete() {
            result.complete(value);
        }

        void fail() {
            Exception why = error;
            result.completeExceptionally(
                    why instanceof CaravanException
                            ? why
                            : new StoreException(ErrorCode.STORE_FAILED, "the database refused a change", why));
        }
    }
}
