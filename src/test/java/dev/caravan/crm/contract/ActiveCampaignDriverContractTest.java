package dev.caravan.crm.contract;

import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.util.List;
import java.util.Map;

/** ActiveCampaign meets the contract of drivers. */
class ActiveCampaignDriverContractTest extends DriverContract {
    @Override
    protected Subject subject() {
        return new Subject(
                "activecampaign",
                Subject.TOKEN,
                Map.of("poll-overlap", "5s"),
                List.of(
                        new Subject.Sample(
                                RecordType.COMPANY,
                                Map.of(
                                        "name", "Vink # BV",
                                        "accountUrl", "https://vink-#.example",
                                        "owner", "2",
                                        "cf_industry_vertical", "Software",
                                        "cf_number_of_employees", 50L,
                                        "cf_annual_revenue", 1200.5,
                                        "cf_interests", List.of("Bikes", "Books")),
                                "name",
                                "accountUrl",
                                "cf_industry_vertical"),
                        new Subject.Sample(
                                RecordType.CONTACT,
                                Map.of(
                                        "email", "ada.#@vink.example",
                                        "firstName", "Ada",
                                        "lastName", "Vink #",
                                        "phone", "+31201234567",
                                        "cf_mobile_phone", "+31612345678",
                                        "cf_tier", "Gold",
                                        "cf_interests", List.of("Bikes", "Books"),
                                        "cf_met_on", "2026-01-05"),
                                "email",
                                "lastName",
                                "cf_tier"),
                        new Subject.Sample(
                                RecordType.DEAL,
                                Map.of(
                                        "title", "Deal #",
                                        "value", 1200.5,
                                        "currency", "USD",
                                        "stage", "Proposal Sent",
                                        "status", "won",
                                        "cf_forecasted_close_date", "2026-06-30"),
                                "title",
                                "title",
                                "cf_forecasted_close_date"),
                        new Subject.Sample(RecordType.NOTE, Map.of("note", "Text #"), "note", "note", ""),
                        task(RecordType.TASK, "To-do", "open"),
                        task(RecordType.CALL, "Call", "done"),
                        task(RecordType.MEETING, "To-do", "open")),
                List.of(
                        new Subject.Refusal(
                                "without a name",
                                RecordType.COMPANY,
                                Map.of("accountUrl", "https://vink.example"),
                                ErrorCode.REQUIRED_FIELD_MISSING),
                        new Subject.Refusal(
                                "without an e-mail address",
                                RecordType.CONTACT,
                                Map.of("phone", "+31201234567"),
                                ErrorCode.REQUIRED_FIELD_MISSING),
                        new Subject.Refusal(
                                "no e-mail address",
                                RecordType.CONTACT,
                                Map.of("email", "ada at vink.example"),
                                ErrorCode.INVALID_VALUE),
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
                                Map.of("name", "Vink", "cf_number_of_employees", "many"),
                                ErrorCode.INVALID_VALUE),
                        new Subject.Refusal(
                                "no such account",
                                RecordType.CONTACT,
                                Map.of("email", "y@vink.example", "account", "987654"),
                                ErrorCode.INVALID_VALUE),
                        new Subject.Refusal(
                                "without a day",
                                RecordType.TASK,
                                Map.of("title", "Offer", "dealTasktype", "To-do"),
                                ErrorCode.REQUIRED_FIELD_MISSING),
                        new Subject.Refusal(
                                "no such type",
                                RecordType.MEETING,
                                Map.of("duedate", "2026-11-10T09:00:00Z", "dealTasktype", "Nonsense"),
                                ErrorCode.INVALID_VALUE),
                        new Subject.Refusal(
                                "without text", RecordType.NOTE, Map.of(), ErrorCode.REQUIRED_FIELD_MISSING),
                        new Subject.Refusal(
                                "no such stage",
                                RecordType.DEAL,
                                Map.of("title", "Deal", "stage", "Nonsense"),
                                ErrorCode.INVALID_VALUE)));
    }

    private static Subject.Sample task(RecordType type, String word, String status) {
        return new Subject.Sample(
                type,
                Map.of(
                        "title", "Title #",
                        "note", "Text #",
                        "duedate", "2026-11-10T09:00:00Z",
                        "edate", "2026-11-10T10:30:00Z",
                        "dealTasktype", word,
                        "status", status),
                "title",
                "note",
                "note");
    }
}
