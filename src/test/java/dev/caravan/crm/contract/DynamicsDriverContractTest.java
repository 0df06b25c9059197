package dev.caravan.crm.contract;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.Secret;
import java.util.List;
import java.util.Map;

/** Dynamics 365 meets the contract of drivers. */
class DynamicsDriverContractTest extends DriverContract {
    private static final ConnectionSettings.Auth CLIENT = new ConnectionSettings.Auth(
            "client-credentials",
            null,
            "sandbox-client",
            new Secret("sandbox-secret"),
            null,
            null,
            null,
            "/sandbox-tenant/oauth2/v2.0/token");

    @Override
    protected Subject subject() {
        return new Subject(
                "dynamics",
                CLIENT,
                Map.of("poll-overlap", "5s"),
                List.of(
                        new Subject.Sample(
                                RecordType.COMPANY,
                                Map.of(
                                        "name",
                                        "Vink # BV",
                                        "websiteurl",
                                        "https://vink-#.example",
                                        "industrycode",
                                        "7",
                                        "numberofemployees",
                                        50L,
                                        "revenue",
                                        1200000.5,
                                        "donotemail",
                                        true),
                                "name",
                                "websiteurl",
                                "industrycode"),
                        new Subject.Sample(
                                RecordType.CONTACT,
                                Map.of(
                                        "emailaddress1", "ada.#@vink.example",
                                        "firstname", "Ada",
                                        "lastname", "O'Vink #",
                                        "telephone1", "+31201234567",
                                        "jobtitle", "CFO",
                                        "birthdate", "1980-01-31",
                                        "new_interests", List.of("100000000", "100000002")),
                                "emailaddress1",
                                "lastname",
                                "new_interests"),
                        new Subject.Sample(
                                RecordType.LEAD,
                                Map.of(
                                        "subject", "Asked about bikes #",
                                        "emailaddress1", "lead.#@vink.example",
                                        "lastname", "Vink",
                                        "companyname", "Vink BV",
                                        "leadsourcecode", "8"),
                                "emailaddress1",
                                "subject",
                                "leadsourcecode"),
                        new Subject.Sample(
                                RecordType.DEAL,
                                Map.of(
                                        "name", "Deal #",
                                        "estimatedvalue", 1200.5,
                                        "salesstage", "1",
                                        "estimatedclosedate", "2026-06-30"),
                                "name",
                                "name",
                                "estimatedclosedate"),
                        new Subject.Sample(
                                RecordType.EMAIL,
                                Map.of(
                                        "subject", "Mail #",
                                        "description", "Text #",
                                        "directioncode", true,
                                        "statuscode", "3",
                                        "actualend", "2026-06-30T10:00:00Z"),
                                "subject",
                                "description",
                                "description"),
                        new Subject.Sample(
                                RecordType.NOTE,
                                Map.of("subject", "Note #", "notetext", "Text #"),
                                "subject",
                                "notetext",
                                "notetext"),
                        new Subject.Sample(
                                RecordType.TASK,
                                Map.of(
                                        "subject", "Task #",
                                        "description", "Text #",
                                        "scheduledend", "2026-06-30T10:00:00Z",
                                        "statuscode", "3",
                                        "prioritycode", "2"),
                                "subject",
                                "description",
                                "prioritycode"),
                        new Subject.Sample(
                                RecordType.CALL,
                                Map.of(
                                        "subject", "Call #",
                                        "description", "Text #",
                                        "directioncode", false,
                                        "statuscode", "4",
                                        "actualdurationminutes", 2L,
                                        "phonenumber", "+31201234567"),
                                "subject",
                                "description",
                                "description"),
                        new Subject.Sample(
                                RecordType.MEETING,
                                Map.of(
                                        "subject", "Meeting #",
                                        "location", "Room #",
                                        "scheduledstart", "2026-06-30T10:00:00Z",
                                        "scheduledend", "2026-06-30T11:00:00Z",
                                        "statuscode", "5"),
                                "subject",
                                "location",
                                "location")),
                List.of(
                        new Subject.Refusal(
                                "unknown field",
                                RecordType.CONTACT,
                                Map.of("emailaddress1", "x@vink.example", "nonsense", "1"),
                                ErrorCode.INVALID_FIELD),
                        new Subject.Refusal(
                                "no such option",
                                RecordType.COMPANY,
                                Map.of("name", "Vink", "industrycode", "999"),
                                ErrorCode.INVALID_VALUE),
                        new Subject.Refusal(
                                "too long",
                                RecordType.CONTACT,
                                Map.of("emailaddress1", "x@vink.example", "lastname", "x".repeat(51)),
                                ErrorCode.INVALID_VALUE),
                        new Subject.Refusal(
                                "no number",
                                RecordType.COMPANY,
                                Map.of("name", "Vink", "numberofemployees", "many"),
                                ErrorCode.INVALID_VALUE),
                        new Subject.Refusal(
                                "no such account",
                                RecordType.CONTACT,
                                Map.of("lastname", "Vink", "parentcustomerid", "7a4814f9-b0b8-4a11-a812-000d3a122b89"),
                                ErrorCode.INVALID_VALUE),
                        new Subject.Refusal(
                                "no such contact",
                                RecordType.TASK,
                                Map.of(
                                        "subject",
                                        "Task",
                                        "regardingobjectid",
                                        "contact:7a4814f9-b0b8-4a11-a812-000d3a122b89"),
                                ErrorCode.INVALID_VALUE)));
    }
}
