package dev.caravan.crm.contract;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.Secret;
import java.util.List;
import java.util.Map;

/** TribeCRM meets the contract of drivers. */
class TribeDriverContractTest extends DriverContract {
    private static final ConnectionSettings.Auth LOGIN = new ConnectionSettings.Auth(
            "client-credentials",
            null,
            "sandbox-client",
            new Secret("sandbox-secret"),
            null,
            null,
            null,
            "/oauth2/token");

    @Override
    protected Subject subject() {
        return new Subject(
                "tribe",
                LOGIN,
                Map.of("calls-per-minute", "100000", "poll-overlap", "5s"),
                List.of(
                        new Subject.Sample(
                                RecordType.COMPANY,
                                Map.of(
                                        "Name", "Vink's # \"BV\" 100% (a_b)",
                                        "Website", "https://vink-#.example",
                                        "NumberOfEmployees", 50L,
                                        "PhoneNumber", "+31201234567",
                                        "Branch", "Software",
                                        "VisitingAddress.City", "Amsterdam #",
                                        "VisitingAddress.Country", "NL",
                                        "cf_tier", "Gold"),
                                "Name",
                                "Website",
                                "VisitingAddress.City"),
                        new Subject.Sample(
                                RecordType.CONTACT,
                                Map.of(
                                        "EmailAddress", "ada.#@vink.example",
                                        "Person.FirstName", "Ada",
                                        "Person.LastName", "Vink #",
                                        "PhoneNumber", "+31201234567",
                                        "MobilePhoneNumber", "+31612345678",
                                        "Department", "Finance",
                                        "Position", "CFO",
                                        "cf_linkedin", "https://www.linkedin.com/in/ada-#"),
                                "EmailAddress",
                                "Person.LastName",
                                "Position"),
                        new Subject.Sample(
                                RecordType.LEAD,
                                Map.of("Name", "Lead #", "ImportId", "ext-#"),
                                "Name",
                                "Name",
                                "ImportId"),
                        new Subject.Sample(
                                RecordType.DEAL,
                                Map.of(
                                        "Subject", "Deal #",
                                        "Amount", 1200.5,
                                        "Phase", "Proposal",
                                        "Probability", 20L,
                                        "Description", "What it is about #",
                                        "ExpectedCloseDate", "2026-06-30"),
                                "Subject",
                                "Subject",
                                "Description"),
                        activity(RecordType.TASK, "Task #"),
                        activity(RecordType.CALL, "Call #"),
                        activity(RecordType.MEETING, "Meeting #")),
                List.of(
                        new Subject.Refusal(
                                "without a name",
                                RecordType.COMPANY,
                                Map.of("Website", "https://vink.example"),
                                ErrorCode.REQUIRED_FIELD_MISSING),
                        new Subject.Refusal(
                                "without a last name",
                                RecordType.CONTACT,
                                Map.of("Person.FirstName", "Ada", "EmailAddress", "ada@vink.example"),
                                ErrorCode.REQUIRED_FIELD_MISSING),
                        new Subject.Refusal(
                                "without a person",
                                RecordType.CONTACT,
                                Map.of("EmailAddress", "ada@vink.example"),
                                ErrorCode.REQUIRED_FIELD_MISSING),
                        new Subject.Refusal(
                                "unknown field",
                                RecordType.CONTACT,
                                Map.of("Person.LastName", "Vink", "Nonsense", "1"),
                                ErrorCode.INVALID_FIELD),
                        new Subject.Refusal(
                                "a field that is read-only",
                                RecordType.COMPANY,
                                Map.of("Name", "Vink", "_Name", "Vink"),
                                ErrorCode.INVALID_FIELD),
                        new Subject.Refusal(
                                "no such choice",
                                RecordType.DEAL,
                                Map.of("Subject", "Deal", "Phase", "Nonsense"),
                                ErrorCode.INVALID_VALUE),
                        new Subject.Refusal(
                                "no number",
                                RecordType.COMPANY,
                                Map.of("Name", "Vink", "NumberOfEmployees", "many"),
                                ErrorCode.INVALID_VALUE),
                        new Subject.Refusal(
                                "no such company",
                                RecordType.CONTACT,
                                Map.of("Person.LastName", "Vink", "Relation", "9fcb346f-bd58-423d-b7da-1952f9449827"),
                                ErrorCode.INVALID_VALUE),
                        new Subject.Refusal(
                                "a company that is no id",
                                RecordType.CONTACT,
                                Map.of("Person.LastName", "Vink", "Relation", "1 or 1 eq 1"),
                                ErrorCode.INVALID_VALUE)));
    }

    private static Subject.Sample activity(RecordType type, String subject) {
        return new Subject.Sample(
                type,
                Map.of(
                        "Subject", subject,
                        "Description", "Text #",
                        "StartDate", "2026-06-30T10:00:00Z",
                        "EndDate", "2026-06-30T11:00:00Z"),
                "Subject",
                "Description",
                "Description");
    }
}
