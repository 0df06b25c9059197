package dev.caravan.bench;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How the number of API calls stands to the least possible as the amount grows; {@link ApiCallsEndToEndTest} holds one
 * size to its aim.
 */
@Tag("bench")
class ApiCallsBench {
    @TempDir
    Path folder;

    @Test
    void callsAgainstTheLeastPossible() throws Exception {
        Report report = new Report("api-calls-by-size");
        for (int[] size : new int[][] {{50, 200}, {500, 2_000}, {2_500, 10_000}}) {
            report.line("%d new companies and %d new contacts:", size[0], size[1]);
            ApiCalls.lines(ApiCalls.of(size[0], size[1], folder.resolve("n" + size[1]), "hubspot", "salesforce"))
                    .forEach(line -> report.line("%s", line));
        }
    }
}
