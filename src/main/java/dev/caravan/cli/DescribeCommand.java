package dev.caravan.cli;

import dev.caravan.crm.Crm;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.runtime.SchemaShelf;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan describe}. */
@Command(
        name = "describe",
        description =
                "Shows the fields of a CRM's object as the CRM describes them: what a mapping may name. An answer is kept"
                        + " for a day.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:shown",
            "1:the CRM has no such object",
            "2:wrong usage or configuration, or the CRM cannot be reached"
        })
final class DescribeCommand implements Callable<Integer> {
    private static final int OPTIONS_SHOWN = 4;

    private final Session session;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "CONNECTION", description = "Name of a configured connection.")
    private String connection = "";

    @Parameters(
            index = "1",
            paramLabel = "OBJECT",
            description = "The CRM's object, such as contacts or Lead; or our own word: contact, lead.")
    private String object = "";

    @Option(names = "--refresh", description = "Asks the CRM anew.")
    private boolean refresh;

    DescribeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Instant began = session.clock().instant();
        Configuration configuration = session.configuration(common);
        try (LiveConnections live = new LiveConnections(configuration, session.clock())) {
            Crm crm = live.open(connection);
            SchemaShelf.Described described = new SchemaShelf(
                            configuration.settings().dataDir(), session.clock())
                    .get(new ConnectionName(connection), crm, named(crm), refresh);
            ObjectSchema schema = described.schema();
            List<FieldSchema> fields = schema.fields().values().stream()
                    .sorted(Comparator.comparing(FieldSchema::name))
                    .toList();
            if (common.json) {
                session.json(Map.of(
                        "connection",
                        connection,
                        "object",
                        schema.object(),
                        "askedAt",
                        described.askedAt(),
                        "fields",
                        fields));
            } else {
                print(schema.object(), fields, described.askedAt().isBefore(began) ? described.askedAt() : null);
            }
            return Cli.OK;
        }
    }

    private String named(Crm crm) {
        RecordType type = RecordType.find(object).orElse(null);
        if (type == null) {
            return object;
        }
        return crm.objectFor(type)
                .orElseThrow(() -> new InvalidInputException(
                        ErrorCode.RECORD_NOT_FOUND,
                        "'" + connection + "' has no usual object for a " + type.word() + ". Name one of its own."));
    }

    private void print(String name, List<FieldSchema> fields, @Nullable Instant askedAt) {
        session.say(session.strong(connection + " " + name) + "   " + fields.size() + " fields"
                + (askedAt == null ? "" : "   as of " + askedAt + "; --refresh asks anew"));
        Table table = new Table("field", "label", "type", "", "options");
        fields.forEach(f -> table.row(
                f.name(),
                f.label(),
                f.type().name().toLowerCase(Locale.ROOT) + (f.maxLength() > 0 ? "(" + f.maxLength() + ")" : ""),
                notes(f),
                options(f)));
        table.print(session);
    }

    private static String notes(FieldSchema f) {
        return (f.requiredOnCreate() ? "required " : "")
                + (f.readOnly() ? "read-only " : "")
                + (f.unique() ? "unique" : "");
    }

    private static String options(FieldSchema f) {
        String first = f.options().stream()
                .limit(OPTIONS_SHOWN)
                .map(FieldSchema.Option::name)
                .collect(Collectors.joining(", "));
        int more = f.options().size() - OPTIONS_SHOWN;
        return more > 0 ? first + ", and " + more + " more" : first;
    }
}
