package dev.caravan.runtime;

import dev.caravan.console.operations.Accepted;
import dev.caravan.console.operations.ImportOperations;
import dev.caravan.console.operations.ImportView;
import dev.caravan.console.operations.ListView;
import dev.caravan.console.operations.Page;
import dev.caravan.console.operations.PageRequest;
import dev.caravan.console.operations.PullRequest;
import dev.caravan.console.operations.PullView;
import dev.caravan.crm.Connections;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.Intake;
import dev.caravan.hub.Lane;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.ViaMarkStore;
import dev.caravan.pull.ChangePoller;
import dev.caravan.pull.CursorStore;
import dev.caravan.pull.ImportJob;
import dev.caravan.pull.ImportOrder;
import dev.caravan.pull.ImportPreview;
import dev.caravan.pull.ImportPreviews;
import dev.caravan.pull.ImportStore;
import dev.caravan.sql.Database;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators see and do about imports, on the stores and connections of this process. */
final class RunningImports implements ImportOperations {
    private static final Logger AUDIT = LoggerFactory.getLogger("caravan.audit");

    private final Connections connections;
    private final ImportStore imports;
    private final ImportPreviews previews;
    private final ViaMarkStore marks;
    private final CursorStore cursors;
    private final ChangeMarkStore standing;
    private final Clock clock;
    private final Database database;
    private final Intake intake;
    private final BiFunction<ConnectionName, RecordType, ChangePoller> pollers;

    RunningImports(
            Connections connections,
            ImportStore imports,
            ImportPreviews previews,
            Database database,
            Intake intake,
            BiFunction<ConnectionName, RecordType, ChangePoller> pollers,
            CursorStore cursors,
            ChangeMarkStore standing,
            Clock clock) {
        this.connections = connections;
        this.imports = imports;
        this.previews = previews;
        this.marks = new ViaMarkStore(database);
        this.database = database;
        this.intake = intake;
        this.pollers = pollers;
        this.cursors = cursors;
        this.standing = standing;
        this.clock = clock;
    }

    @Override
    public ImportView create(ImportOrder order) {
        mustPull(order.connection());
        previews.check(order);
        ImportJob job = imports.create(order);
        AUDIT.info(
                "{} ordered import {} of {} {}",
                order.createdBy(),
                job.id(),
                order.connection(),
                order.type().word());
        return view(job);
    }

    @Override
    public ImportPreview preview(ImportOrder order) {
        connections.get(order.connection().value());
        return previews.of(order);
    }

    @Override
    public List<PullView> pulls() {
        return PullView.of(cursors.all(), standing.waiting(), clock.instant());
    }

    @Override
    public Page<ImportView> imports(PageRequest page) {
        Long before = HubOperations.cursor(page);
        List<ImportView> views = imports.page(before == null ? Long.MAX_VALUE : before, page.limit()).stream()
                .map(this::view)
                .toList();
        return new Page<>(
                views,
                HubOperations.next(
                        page.limit(),
                        views.size(),
                        views.isEmpty() ? 0 : views.get(views.size() - 1).id()));
    }

    @Override
    public Optional<ImportView> find(long id) {
        return imports.find(id).map(this::view);
    }

    @Override
    public ImportView pause(long id, String by) {
        return told(imports.pause(id), by, "paused");
    }

    @Override
    public ImportView resume(long id, String by) {
        return told(imports.resume(id), by, "resumed");
    }

    @Override
    public ImportView cancel(long id, String by) {
        return told(imports.cancel(id), by, "cancelled");
    }

    @Override
    public List<ListView> lists(ConnectionName connection, RecordType type) {
        connections.get(connection.value());
        return previews.lists(connection, type).stream()
                .map(l -> new ListView(
                        l.id(), l.name(), l.size().isPresent() ? l.size().getAsLong() : null))
                .toList();
    }

    @Override
    public Accepted pull(PullRequest request, String by) {
        mustPull(request.connection());
        int count = request.ids().isEmpty()
                ? pollers.apply(request.connection(), request.type()).look()
                : mark(request, by);
        AUDIT.info("{} pulled {} {} records from {}", by, count, request.type().word(), request.connection());
        return new Accepted(count);
    }

    private int mark(PullRequest request, String by) {
        List<String> ids = request.ids().stream().distinct().toList();
        database.writeNow(tx -> {
            intake.markPull(tx, request.connection(), request.type(), ids, "pulled by " + by, Lane.LIVE, null);
            return ids.size();
        });
        intake.wake(request.connection(), Direction.PULL, request.type());
        return ids.size();
    }

    private void mustPull(ConnectionName connection) {
        ImportOrder.mustPull(connection, connections.get(connection.value()).settings());
    }

    private ImportView told(ImportJob job, String by, String what) {
        AUDIT.info("{} {} import {}", by, what, job.id());
        return view(job);
    }

    private ImportView view(ImportJob job) {
        return ImportView.of(job, imports.outcomes(job.id()), marks.left(job.via()));
    }
}
