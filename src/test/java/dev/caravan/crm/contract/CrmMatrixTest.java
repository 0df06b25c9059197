package dev.caravan.crm.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.Capabilities;
import dev.caravan.crm.Driver;
import dev.caravan.crm.http.MemoryTokenStore;
import dev.caravan.demo.DemoCrms;
import dev.caravan.hub.RecordType;
import dev.caravan.runtime.Drivers;
import dev.caravan.sandbox.Vendor;
import dev.caravan.sandbox.Vendors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Holds docs/crms.md to what the drivers declare. */
class CrmMatrixTest {
    private static final Path PAGE = Path.of("docs/crms.md");
    private static final Path WRITTEN = Path.of("target/crms.md");

    /** The CRM that stands for those that a file describes, and the page about them. */
    private static final Map<String, String> SHOWN = Map.of("rest", "custom");

    private static final Map<String, String> PAGES = Map.of("rest", "custom-crm");

    private final List<Driver> drivers =
            Drivers.crms(new DefaultCamelContext(), new MemoryTokenStore(), Clock.systemUTC());

    @Test
    @Tag("R33")
    @Tag("R34")
    @Tag("R35")
    @Tag("R36")
    void thePageShowsWhatTheDriversDeclare() throws IOException {
        Files.createDirectories(WRITTEN.getParent());
        Files.writeString(WRITTEN, page());
        assertThat(Files.readString(PAGE))
                .as("%s is not what the drivers declare: copy %s over it", PAGE, WRITTEN)
                .isEqualTo(page());
    }

    @Test
    void everyDriverHasASandboxAndIsInTheDemoUnderTheSameName() {
        List<String> sandboxes = Vendors.all().stream().map(Vendor::name).toList();
        for (Driver driver : drivers) {
            assertThat(sandboxes).contains(shown(driver));
            assertThat(DemoCrms.chosen(shown(driver))).containsExactly(shown(driver));
        }
    }

    @Test
    void everyDriverHasItsPageItsRoutesAndItsMappings() {
        for (Driver driver : drivers) {
            assertThat(Path.of("docs", pageOf(driver))).exists();
            boolean isDescribed = SHOWN.containsKey(driver.type());
            for (RecordType type : isDescribed ? RecordType.objects() : RecordType.pushed()) {
                if (driver.capabilities().has(type)) {
                    for (String way : type.isActivity() ? List.of("push") : List.of("push", "pull")) {
                        String route = shown(driver) + "-" + type.word() + "-" + way + ".camel.yaml";
                        assertThat(Path.of("routes", route)).exists();
                    }
                    assertThat(Path.of("mappings", shown(driver), type.word() + ".yaml"))
                            .exists();
                }
            }
        }
    }

    private static String shown(Driver driver) {
        return SHOWN.getOrDefault(driver.type(), driver.type());
    }

    private static String pageOf(Driver driver) {
        return PAGES.getOrDefault(driver.type(), driver.type()) + ".md";
    }

    private String page() {
        StringBuilder page = new StringBuilder();
        page.append("# CRMs\n\n");
        page.append(
                "What Caravan can do at each CRM. The tables are written from what the drivers declare; a test holds them true.\n");
        page.append("[Drivers](drivers.md) says how another CRM is added.\n\n");
        page.append("## Records\n\n");
        page.append(head("record"));
        for (RecordType type : RecordType.values()) {
            page.append(row(type.word(), each -> each.objects().get(type)));
        }
        page.append(
                "\n\"no\" stands with its reason. What is there goes both ways, push and pull, unless a mapping says otherwise.\n\n");
        page.append("## Ways\n\n");
        page.append(head("what"));
        for (Capabilities.Feature feature : Capabilities.Feature.values()) {
            page.append(row(feature.words(), each -> each.features().get(feature)));
        }
        return page.toString();
    }

    private String head(String corner) {
        String titles = drivers.stream()
                .map(driver -> "[" + driver.capabilities().title() + "](" + pageOf(driver) + ")")
                .collect(Collectors.joining(" | "));
        return "| " + corner + " | " + titles + " |\n|---|" + "---|".repeat(drivers.size()) + "\n";
    }

    private String row(String name, Function<Capabilities, Capabilities.Cell> cell) {
        return drivers.stream()
                .map(Driver::capabilities)
                .map(cell)
                .map(each -> each.is() ? each.words() : "no: " + each.words())
                .collect(Collectors.joining(" | ", "| " + name + " | ", " |\n"));
    }
}
