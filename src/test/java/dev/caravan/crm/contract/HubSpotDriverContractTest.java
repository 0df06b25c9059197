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
                                "amount")),
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
