package dev.caravan.crm.contract;

import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/**
 * Pipedrive by a description meets the same contract as its own driver. What the description cannot say is declared: no
 * merges, no prices of calls; a person's first and last name are one name here.
 */
@Tag("R1")
class DescribedPipedriveContractTest extends DriverContract {
    @Override
    protected Subject subject() {
        return new Subject(
                        "pipedrive",
                        Subject.TOKEN,
                        Map.of(
                                "description", "crms/pipedrive.yaml",
                                "private-network", "true",
                                "poll-overlap", "5s"),
                        List.of(
                                new Subject.Sample(
                                        RecordType.COMPANY,
                                        Map.of(
                                                "name", "Vink # BV",
                                                "website", "https://vink-#.example",
                                                "industry", "Software",
                                                "employee_count", 50L,
                                                "address", "Main Street 1"),
                                        "name",
                                        "website",
                                        "address"),
                                new Subject.Sample(
                                        RecordType.CONTACT,
                                        Map.of(
                                                "email", "ada.#@vink.example",
                                                "name", "Ada Vink #",
                                                "phone", "+31201234567",
                                                "mobile", "+31612345678",
                                                "cf_job_title", "CFO",
                                                "cf_tier", "Gold"),
                                        "email",
                                        "name",
                                        "mobile"),
                                new Subject.Sample(
                                        RecordType.LEAD,
                                        Map.of(
                                                "title",
                                                "Lead #",
                                                "amount",
                                                120.5,
                                                "currency",
                                                "USD",
                                                "cf_tier",
                                                "Silver"),
                                        "title",
                                        "title",
                                        "cf_tier"),
                                new Subject.Sample(
                                        RecordType.DEAL,
                                        Map.of(
                                                "title", "Deal #",
                                                "value", 1200.5,
                                                "stage_id", "Proposal Made",
                                                "expected_close_date", "2026-06-30",
                                                "cf_interests", List.of("Bikes", "Books")),
                                        "title",
                                        "title",
                                        "cf_interests")),
                        List.of(
                                new Subject.Refusal(
                                        "without a name",
                                        RecordType.COMPANY,
                                        Map.of("website", "https://vink.example"),
                                        ErrorCode.REQUIRED_FIELD_MISSING),
                                new Subject.Refusal(
                                        "without a name",
                                        RecordType.CONTACT,
                                        Map.of("phone", "+31201234567"),
                                        ErrorCode.REQUIRED_FIELD_MISSING),
                                new Subject.Refusal(
                                        "unknown field",
                                        RecordType.CONTACT,
                                        Map.of("name", "Ada", "email", "x@vink.example", "nonsense", "1"),
                                        ErrorCode.INVALID_FIELD),
                                new Subject.Refusal(
                                        "no such option",
                                        RecordType.CONTACT,
                                        Map.of("name", "Ada", "email", "x@vink.example", "cf_tier", "Nonsense"),
                                        ErrorCode.INVALID_VALUE),
                                new Subject.Refusal(
                                        "no number",
                                        RecordType.COMPANY,
                                        Map.of("name", "Vink", "employee_count", "many"),
                                        ErrorCode.INVALID_VALUE),
                                new Subject.Refusal(
                                        "no such organization",
                                        RecordType.CONTACT,
                                        Map.of("name", "Ada", "org_id", "987654"),
                                        ErrorCode.INVALID_VALUE)))
                .by("rest", "");
    }
}
