package dev.caravan.crm.contract;

import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.util.List;
import java.util.Map;

/** HubSpot meets the contract of drivers. */
class HubSpotDriverContractTest extends DriverContract {
    @Override
    protected Subject subject() {
        return new Subject(
                "hubspot",
                Subject.TOKEN,
                Map.of(),
                List.of(
                        new Subject.Sample(
                                RecordType.COMPANY,
                                Map.of("name", "Vink # BV", "domain", "vink-#.example", "phone", "+31201234567"),
                                "domain",
                                "name",
                                "phone"),
                        new Subject.Sample(
                                RecordType.CONTACT,
                                Map.of("email", "ada.#@vink.example", "firstname", "Ada #", "jobtitle", "CFO"),
                                "email",
                                "firstname",
                                "jobtitle"),
                        new Subject.Sample(
                                RecordType.LEAD,
                                Map.of("hs_lead_name", "Lead #"),
                                "hs_lead_name",
                                "hs_lead_name",
                                "hs_lead_type"),
                        new Subject.Sample(
                                RecordType.DEAL,
                                Map.of("dealname", "Deal #", "amount", 1200.5, "closedate", "2026-06-30T00:00:00Z"),
                                "dealname",
                                "dealname",
                                "amount"),
                        new Subject.Sample(
                                RecordType.NOTE,
                                Map.of("hs_note_body", "Note #", "hs_timestamp", "2026-06-30T10:00:00Z"),
                                "hs_note_body",
                                "hs_note_body",
                                "hs_note_body"),
                        new Subject.Sample(
                                RecordType.TASK,
                                Map.of(
                                        "hs_task_subject",
                                        "Task #",
                                        "hs_task_body",
                                        "Text #",
                                        "hs_timestamp",
                                        "2026-06-30T10:00:00Z",
                                        "hs_task_status",
                                        "NOT_STARTED"),
                                "hs_task_subject",
                                "hs_task_body",
                                "hs_task_status"),
                        new Subject.Sample(
                                RecordType.CALL,
                                Map.of(
                                        "hs_call_title",
                                        "Call #",
                                        "hs_call_body",
                                        "Text #",
                                        "hs_timestamp",
                                        "2026-06-30T10:00:00Z",
                                        "hs_call_duration",
                                        95000),
                                "hs_call_title",
                                "hs_call_body",
                                "hs_call_duration"),
                        new Subject.Sample(
                                RecordType.MEETING,
                                Map.of(
                                        "hs_meeting_title",
                                        "Meeting #",
                                        "hs_meeting_body",
                                        "Text #",
                                        "hs_timestamp",
                                        "2026-06-30T10:00:00Z",
                                        "hs_meeting_end_time",
                                        "2026-06-30T11:00:00Z"),
                                "hs_meeting_title",
                                "hs_meeting_body",
                                "hs_meeting_end_time"),
                        new Subject.Sample(
                                RecordType.EMAIL,
                                Map.of(
                                        "hs_email_subject",
                                        "E-mail #",
                                        "hs_email_text",
                                        "Text #",
                                        "hs_timestamp",
                                        "2026-06-30T10:00:00Z",
                                        "hs_email_direction",
                                        "EMAIL"),
                                "hs_email_subject",
                                "hs_email_text",
                                "hs_email_text")),
                List.of(
                        new Subject.Refusal(
                                "unknown field",
                                RecordType.CONTACT,
                                Map.of("email", "x@vink.example", "nonsense", "1"),
                                ErrorCode.INVALID_FIELD),
                        new Subject.Refusal(
                                "no such option",
                                RecordType.CONTACT,
                                Map.of("email", "x@vink.example", "hs_lead_status", "Nonsense"),
                                ErrorCode.INVALID_VALUE),
                        new Subject.Refusal(
                                "no e-mail address",
                                RecordType.CONTACT,
                                Map.of("email", "ada@@"),
                                ErrorCode.INVALID_VALUE),
                        new Subject.Refusal(
                                "no number",
                                RecordType.COMPANY,
                                Map.of("name", "Vink", "numberofemployees", "many"),
                                ErrorCode.INVALID_VALUE)));
    }
}
