package dev.caravan.cli;

import dev.caravan.console.operations.SyncLogWords;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.rehearsal.PlanFile;
import dev.caravan.rehearsal.PlanRequest;
import dev.caravan.rehearsal.PlanTotals;
import dev.caravan.rehearsal.PlannedRecord;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan plan}. */
@Command(
        name = "plan",
        description = "Says what the next pushes and pulls would change, field by field, and why. Changes nothing: the"
                + " CRMs are only read.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:there is nothing to change",
            "1:it could not be planned: usage, configuration, no database, a CRM that cannot be reached",
            "2:there are changes"
        })
final class PlanCommand implements Callable<Integer> {
    private static final int CHANGES = 2;

    private final Session session;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "CONNECTION",
            description = "Name of a configured connection.")
    private @Nullable String connection;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TYPE",
            description = "company, contact, lead or deal, or an activity: email, note, task, call or meeting.")
    private @Nullable String type;

    @Option(names = "--push", description = "Only what goes to the CRMs.")
    private boolean push;

    @Option(names = "--pull", description = "Only what comes from the CRMs.")
    private boolean pull;

    @Option(
            names = "--record",
            paramLabel = "ID",
            description = "Only this record, by its id in the hub or in the CRM; also when nothing is to be done with"
                    + " it.")
    private @Nullable String record;

    @Option(names = "--limit", paramLabel = "N", description = "Looks at so many records at most (${DEFAULT-VALUE}).")
    private int limit = PlanRequest.USUAL_LIMIT;

    @Option(names = "--out", paramLabel = "FILE", description = "Also writes the plan to a file, for apply.")
    private @Nullable String out;

    PlanCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new InvalidInputException(ErrorCode.REQUEST_INVALID, "--limit must be 1 or more.");
        }
        RecordType wanted = type == null ? null : SyncLogWords.type(type);
        try (PlanGround ground = PlanGround.open(session, common)) {
            ConnectionName name = ground.connection(connection);
            PlanRequest request = new PlanRequest(name, wanted, direction(), record, limit);
            PlanTotals totals = out == null
                    ? shown(ground, request, each -> {})
                    : kept(PlanGround.file(out), file -> plan(ground, request, file));
            if (totals.changes() > 0) {
                return CHANGES;
            }
            return totals.count("failed") > 0 ? Cli.FOUND_WRONG : Cli.OK;
        }
    }

    private @Nullable Direction direction() {
        return push == pull ? null : push ? Direction.PUSH : Direction.PULL;
    }

    /** Makes a plan while it is written down. */
    private interface Making {
        PlanTotals into(PlanFile.Writer file);
    }

    private PlanTotals plan(PlanGround ground, PlanRequest request, PlanFile.Writer file) {
        PlanTotals totals = shown(ground, request, file::add);
        file.end(totals);
        return totals;
    }

    private PlanTotals shown(PlanGround ground, PlanRequest request, Consumer<PlannedRecord> also) {
        if (!common.json) {
            PlanText text = new PlanText(session);
            PlanTotals totals = ground.rehearsal(request.connection()).plan(request, each -> {
                also.accept(each);
                text.print(each);
            });
            text.print(totals, limit);
            return totals;
        }
        try (PlanFile.Writer json = new PlanFile.Writer(
                new Unclosed(session.stream()), session.clock().instant())) {
            PlanTotals totals = ground.rehearsal(request.connection()).plan(request, each -> {
                also.accept(each);
                json.add(each);
            });
            json.end(totals);
            return totals;
        } finally {
            session.say("");
        }
    }

    /** Readable for its owner alone, and there as a whole or not at all. */
    private PlanTotals kept(Path file, Making making) {
        Path folder = file.toAbsolutePath().getParent();
        Path unfinished = null;
        try {
            boolean isPosix = Files.getFileStore(folder).supportsFileAttributeView("posix");
            unfinished = isPosix
                    ? Files.createTempFile(folder, ".plan", ".json", owner())
                    : Files.createTempFile(folder, ".plan", ".json");
            PlanTotals totals;
            try (PlanFile.Writer writer = new PlanFile.Writer(
                    Files.newOutputStream(unfinished), session.clock().instant())) {
                totals = making.into(writer);
            }
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
            session.note("The plan is in " + file + ". It holds values of records: only you can read it, keep it so.");
            return totals;
        } catch (IOException | UncheckedIOException e) {
            throw new InvalidInputException(
                    ErrorCode.REQUEST_INVALID,
                    "the file " + file + " cannot be written. Name one in a folder of yours.");
        } finally {
            forget(unfinished);
        }
    }

    private static FileAttribute<?> owner() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }

    private static void forget(@Nullable Path unfinished) {
        try {
            if (unfinished != null) {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            throw new InvalidInputException(
                    ErrorCode.REQUEST_INVALID, "the unfinished plan " + unfinished + " cannot be removed. Remove it.");
        }
    }

    /** The output goes on after the plan. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            out.write(bytes, from, count);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
