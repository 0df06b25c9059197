package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.RecordType;
import dev.caravan.rehearsal.PlanRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

class PlansApiTest extends ConsoleHttp {
    @Autowired
    FakePlans plans;

    @BeforeEach
    void forgetPlans() {
        plans.asked.clear();
    }

    @Test
    void whatAPlanAnswersIsWhatIsApplied() throws Exception {
        HttpResponse<String> plan = asUser("vera", post("/api/plan", """
                {"connection": "hubspot", "type": "contact", "direction": "push", "record": "ct-1", "limit": 5}
                """));
        assertThat(plan.statusCode()).as(plan.body()).isEqualTo(200);
        assertThat(plan.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");

        HttpResponse<String> applied = asUser("ola", post("/api/apply", plan.body()));

        assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
        assertThat(applied.body()).contains("\"outcome\":\"updated\"", "\"record\":\"ct-1\"");
        assertThat(plans.asked)
                .containsExactly(
                        new PlanRequest(new ConnectionName("hubspot"), RecordType.CONTACT, Direction.PUSH, "ct-1", 5),
                        List.of(FakePlans.RECORD),
                        "ola");
    }

    @Test
    void everythingMayBeLeftOut() throws Exception {
        assertThat(asUser("ola", post("/api/plan", "{}")).statusCode()).isEqualTo(200);
        assertThat(plans.asked).containsExactly(new PlanRequest(null, null, null, null, 1_000));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/plan | {\"limit\":0} | REQ-101",
                "/api/plan | {\"direction\":\"sideways\"} | REQ-101",
                "/api/plan | {\"typ\":\"contact\"} | REQ-101",
                "/api/apply | {\"records\":7} | PLN-102",
                "/api/apply | {\"plan\":2,\"records\":[]} | PLN-102",
                "/api/apply | {\"plan\":1,\"records\":[{\"connection\":7,\"basis\":[]}]} | PLN-102",
                "/api/apply | nothing | PLN-102"
            })
    void whatIsWrongIsSaid(String path, String body, String code) throws Exception {
        HttpResponse<String> answer = asUser("ola", post(path, body));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    }

    @Test
    void theOpenApiPageDescribesBoth() throws Exception {
        assertThat(asUser("vera", get("/api/openapi")).body())
                .contains("\"/api/plan\"", "\"/api/apply\"", "PlannedRecord", "AppliedRecord");
    }
}
