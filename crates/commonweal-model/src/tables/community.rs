//! Community and mental health care, social care, maternity care, and what people said of their care.

use super::ColumnType::{Code, Date, Flag, Instant, Integer, Long, Real, Text};
use super::Sensitivity::{Indirect, Special};
use super::{Coding, PATIENT_ID, RecordsColumn, RecordsTable, Usual, column, optional};

const REFERRAL: RecordsColumn =
    optional("referral_ident", Long, Indirect, "A number shared by the contacts of one referral");
const REFERRED_ON: RecordsColumn = optional("referral_date", Date, Special, "Day the referral was received");
const TEAM: RecordsColumn = optional("team_type", Text, Special, "Data set's code of the kind of team");
const ACTIVITY: RecordsColumn =
    optional("activity_code", Code(Coding::SnomedCt), Special, "What was done, where it was coded");
const MODE: RecordsColumn = optional(
    "consultation_mode",
    Text,
    Special,
    "Data Dictionary code of the means: `01` face to face, `02` telephone, `03` telemedicine, and others",
);
const STATUS: RecordsColumn = optional(
    "attendance_status",
    Text,
    Special,
    "Data Dictionary code: `5` on time, `6` late but seen, `7` late and not seen, `2` cancelled by the person, `3` did not attend, `4` cancelled by the provider",
);
const PROVIDER: RecordsColumn = optional("provider_code", Text, Indirect, "ODS code of the provider");

/// Contacts with community services.
pub static COMMUNITY_CONTACTS: RecordsTable = RecordsTable {
    name: "community_contacts",
    one_row_per: "contact of a person with a community service, held or not",
    source: "Community Services Data Set",
    ordered_by: Some("date"),
    usual: Usual::dated("date").coded("activity_code"),
    columns: &[
        PATIENT_ID,
        column("date", Date, Indirect, "Day of the contact"),
        REFERRAL,
        REFERRED_ON,
        TEAM,
        ACTIVITY,
        MODE,
        STATUS,
        optional(
            "response_standard",
            Text,
            Special,
            "How soon the service was to respond: `two_hours`, `two_days` or empty for no standard",
        ),
        PROVIDER,
        optional("referral_received_at", Instant, Special, "When the referral was received"),
        optional("clock_started_at", Instant, Special, "When the response clock started"),
        optional("contacted_at", Instant, Special, "When the contact began; the first contact stops the clock"),
    ],
};

/// Contacts with mental health services.
pub static MENTAL_HEALTH_CONTACTS: RecordsTable = RecordsTable {
    name: "mental_health_contacts",
    one_row_per: "contact of a person with a mental health, learning disability or autism service, held or not",
    source: "Mental Health Services Data Set",
    ordered_by: Some("date"),
    usual: Usual::dated("date").coded("activity_code"),
    columns: &[
        PATIENT_ID,
        column("date", Date, Indirect, "Day of the contact"),
        REFERRAL,
        REFERRED_ON,
        optional("referral_closed_date", Date, Special, "Day the referral was closed, empty while it is open"),
        TEAM,
        ACTIVITY,
        MODE,
        STATUS,
        PROVIDER,
    ],
};

/// Packages of social care.
pub static SOCIAL_CARE_PACKAGES: RecordsTable = RecordsTable {
    name: "social_care_packages",
    one_row_per: "package of social care that a person had or has",
    source: "Adult Social Care Client Level Data",
    ordered_by: Some("start_date"),
    usual: Usual::lasting("start_date", "end_date").valued("weekly_hours"),
    columns: &[
        PATIENT_ID,
        column("start_date", Date, Indirect, "First day of the package"),
        optional("end_date", Date, Indirect, "First day no longer, empty while it lasts"),
        column(
            "package_type",
            Text,
            Special,
            "`home_care`, `reablement`, `direct_payment`, `day_support`, `supported_living`, `residential_care`, `nursing_care`, `equipment` or `carer_support`",
        ),
        optional("support_reason", Text, Special, "Primary support reason, as the data set names it"),
        optional("requested_date", Date, Special, "Day support was asked for"),
        optional("weekly_hours", Real, Special, "Planned care").unit("hours a week"),
        optional("weekly_cost", Real, Special, "Planned cost to the council").unit("pounds a week"),
        optional("is_long_term", Flag, Special, "Whether the package is meant to last"),
        optional("local_authority_code", Text, Indirect, "GSS code of the council that pays"),
    ],
};

/// Pregnancies under maternity care.
pub static MATERNITIES: RecordsTable = RecordsTable {
    name: "maternities",
    one_row_per: "pregnancy of a person under maternity care",
    source: "Maternity Services Data Set",
    ordered_by: Some("booking_date"),
    usual: Usual::lasting("booking_date", "delivery_date"),
    columns: &[
        PATIENT_ID,
        column("booking_date", Date, Special, "Day of the booking appointment, or of birth where none was booked"),
        optional("gestation_at_booking_days", Integer, Special, "Length of the pregnancy at booking").unit("days"),
        optional("expected_delivery_date", Date, Special, "Day the birth is expected"),
        optional("delivery_date", Date, Special, "Day of birth or of the pregnancy's end, empty before"),
        optional("gestation_at_delivery_days", Integer, Special, "Length of the pregnancy at its end").unit("days"),
        optional("live_births", Integer, Special, "Babies born alive").unit("babies"),
        optional("stillbirths", Integer, Special, "Babies born dead from 24 weeks on").unit("babies"),
        optional("lowest_birth_weight_grams", Integer, Special, "Weight of the lightest baby").unit("grams"),
        optional("delivery_method", Text, Special, "Data Dictionary code of the method of birth of the first baby"),
        optional("smoking_at_booking", Text, Special, "`current`, `former`, `never` or `unknown`"),
        optional("smoking_at_delivery", Text, Special, "`current`, `former`, `never` or `unknown`"),
        optional("first_feed_breast_milk", Flag, Special, "Whether a baby's first feed was breast milk"),
        optional("continuity_of_carer", Flag, Special, "Whether she was placed on a continuity of carer pathway"),
        PROVIDER,
    ],
};

/// What people said of their care.
pub static EXPERIENCE_RESPONSES: RecordsTable = RecordsTable {
    name: "experience_responses",
    one_row_per: "answer of a person to one question of a survey",
    source: "patient surveys that people agreed to have linked",
    ordered_by: Some("date"),
    usual: Usual::dated("date").valued("score"),
    columns: &[
        PATIENT_ID,
        column("date", Date, Indirect, "Day of the answer"),
        column("survey", Text, Indirect, "The survey, such as `friends_and_family` or `gp_patient_survey`"),
        column("question", Text, Indirect, "The question, as the survey numbers it"),
        optional("answer", Text, Special, "The answer chosen, as the survey words it; never free text"),
        optional("score", Real, Special, "The answer as a number, 0 (worst) to 100 (best)").unit("points"),
        optional(
            "setting",
            Text,
            Special,
            "What the question is about: `gp`, `inpatient`, `ec`, `maternity` or another",
        ),
        PROVIDER,
    ],
};
