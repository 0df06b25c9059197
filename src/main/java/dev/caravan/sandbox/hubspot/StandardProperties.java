package dev.caravan.sandbox.hubspot;

/** HubSpot's own properties, as far as an integration meets them, and the unique {@code caravan_id} of this account. */
final class StandardProperties {
    private static final String EVERY = """
            hs_object_id|Record ID|number|number|r
            hubspot_owner_id|Owner|enumeration|select|x
            hs_merged_object_ids|Merged record IDs|enumeration|checkbox|rx
            """;

    private static final String DATES = """
            hs_createdate|Object create date/time|datetime|date|r
            hs_lastmodifieddate|Object last modified date/time|datetime|date|r
            """;

    private static final String CARAVAN_ID = "caravan_id|Caravan ID|string|text|uo\n";

    private static final String LIFECYCLE = """
            lifecyclestage|Lifecycle Stage|enumeration|radio||subscriber,lead,marketingqualifiedlead=Marketing Qualified Lead,salesqualifiedlead=Sales Qualified Lead,opportunity,customer,evangelist,other
            hs_lead_status|Lead Status|enumeration|radio||NEW,OPEN,IN_PROGRESS,OPEN_DEAL,UNQUALIFIED,ATTEMPTED_TO_CONTACT,CONNECTED,BAD_TIMING
            hs_analytics_source|Original Traffic Source|enumeration|select|r|ORGANIC_SEARCH,PAID_SEARCH,EMAIL_MARKETING,SOCIAL_MEDIA,REFERRALS,OTHER_CAMPAIGNS,DIRECT_TRAFFIC,OFFLINE,PAID_SOCIAL,AI_REFERRALS
            """;

    private static final String ADDRESS = """
            phone|Phone Number|string|phonenumber
            address|Street Address|string|text
            city|City|string|text
            state|State/Region|string|text
            zip|Postal Code|string|text
            country|Country/Region|string|text
            website|Website URL|string|text
            """;

    private static final String CONTACT = """
            email|Email|string|text
            firstname|First Name|string|text
            lastname|Last Name|string|text
            createdate|Create Date|datetime|date|r
            lastmodifieddate|Last Modified Date|datetime|date|r
            hs_additional_emails|Additional email addresses|enumeration|checkbox|rx
            jobtitle|Job Title|string|text
            mobilephone|Mobile Phone Number|string|phonenumber
            fax|Fax Number|string|phonenumber
            salutation|Salutation|string|text
            company|Company Name|string|text
            industry|Industry|string|text
            seniority|Seniority|string|text
            numemployees|Number of Employees|enumeration|select||1-5,5-25,25-50,50-100,100-500,500-1000,1000+
            annualrevenue|Annual Revenue|string|text
            associatedcompanyid|Primary Associated Company ID|number|number|r
            hs_linkedin_url|LinkedIn URL|string|text
            hs_language|Preferred language|enumeration|select||en=English,de=German,fr=French,es=Spanish,it=Italian,nl=Dutch,pt=Portuguese
            hs_timezone|Time Zone|string|text
            hs_persona|Persona|enumeration|radio||persona_1=Buyer,persona_2=User
            hs_email_optout|Unsubscribed from all email|bool|booleancheckbox|r
            hs_legal_basis|Legal basis for processing contact's data|enumeration|checkbox||Legitimate interest – prospect/lead,Legitimate interest – existing customer,Performance of a contract,Freely given consent from contact,Not applicable
            date_of_birth|Date of birth|string|text
            message|Message|string|textarea
            twitterhandle|Twitter Username|string|text
            """;

    private static final String COMPANY = """
            name|Company name|string|text
            domain|Company Domain Name|string|text
            createdate|Create Date|datetime|date|r
            hs_lastmodifieddate|Last Modified Date|datetime|date|r
            hs_additional_domains|Additional Domains|enumeration|checkbox|rx
            industry|Industry|enumeration|select||ACCOUNTING,AIRLINES_AVIATION,APPAREL_FASHION,ARCHITECTURE_PLANNING,AUTOMOTIVE,BANKING,BIOTECHNOLOGY,BUILDING_MATERIALS,CAPITAL_MARKETS,CHEMICALS,COMPUTER_GAMES,COMPUTER_HARDWARE,COMPUTER_NETWORKING,COMPUTER_NETWORK_SECURITY,COMPUTER_SOFTWARE,CONSTRUCTION,CONSUMER_ELECTRONICS,CONSUMER_GOODS,DESIGN,E_LEARNING,EDUCATION_MANAGEMENT,ELECTRICAL_ELECTRONIC_MANUFACTURING,ENTERTAINMENT,ENVIRONMENTAL_SERVICES,FINANCIAL_SERVICES,FOOD_BEVERAGES,GOVERNMENT_ADMINISTRATION,HIGHER_EDUCATION,HOSPITAL_HEALTH_CARE,HOSPITALITY,HUMAN_RESOURCES,INDUSTRIAL_AUTOMATION,INFORMATION_SERVICES,INFORMATION_TECHNOLOGY_AND_SERVICES,INSURANCE,INTERNET,LAW_PRACTICE,LEGAL_SERVICES,LOGISTICS_AND_SUPPLY_CHAIN,MACHINERY,MANAGEMENT_CONSULTING,MARKETING_AND_ADVERTISING,MECHANICAL_OR_INDUSTRIAL_ENGINEERING,MEDICAL_DEVICES,NON_PROFIT_ORGANIZATION_MANAGEMENT,OIL_ENERGY,ONLINE_MEDIA,PHARMACEUTICALS,PUBLISHING,REAL_ESTATE,RENEWABLES_ENVIRONMENT,RESEARCH,RETAIL,SEMICONDUCTORS,STAFFING_AND_RECRUITING,TELECOMMUNICATIONS,TRANSPORTATION_TRUCKING_RAILROAD,UTILITIES,VENTURE_CAPITAL_PRIVATE_EQUITY,WHOLESALE
            numberofemployees|Number of Employees|number|number
            annualrevenue|Annual Revenue|number|number
            founded_year|Year Founded|string|text
            description|Description|string|textarea
            about_us|About Us|string|textarea
            type|Type|enumeration|radio||PROSPECT,PARTNER,RESELLER,VENDOR,OTHER
            address2|Street Address 2|string|text
            linkedin_company_page|LinkedIn Company Page|string|text
            linkedinbio|LinkedIn Bio|string|text
            twitterhandle|Twitter Handle|string|text
            facebook_company_page|Facebook Company Page|string|text
            timezone|Time Zone|string|text
            is_public|Is Public|bool|booleancheckbox
            hs_is_target_account|Target Account|bool|booleancheckbox
            hs_parent_company_id|Parent Company|number|number|r
            num_associated_contacts|Number of Associated Contacts|number|number|r
            """;

    private static final String DEAL = """
            dealname|Deal Name|string|text
            amount|Amount|number|number
            closedate|Close Date|datetime|date
            createdate|Create Date|datetime|date|r
            hs_lastmodifieddate|Last Modified Date|datetime|date|r
            pipeline|Pipeline|enumeration|select|x
            dealstage|Deal Stage|enumeration|radio|x
            dealtype|Deal Type|enumeration|radio||newbusiness=New Business,existingbusiness=Existing Business
            description|Deal Description|string|textarea
            hs_priority|Priority|enumeration|select||low,medium,high
            deal_currency_code|Currency|enumeration|select||EUR,USD,GBP,CHF
            hs_next_step|Next step|string|text
            closed_lost_reason|Closed Lost Reason|string|textarea
            closed_won_reason|Closed Won Reason|string|textarea
            hs_analytics_source|Original Traffic Source|enumeration|select|r|ORGANIC_SEARCH,PAID_SEARCH,EMAIL_MARKETING,SOCIAL_MEDIA,REFERRALS,OFFLINE
            """;

    private static final String LEAD = """
            hs_lead_name|Lead Name|string|text
            hs_lead_type|Lead Type|enumeration|select||NEW_BUSINESS,UPSELL,RE_ATTEMPTING
            hs_lead_label|Lead Label|enumeration|select||HOT,WARM,COLD
            hs_pipeline|Pipeline|enumeration|select|x
            hs_pipeline_stage|Pipeline stage|enumeration|select|x
            hs_lead_disqualification_note|Disqualification Note|string|textarea
            hs_primary_contact_id|Primary Contact ID|number|number|r
            """;

    private static final String ACTIVITY = """
            hs_timestamp|Activity date|datetime|date
            hs_attachment_ids|Attached file IDs|enumeration|checkbox|x
            hs_unique_id|Unique ID|string|text
            """;

    private static final String NOTE = "hs_note_body|Note body|string|html\n";

    private static final String TASK = """
            hs_task_subject|Task Title|string|text
            hs_task_body|Task Notes|string|html
            hs_task_status|Task Status|enumeration|select||NOT_STARTED,IN_PROGRESS,WAITING,COMPLETED,DEFERRED
            hs_task_priority|Priority|enumeration|select||NONE,LOW,MEDIUM,HIGH
            hs_task_type|Task Type|enumeration|select||EMAIL,CALL,TODO,LINKED_IN
            hs_task_reminders|Reminders|string|text
            """;

    private static final String CALL = """
            hs_call_title|Call Title|string|text
            hs_call_body|Call notes|string|html
            hs_call_duration|Call duration|number|number
            hs_call_direction|Call direction|enumeration|select||INBOUND,OUTBOUND
            hs_call_status|Call status|enumeration|select||BUSY,CALLING_CRM_USER,CANCELED,COMPLETED,CONNECTING,FAILED,IN_PROGRESS,MISSED,NO_ANSWER,QUEUED,RINGING
            hs_call_disposition|Call outcome|enumeration|select||f240bbac-87c9-4f6e-bf70-924b57d47db7=Connected,73a0d17f-1163-4015-bdd5-ec830791da20=No answer,9d9162e7-6cf3-4944-bf63-4dff82258764=Busy,b2cf5968-551e-4856-9783-52b3da59a7d0=Left voicemail
            hs_call_from_number|From Number|string|text
            hs_call_to_number|To Number|string|text
            hs_call_recording_url|Recording URL|string|text
            """;

    private static final String MEETING = """
            hs_meeting_title|Meeting name|string|text
            hs_meeting_body|Meeting description|string|html
            hs_internal_meeting_notes|Internal meeting notes|string|html
            hs_meeting_start_time|Meeting start time|datetime|date
            hs_meeting_end_time|Meeting end time|datetime|date
            hs_meeting_outcome|Meeting outcome|enumeration|select||SCHEDULED,COMPLETED,RESCHEDULED,NO_SHOW=No show,CANCELED
            hs_meeting_location|Meeting location|string|text
            hs_meeting_external_url|Meeting external URL|string|text
            """;

    private static final String EMAIL = """
            hs_email_direction|Email direction|enumeration|select||EMAIL,INCOMING_EMAIL,FORWARDED_EMAIL
            hs_email_status|Email send status|enumeration|select||BOUNCED,FAILED,SCHEDULED,SENDING,SENT
            hs_email_subject|Email subject|string|text
            hs_email_text|Email body|string|textarea
            hs_email_html|Email HTML|string|html
            hs_email_headers|Email headers|string|textarea
            """;

    private static final String USER = """
            hs_email|Email|string|text|u
            hs_given_name|First name|string|text
            hs_family_name|Last name|string|text
            hs_job_title|Job title|string|text
            """;

    private StandardProperties() {}

    /** One property per line, in the form that {@link Schema} reads. */
    static String of(ObjectType type) {
        return switch (type.name()) {
            case "contacts" -> EVERY + CONTACT + ADDRESS + LIFECYCLE + CARAVAN_ID;
            case "companies" -> EVERY + COMPANY + ADDRESS + LIFECYCLE + CARAVAN_ID;
            case "deals" -> EVERY + DEAL + CARAVAN_ID;
            case "leads" -> EVERY + DATES + LEAD + CARAVAN_ID;
            case "notes" -> EVERY + DATES + ACTIVITY + NOTE;
            case "tasks" -> EVERY + DATES + ACTIVITY + TASK;
            case "calls" -> EVERY + DATES + ACTIVITY + CALL;
            case "meetings" -> EVERY + DATES + ACTIVITY + MEETING;
            case "emails" -> EVERY + DATES + ACTIVITY + EMAIL;
            default -> EVERY + DATES + USER;
        };
    }
}
