package dev.caravan.crm.contract;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.Secret;
import java.util.List;
import java.util.Map;

/** Zoho CRM meets the contract of drivers. */
class ZohoDriverContractTest extends DriverContract {
    private static final ConnectionSettings.Auth LOGIN = new ConnectionSettings.Auth(
            "refresh-token",
            null,
            "sandbox-client",
            new Secret("sandbox-secret"),
            new Secret("sandbox-refresh"),
            null,
            null,
            "/oauth/v2/token");

    @Override
    protected Subject subject() {
        return new Subject(
                "zoho",
                LOGIN,
                Map.of("poll-overlap", "5s"),
                List.of(
                        new Subject.Sample(
                                RecordType.COMPANY,
                                Map.of(
                                        "Account_Name", "Vink's # \\ BV",
                                        "Website", "https://vink-#.example",
                                        "Industry", "Technology",
                                        "Employees", 50L,
                                        "Annual_Revenue", 1200000.5,
                                        "Tier", "Gold"),
                                "Account_Name",
                                "Website",
                                "Industry"),
                        new Subject.Sample(
                                RecordType.CONTACT,
                                Map.of(
                                        "Email", "ada.#@vink.example",
                                        "First_Name", "Ada",
                                        "Last_Name", "Vink #",
                                        "Phone", "+31201234567",
                                        "Title", "CFO",
                                        "Met_At", "2026-01-31T10:00:00Z",
                                        "Email_Opt_Out", true,
                                        "Interests", List.of("Bikes", "Books")),
                                "Email",
                                "Last_Name",
                                "Title"),
                        new Subject.Sample(
                                RecordType.LEAD,
                                Map.of(
                                        "Last_Name", "Vink #",
                                        "Company", "Vink BV",
                                        "Email", "lead.#@vink.example",
                                        "Lead_Status", "Contacted",
                                        "Designation", "Buyer"),
                                "Email",
                                "Last_Name",
                                "Designation"),
                        new Subject.Sample(
                                RecordType.DEAL,
                                Map.of(
                                        "Deal_Name", "Deal #",
                                        "Stage", "Qualification",
                                        "Closing_Date", "2026-06-30",
                                        "Amount", 1200.5),
                                "Deal_Name",
                                "Deal_Name",
                                "Amount"),
                        new Subject.Sample(
                                RecordType.TASK,
                                Map.of("Subject", "Task #", "Description", "Text #", "Due_Date", "2026-06-30"),
                                "Subject",
                                "Description",
                                "Description"),
                        new Subject.Sample(
                                RecordType.CALL,
                                Map.of(
                                        "Subject", "Call #",
                                        "Description", "Text #",
                                        "Call_Type", "Outbound",
                                        "Call_Start_Time", "2026-06-30T10:00:00Z",
                                        "Call_Duration", "01:35"),
                                "Subject",
                                "Description",
                                "Description"),
                        new Subject.Sample(
                                RecordType.MEETING,
                                Map.of(
                                        "Event_Title", "Meeting #",
                                        "Venue", "Room #",
                                        "Start_DateTime", "2026-06-30T10:00:00Z",
                                        "End_DateTime", "2026-06-30T11:00:00Z"),
                                "Event_Title",
                                "Venue",
                                "Venue"),
                        new Subject.Sample(
                                RecordType.NOTE,
                                Map.of("Note_Title", "Note #", "Note_Content", "Text #"),
                                "Note_Title",
                                "Note_Content",
                                "Note_Content")),
                List.of(
                        new Subject.Refusal(
                                "without a name",
                                RecordType.COMPANY,
                                Map.of("Website", "https://vink.example"),
                                ErrorCode.REQUIRED_FIELD_MISSING),
                        new Subject.Refusal(
                                "without text", RecordType.NOTE, Map.of(), ErrorCode.REQUIRED_FIELD_MISSING),
                        new Subject.Refusal(
                                "without a stage",
                                RecordType.DEAL,
                                Map.of("Deal_Name", "Deal", "Closing_Date", "2026-06-30"),
                                ErrorCode.REQUIRED_FIELD_MISSING),
                        new Subject.Refusal(
                                "unknown field",
                                RecordType.CONTACT,
                                Map.of("Last_Name", "Vink", "Nonsense", "1"),
                                ErrorCode.INVALID_FIELD),
                        new Subject.Refusal(
                                "no e-mail address",
                                RecordType.CONTACT,
                                Map.of("Last_Name", "Vink", "Email", "ada@vink"),
                                ErrorCode.INVALID_VALUE),
                        new Subject.Refusal(
                                "no such option",
                                RecordType.CONTACT,
                                Map.of("Last_Name", "Vink", "Tier", "Nonsense"),
                                ErrorCode.INVALID_VALUE),
                        new Subject.Refusal(
                                "no number",
                                RecordType.COMPANY,
                                Map.of("Account_Name", "Vink", "Employees", "many"),
                                ErrorCode.INVALID_VALUE),
                        new Subject.Refusal(
                                "too long",
                                RecordType.CONTACT,
                                Map.of("Last_Name", "V".repeat(81)),
                                ErrorCode.INVALID_VALUE),
                        new Subject.Refusal(
                                "no such account",
                                RecordType.CONTACT,
                                Map.of("Last_Name", "Vink", "Account_Name", "5725767000000987654"),
                                ErrorCode.INVALID_VALUE)));
    }
}
