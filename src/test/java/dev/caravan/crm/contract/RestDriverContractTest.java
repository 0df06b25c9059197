package dev.caravan.crm.contract;

import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** A CRM that a file describes, the example of the documentation, meets the contract of drivers. */
@Tag("R1")
class RestDriverContractTest extends DriverContract {
    @Override
    protected Subject subject() {
        return new Subject(
                        "custom",
                        Subject.TOKEN,
                        Map.of(
                                "description", "crms/custom.yaml",
                                "private-network", "true",
                                "poll-overlap", "5s"),
                        List.of(
                                new Subject.Sample(
                                        RecordType.COMPANY,
                                        Map.of(
                                                "name", "Vink # BV",
                                                "domain", "vink-#.example",
                                                "website", "https://vink-#.example",
                                                "industry", "Software",
                                                "staff", 50L,
                                                "is_customer", true,
                                                "founded_on", "2001-02-03"),
                                        "name",
                                        "domain",
                                        "website"),
                                new Subject.Sample(
                                        RecordType.CONTACT,
                                        Map.of(
                                                "email", "ada.#@vink.example",
                                                "first_name", "Ada",
                                                "last_name", "Vink #",
                                                "phone", "+31201234567",
                                                "job_title", "CFO",
                                                "tier", "Gold",
                                                "interests", List.of("Bikes", "Books"),
                                                "last_seen_at", "2026-01-31T10:00:00Z"),
                                        "email",
                                        "last_name",
                                        "job_title"),
                                new Subject.Sample(
                                        RecordType.LEAD,
                                        Map.of("title", "Lead #", "source", "Fair", "email", "lead.#@vink.example"),
                                        "title",
                                        "title",
                                        "source"),
                                new Subject.Sample(
                                        RecordType.DEAL,
                                        Map.of(
                                                "title", "Deal #",
                                                "amount", 1200.5,
                                                "currency", "EUR",
                                                "stage", "Offer",
                                                "closes_on", "2026-06-30"),
                                        "title",
                                        "title",
                                        "amount"),
                                new Subject.Sample(
                                        RecordType.NOTE,
                                        Map.of(
                                                "title", "Note #",
                                                "text", "Text #",
                                                "written_at", "2026-06-30T10:00:00Z"),
                                        "title",
                                        "text",
                                        "written_at"),
                                new Subject.Sample(
                                        RecordType.TASK,
                                        Map.of(
                                                "title", "Task #",
                                                "text", "Text #",
                                                "due_at", "2026-06-30T10:00:00Z",
                                                "state", "Doing",
                                                "is_urgent", true),
                                        "title",
                                        "text",
                                        "due_at")),
                        List.of(
                                new Subject.Refusal(
                                        "without a name",
                                        RecordType.COMPANY,
                                        Map.of("domain", "vink.example"),
                                        ErrorCode.REQUIRED_FIELD_MISSING),
                                new Subject.Refusal(
                                        "without a last name",
                                        RecordType.CONTACT,
                                        Map.of("first_name", "Ada"),
                                        ErrorCode.REQUIRED_FIELD_MISSING),
                                new Subject.Refusal(
                                        "unknown field",
                                        RecordType.CONTACT,
                                        Map.of("last_name", "Vink", "nonsense", "1"),
                                        ErrorCode.INVALID_FIELD),
                                new Subject.Refusal(
                                        "no such option",
                                        RecordType.CONTACT,
                                        Map.of("last_name", "Vink", "tier", "Nonsense"),
                                        ErrorCode.INVALID_VALUE),
                                new Subject.Refusal(
                                        "no number",
                                        RecordType.COMPANY,
                                        Map.of("name", "Vink", "staff", "many"),
                                        ErrorCode.INVALID_VALUE),
                                new Subject.Refusal(
                                        "no such company",
                                        RecordType.CONTACT,
                                        Map.of("last_name", "Vink", "company_id", "987654"),
                                        ErrorCode.INVALID_VALUE)))
                .by("rest", "/api");
    }
}
