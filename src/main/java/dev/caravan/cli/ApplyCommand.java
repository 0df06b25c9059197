package dev.caravan.cli;

import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.rehearsal.AppliedRecord;
import dev.caravan.rehearsal.PlanFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code caravan apply}. */
@Command(
        name = "apply",
        description = "Carries out what a plan says, and refuses every record of which something has moved since.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all of it is carried out",
            "1:some records were refused or failed",
            "2:wrong usage or configuration, no plan, or no database"
        })
final class ApplyCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "FILE", description = "A file that plan --out has written.")
    private String file = "";

    ApplyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Path path = PlanGround.file(file);
        try (InputStream in = Files.newInputStream(path)) {
            // Read before anything is opened: what is no plan is said at once.
            var plan = PlanFile.read(in);
            try (PlanGround ground = PlanGround.open(session, common)) {
                Map<String, Integer> counts = new TreeMap<>();
                ground.application().apply(plan, System.getProperty("user.name", "command line"), applied -> {
                    counts.merge(applied.outcome(), 1, Integer::sum);
                    print(applied);
                });
                if (!common.json) {
                    print(counts);
                }
                return counts.containsKey(AppliedRecord.REFUSED) || counts.containsKey("failed")
                        ? Cli.FOUND_WRONG
                        : Cli.OK;
            }
        } catch (IOException e) {
            throw new InvalidInputException(
                    ErrorCode.PLAN_UNREADABLE, "the file " + path + " cannot be read. Write one with plan --out.");
        }
    }

    private void print(AppliedRecord applied) {
        if (common.json) {
            session.jsonLine(applied);
        } else if (!applied.reason().isEmpty()) {
            String id = applied.record() != null ? applied.record() : applied.externalId();
            session.say(applied.connection() + " " + applied.type() + " " + applied.direction() + "  " + id + "   "
                    + session.tinted(applied.outcome(), applied.outcome()) + ": " + Table.oneLine(applied.reason()));
        }
    }

    private void print(Map<String, Integer> counts) {
        session.say(
                counts.isEmpty()
                        ? "The plan is empty."
                        : String.join(
                                ", ",
                                counts.entrySet().stream()
                                        .map(c -> c.getValue() + " " + session.tinted(c.getKey(), c.getKey()))
                                        .toList()));
    }
}
