package dev.caravan.cli;

import dev.caravan.cli.check.ConnectionCheck;
import dev.caravan.cli.check.MappingFilesCheck;
import dev.caravan.cli.check.RouteCheck;
import dev.caravan.cli.check.RouteFiles;
import dev.caravan.cli.check.SettingsCheck;
import dev.caravan.mapping.Finding;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Mistake;
import dev.caravan.runtime.CaravanSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code caravan check}. */
@Command(
        name = "check",
        description =
                "Looks for mistakes in routes, mappings and configuration, each with file, line and cure. Starts nothing.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no mistake", "1:mistakes", "2:wrong usage, or a CRM cannot be reached (--live)"})
final class CheckCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--live", description = "Asks the CRMs for their fields too, and compares the mappings with them.")
    private boolean live;

    CheckCommand(Session session) {
        this.session = session;
    }

    /** A mistake as scripts get it. */
    record Found(String area, String code, @Nullable String file, int line, String what, String cure) {
        static Found of(String area, ErrorCode code, Mistake m) {
            return new Found(area, code.code(), m.file(), m.line(), m.what(), m.cure());
        }

        String text() {
            return new Mistake(file, line, what, cure).text();
        }
    }

    @Override
    public Integer call() {
        Configuration configuration = session.configuration(common);
        List<Found> found = new ArrayList<>();
        RouteFiles routes = RouteFiles.read(configuration.folder("routes"));
        Optional<CaravanSettings> settings = configuration(configuration, routes, found);
        RouteCheck.of(routes, configuration.environment(), configuration.connectionNames())
                .forEach(m -> found.add(Found.of("routes", ErrorCode.ROUTE_INVALID, m)));
        MappingFilesCheck mappings = MappingFilesCheck.of(configuration.folder("mappings"));
        mappings.mistakes().forEach(m -> found.add(Found.of("mappings", ErrorCode.MAPPING_INVALID, m)));
        LiveCheck.Answer answer = live && settings.isPresent()
                ? new LiveCheck(session, configuration).run(settings.get(), mappings)
                : LiveCheck.Answer.NONE;
        if (common.json) {
            json(found, mappings.warnings(), answer);
        } else {
            print(found, routes.count(), mappings.count(), configuration);
            mappings.warnings().forEach(w -> session.say(session.tinted("warning", "warning") + "  " + w.text()));
            print(answer);
        }
        answer.unreachable().forEach(session::complain);
        if (!answer.unreachable().isEmpty()) {
            return Cli.FAILED;
        }
        return found.isEmpty() && !answer.hasErrors() ? Cli.OK : Cli.FOUND_WRONG;
    }

    private Optional<CaravanSettings> configuration(Configuration configuration, RouteFiles routes, List<Found> found) {
        SettingsCheck.of(configuration.environment(), routes.placeholders())
                .forEach(m -> found.add(Found.of("configuration", ErrorCode.CONFIGURATION_INVALID, m)));
        try {
            CaravanSettings settings = configuration.settings();
            alone(configuration, settings, found);
            ConnectionCheck.of(settings.connections(), configuration.brokers(), session.clock())
                    .forEach(p -> found.add(Found.of("configuration", p.code(), p.mistake())));
            return Optional.of(settings);
        } catch (InvalidInputException e) {
            found.add(found(e));
            return Optional.empty();
        }
    }

    private void alone(Configuration configuration, CaravanSettings settings, List<Found> found) {
        try {
            settings.checkActiveCrms(Set.of());
        } catch (InvalidInputException e) {
            if (!isOneSwitchedOff(configuration, settings)) {
                found.add(found(e));
            }
        }
    }

    /** Whether only one is left without those that a person switched off; without a database nobody did. */
    private boolean isOneSwitchedOff(Configuration configuration, CaravanSettings settings) {
        try (State state = State.open(configuration, session.clock())) {
            settings.checkActiveCrms(state.switches().off().keySet());
            return true;
        } catch (CaravanException e) {
            return false;
        }
    }

    private static Found found(InvalidInputException e) {
        String said = String.valueOf(e.getMessage())
                .substring(e.code().code().length())
                .strip();
        return Found.of("configuration", e.code(), new Mistake(null, 0, said, ""));
    }

    private void print(List<Found> found, int routes, int mappings, Configuration configuration) {
        area("routes", found, routes + " files in " + configuration.folder("routes"));
        area("mappings", found, mappings + " files in " + configuration.folder("mappings"));
        String connections = String.join(", ", configuration.connectionNames());
        String which = configuration.isDemo() ? "the demo's connections " + connections : "connections " + connections;
        area("configuration", found, connections.isEmpty() ? "no connection" : which);
    }

    private void area(String area, List<Found> all, String looked) {
        Map<String, List<Found>> byCode = new LinkedHashMap<>();
        all.stream()
                .filter(f -> f.area().equals(area))
                .forEach(f ->
                        byCode.computeIfAbsent(f.code(), c -> new ArrayList<>()).add(f));
        if (byCode.isEmpty()) {
            session.say(session.tinted("ok", "ok") + "       " + area + ": " + looked);
        }
        byCode.forEach((code, found) -> {
            String count = found.size() == 1 ? "1 mistake" : found.size() + " mistakes";
            session.say(session.tinted("error", code) + "  " + area + ": " + count);
            found.forEach(f -> session.say("  " + f.text()));
        });
    }

    private void print(LiveCheck.Answer answer) {
        for (Map.Entry<String, List<Finding>> mapping : answer.findings().entrySet()) {
            session.say("");
            session.say(session.strong(mapping.getKey()));
            Table table = new Table("", "where", "field", "finding");
            for (Finding f : mapping.getValue()) {
                String where = f.file() + (f.line() > 0 ? ":" + f.line() : "");
                table.row(word(f), where, f.field(), f.what() + (f.cure().isEmpty() ? "" : " " + f.cure()));
            }
            table.print(session);
        }
    }

    private void json(List<Found> found, List<Mistake> warnings, LiveCheck.Answer answer) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(
                "ok",
                found.isEmpty() && !answer.hasErrors() && answer.unreachable().isEmpty());
        all.put("mistakes", found);
        all.put("warnings", warnings);
        if (live) {
            all.put("live", answer.findings());
            all.put("unreachable", answer.unreachable());
        }
        session.json(all);
    }

    private static String word(Finding finding) {
        return finding.level().name().toLowerCase(Locale.ROOT);
    }
}
