package dev.caravan.crm.contract;

import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.util.List;
import java.util.Map;

/** Pipedrive meets the contract of drivers. */
class PipedriveDriverContractTest extends DriverContract {
    @Override
    protected Subject subject() {
        return new Subject(
                "pipedrive",
                Subject.TOKEN,
                Map.of("calls-per-2s", "10000", "poll-overlap", "5s"),
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
                                        "first_name", "Ada",
                                        "last_name", "Vink #",
                                        "phone", "+31201234567",
                                        "mobile", "+31612345678",
                                        "cf_job_title", "CFO",
                                        "cf_tier", "Gold"),
                                "email",
                                "last_name",
                                "cf_job_title"),
                        new Subject.Sample(
                                RecordType.LEAD,
                                Map.of("title", "Lead #", "value", 120.5, "currency", "USD", "cf_tier", "Silver"),
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
                                "cf_interests"),
                        activity(RecordType.TASK),
                        activity(RecordType.CALL),
                        activity(RecordType.MEETING),
                        activity(RecordType.EMAIL),
                        new Subject.Sample(
                                RecordType.NOTE, Map.of("content", "Note #"), "content", "content", "org_id")),
                List.of(
                        new Subject.Refusal(
                                "without a name",
                                RecordType.COMPANY,
                                Map.of("website", "https://vink.example"),
                                ErrorCode.REQUIRED_FIELD_MISSING),
                        new Subject.Refusal(
                                "without a name and an e-mail address",
                                RecordType.CONTACT,
                                Map.of("phone", "+31201234567"),
                                ErrorCode.REQUIRED_FIELD_MISSING),
                        new Subject.Refusal(
                                "unknown field",
                                RecordType.CONTACT,
                                Map.of("email", "x@vink.example", "nonsense", "1"),
                                ErrorCode.INVALID_FIELD),
                        new Subject.Refusal(
                                "no such option",
                                RecordType.CONTACT,
                                Map.of("email", "x@vink.example", "cf_tier", "Nonsense"),
                                ErrorCode.INVALID_VALUE),
                        new Subject.Refusal(
                                "no number",
                                RecordType.COMPANY,
                                Map.of("name", "Vink", "employee_count", "many"),
                                ErrorCode.INVALID_VALUE),
                        new Subject.Refusal(
                                "no such organization",
                                RecordType.CONTACT,
                                Map.of("first_name", "Ada", "org_id", "987654"),
                                ErrorCode.INVALID_VALUE)));
    }

    private static Subject.Sample activity(RecordType type) {
        return new Subject.Sample(
                type,
                Map.of(
                        "subject",
                        type.word() + " #",
                        "type",
                        type.word(),
                        "due_date",
                        "2026-06-30",
                        "due_time",
                        "10:00",
                        "note",
                        "Text #",
                        "done",
                        true),
                "subject",
                "note",
                "note");
    }
}
