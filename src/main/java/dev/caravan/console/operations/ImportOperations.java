package dev.caravan.console.operations;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.pull.ImportOrder;
import dev.caravan.pull.ImportPreview;
import java.util.List;
import java.util.Optional;

/**
 * What operators see and do about taking records from CRMs. Every method may be called by several threads at once, and
 * throws a {@link dev.caravan.problem.CaravanException} for what a caller got wrong. {@code by} is the name of the user
 * who acts.
 */
public interface ImportOperations {

    /** Orders an import; it begins within a second or so, or at its time. */
    ImportView create(ImportOrder order);

    /** What an import would bring; stores nothing. */
    ImportPreview preview(ImportOrder order);

    /** How far the CRMs were looked through for changes, and what of that waits. */
    List<PullView> pulls();

    /** The newest import first. */
    Page<ImportView> imports(PageRequest page);

    Optional<ImportView> find(long id);

    /** Lists no further page until it is resumed. */
    ImportView pause(long id, String by);

    /** Goes on with a paused or failed import where it was. */
    ImportView resume(long id, String by);

    /** Ends an import and takes back what it asked for and nobody works on yet. */
    ImportView cancel(long id, String by);

    /** The lists and views that people saved in the CRM. */
    List<ListView> lists(ConnectionName connection, RecordType type);

    /** Takes named records, or whatever changed, at once; counts the records that were marked. */
    Accepted pull(PullRequest request, String by);
}
