package dev.caravan.console;

import dev.caravan.console.operations.Accepted;
import dev.caravan.console.operations.ImportOperations;
import dev.caravan.console.operations.ImportView;
import dev.caravan.console.operations.ListView;
import dev.caravan.console.operations.Page;
import dev.caravan.console.operations.PageRequest;
import dev.caravan.console.operations.PullRequest;
import dev.caravan.console.operations.PullView;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.pull.ImportJob;
import dev.caravan.pull.ImportOrder;
import dev.caravan.pull.ImportPreview;
import dev.caravan.pull.ImportState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers with invented figures and remembers what it was asked to do. */
public final class FakeImports implements ImportOperations {
    private static final Instant TIME = Instant.parse("2026-03-01T08:30:00Z");
    private static final ImportOrder ORDER = new ImportOrder.Words(
                    "lifecyclestage = 'customer'", null, false, "skip", "spring", null, false)
            .order(new ConnectionName("hubspot"), RecordType.CONTACT, "ola");

    /** What was asked, in the order of the requests. */
    public final List<Object> asked = new CopyOnWriteArrayList<>();

    private static ImportView view(ImportOrder order, ImportState state) {
        ImportJob job = new ImportJob(
                7,
                order,
                state,
                null,
                0,
                TIME,
                TIME,
                null,
                null,
                new ImportJob.Walked("next", false, 2_000L, 500, 500));
        return ImportView.of(job, Map.of("created", 400L), 100);
    }

    @Override
    public ImportView create(ImportOrder order) {
        asked.add(order);
        return view(order, ImportState.RUNNING);
    }

    @Override
    public ImportPreview preview(ImportOrder order) {
        asked.add("preview");
        return new ImportPreview(
                "contacts",
                12L,
                List.of(new ImportPreview.Sample(
                        "501",
                        Map.of("email", "ada@example.org"),
                        Map.of("work_email", "ada@example.org"),
                        null,
                        "",
                        "")));
    }

    @Override
    public List<PullView> pulls() {
        return List.of(new PullView("hubspot", "contact", TIME, 3, 12));
    }

    @Override
    public Page<ImportView> imports(PageRequest page) {
        asked.add(page);
        return new Page<>(List.of(view(ORDER, ImportState.RUNNING)), null);
    }

    @Override
    public Optional<ImportView> find(long id) {
        return id == 7 ? Optional.of(view(ORDER, ImportState.RUNNING)) : Optional.empty();
    }

    @Override
    public ImportView pause(long id, String by) {
        asked.add("pause " + id + " " + by);
        return view(ORDER, ImportState.PAUSED);
    }

    @Override
    public ImportView resume(long id, String by) {
        asked.add("resume " + id + " " + by);
        return view(ORDER, ImportState.RUNNING);
    }

    @Override
    public ImportView cancel(long id, String by) {
        asked.add("cancel " + id + " " + by);
        return view(ORDER, ImportState.CANCELLED);
    }

    @Override
    public List<ListView> lists(ConnectionName connection, RecordType type) {
        return List.of(new ListView("42", "Key accounts", 12L), new ListView("43", "Others", null));
    }

    @Override
    public Accepted pull(PullRequest request, String by) {
        asked.add(request);
        return new Accepted(request.ids().size());
    }
}
