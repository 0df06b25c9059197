package dev.caravan.crm.contract;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.Secret;
import java.util.List;
import java.util.Map;

/** Salesforce meets the contract of drivers. */
class SalesforceDriverContractTest extends DriverContract {
    private static final ConnectionSettings.Auth CLIENT = new ConnectionSettings.Auth(
            "client-credentials", null, "sandbox-client", new Secret("sandbox-secret"), null, null, null, null);

    @Override
    protected Subject subject() {
        return new Subject(
                "salesforce",
                CLIENT,
                Map.of("poll-overlap", "1s"),
                List.of(
                        new Subject.Sample(
                                RecordType.COMPANY,
                                Map.of(
                                        "Name",
                                        "Vink # BV",
                                        "Website",
                                        "https://vink-#.example",
                                        "Phone",
                                        "+31201234567"),
                                "Website",
                                "Name",
                                "Phone"),
                        new Subject.Sample(
                                RecordType.CONTACT,
                                Map.of("Email", "ada.#@vink.example", "LastName", "Vink #", "Title", "CFO"),
                                "Email",
                                "LastName",
                                "Title"),
                        new Subject.Sample(
                                RecordType.LEAD,
                                Map.of(
                                        "Email",
                                        "ida.#@vink.example",
                                        "LastName",
                                        "Vink #",
                                        "Company",
                                        "Vink",
                                        "Title",
                                        "CFO"),
                                "Email",
                                "LastName",
                                "Title"),
                        new Subject.Sample(
                                RecordType.DEAL,
                                Map.of(
                                        "Name",
                                        "Deal #",
                                        "StageName",
                                        "Prospecting",
                                        "CloseDate",
                                        "2026-06-30",
                                        "Amount",
                                        1200.5),
                                "Name",
                                "Name",
                                "Amount"),
                        task(RecordType.TASK, "Task"),
                        task(RecordType.NOTE, "Task"),
                        task(RecordType.CALL, "Call"),
                        task(RecordType.EMAIL, "Email"),
                        new Subject.Sample(
                                RecordType.MEETING,
                                Map.of(
                                        "Subject",
                                        "Meeting #",
                                        "Location",
                                        "Room #",
                                        "StartDateTime",
                                        "2026-06-30T10:00:00Z",
                                        "EndDateTime",
                                        "2026-06-30T11:00:00Z"),
                                "Subject",
                                "Location",
                                "Location")),
                List.of(
                        new Subject.Refusal(
                                "a needed field is missing",
                                RecordType.CONTACT,
                                Map.of("Email", "x@vink.example"),
                                ErrorCode.REQUIRED_FIELD_MISSING),
                        new Subject.Refusal(
                                "unknown field",
                                RecordType.CONTACT,
                                Map.of("LastName", "Vink", "Nonsense__c", "1"),
                                ErrorCode.INVALID_FIELD),
                        new Subject.Refusal(
                                "no e-mail address",
                                RecordType.CONTACT,
                                Map.of("LastName", "Vink", "Email", "ada@@"),
                                ErrorCode.INVALID_VALUE),
                        new Subject.Refusal(
                                "no number",
                                RecordType.COMPANY,
                                Map.of("Name", "Vink", "NumberOfEmployees", "many"),
                                ErrorCode.INVALID_VALUE)));
    }

    private static Subject.Sample task(RecordType type, String subtype) {
        return new Subject.Sample(
                type,
                Map.of(
                        "Subject",
                        type.word() + " #",
                        "Description",
                        "Text #",
                        "ActivityDate",
                        "2026-06-30",
                        "TaskSubtype",
                        subtype),
                "Subject",
                "Description",
                "Description");
    }
}
