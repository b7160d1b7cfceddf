//! Every shape of an answer.

use super::plans;
use super::shape::{Kind, Shape, columns, full, maybe, some};
use crate::pages::plan::{commitments_file, initiatives_file};
use commonweal_app::Feed;
use commonweal_disclosure::{Statistic, WorkspaceClass};
use commonweal_model::{AreaType, DataClass, Family, Polarity};

const TEXT: Kind = Kind::Text;
const WHOLE: Kind = Kind::Whole;
const NUMBER: Kind = Kind::Number;
const ADDRESS: Kind = Kind::Address;
const TEXTS: Kind = Kind::ListOf(&Kind::Text);
const ABOUT: Kind = Kind::Shape("About");
const PAGE: Kind = Kind::Shape("Page");

/// The words for kinds of area.
pub(super) fn area_types() -> Vec<&'static str> {
    AreaType::ALL.iter().map(|kind| kind.as_str()).collect()
}

/// The words for families of geography.
pub(super) fn families() -> Vec<&'static str> {
    Family::ALL.iter().map(|family| family.as_str()).collect()
}

/// The words for statistics.
pub(super) fn statistics() -> Vec<&'static str> {
    Statistic::ALL.iter().map(|statistic| statistic.as_str()).collect()
}

/// The words for where figures come from.
pub(super) fn origins() -> Vec<&'static str> {
    vec!["local", "published"]
}

/// The words for sides of inequality.
pub(super) fn domains() -> Vec<&'static str> {
    vec!["access", "experience", "outcomes"]
}

fn classes() -> Vec<&'static str> {
    WorkspaceClass::ALL.iter().map(|class| class.as_str()).collect()
}

fn data_classes() -> Vec<&'static str> {
    DataClass::ALL.iter().map(|class| class.as_str()).collect()
}

fn polarities() -> Vec<&'static str> {
    Polarity::ALL.iter().map(|polarity| polarity.as_str()).collect()
}

fn list(rows: &'static Kind) -> Vec<super::shape::Field> {
    vec![
        full("about", ABOUT, "The release the answer is from."),
        full("asked", Kind::Parameters, "The parameters as they were asked."),
        full("note", TEXT, "What the answer holds, in words: above all which periods."),
        full("page", PAGE, "Which part of the answer this is."),
        full("rows", Kind::ListOf(rows), "The rows of this page, in the order of their keys."),
    ]
}

/// Every shape, by name.
pub(super) const SHAPES: &[Shape] = &[
    Shape {
        name: "About",
        about: "The release an answer is from. Every answer carries it; files carry it in headers that begin with Commonweal-.",
        fields: || {
            vec![
                full("release_id", TEXT, "The release. Answers with one release id fit together."),
                full("released_at", Kind::Instant, "When it was released."),
                full(
                    "class",
                    Kind::Words(classes),
                    "What the workspace holds: made-up people, or published statistics.",
                ),
                full("label", TEXT, "What a reader must be told beside every figure: whether people are made up."),
                full("area_code", TEXT, "The whole area."),
                full("area_name", TEXT, "Its name."),
                full("snapshot", TEXT, "The snapshot of records counted."),
                some("index_date", Kind::Day, "The latest day people were judged at."),
                full("rules_version", TEXT, "Version of the rules of disclosure control."),
                full("program_version", TEXT, "Version of the program."),
                full("licence", TEXT, "The licence."),
                full("licence_url", ADDRESS, "Its text."),
                full("withheld", TEXT, "What a withheld figure looks like."),
                full("description", ADDRESS, "The description of this interface."),
            ]
        },
    },
    Shape {
        name: "Page",
        about: "Which part of an answer this is. Rows keep their order and number while release_id stays the same.",
        fields: || {
            vec![
                full("number", WHOLE, "This page, from 1."),
                full("size", WHOLE, "Rows of a whole page."),
                full("pages", WHOLE, "How many pages there are."),
                full("rows", WHOLE, "How many rows all pages have."),
                full("self", ADDRESS, "This page."),
                some("next", ADDRESS, "The next page; null on the last."),
                some("previous", ADDRESS, "The page before; null on the first."),
            ]
        },
    },
    Shape {
        name: "Index",
        about: "What there is.",
        fields: || {
            vec![
                full("about", ABOUT, "The release."),
                full("endpoints", Kind::ListOf(&Kind::Shape("Address")), "Every address."),
                full("files", Kind::ListOf(&Kind::Shape("File")), "Every file of the whole release."),
                full("problems", Kind::ListOf(&Kind::Shape("ProblemKind")), "Every kind of problem."),
            ]
        },
    },
    Shape {
        name: "Address",
        about: "An address of this interface.",
        fields: || {
            vec![
                full("path", TEXT, "The address, with its parts in braces."),
                full("about", TEXT, "What is there."),
                full("parameters", TEXTS, "The parameters it takes; any other is refused."),
                full("formats", TEXTS, "The values that the parameter format may have, the usual one first."),
                some("example", ADDRESS, "An address of this kind that answers."),
            ]
        },
    },
    Shape {
        name: "File",
        about: "A file of the whole release.",
        fields: || {
            vec![
                full("name", TEXT, "Its name."),
                full("address", ADDRESS, "Where it is."),
                full("about", TEXT, "What one row is."),
                full("rows", WHOLE, "How many rows it has."),
            ]
        },
    },
    Shape {
        name: "ProblemKind",
        about: "A kind of problem.",
        fields: || {
            vec![
                full("type", ADDRESS, "The type of the problem."),
                full("status", WHOLE, "Its status."),
                full("title", TEXT, "What it means."),
            ]
        },
    },
    Shape {
        name: "Problem",
        about: "Why there is no answer, as RFC 9457 writes it: what was asked, what exists and how to ask.",
        fields: || {
            vec![
                full("type", ADDRESS, "The kind of problem; /api/v1/ lists them."),
                full("title", TEXT, "The kind of problem in words."),
                full("status", WHOLE, "The status of the answer."),
                full("detail", TEXT, "What is wrong with this question."),
                full("instance", ADDRESS, "The address that was asked."),
                some("asked", Kind::Shape("AskedPart"), "The part of the question that has no answer."),
                full("exists", TEXTS, "What exists instead, at most 50 of them."),
                full("exists_in_all", WHOLE, "How many exist."),
                full("nearest", TEXTS, "Those nearest to what was asked, nearest first."),
                full("how_to_ask", TEXT, "What to do."),
            ]
        },
    },
    Shape {
        name: "AskedPart",
        about: "A part of a question.",
        fields: || {
            vec![
                full("what", TEXT, "The parameter, or part of the address."),
                full("value", TEXT, "What it said, cut after 60 letters."),
            ]
        },
    },
    Shape { name: "IndicatorList", about: "Indicators.", fields: || list(&Kind::Shape("IndicatorRow")) },
    Shape {
        name: "IndicatorRow",
        about: "An indicator, as in the table indicators, and where to ask on.",
        fields: || {
            let mut fields = columns(Feed::Indicators.columns());
            fields.push(full("values", ADDRESS, "Its values."));
            fields
        },
    },
    Shape {
        name: "Indicator",
        about: "An indicator with its definition, method, caveats and the questions it has figures for.",
        fields: || {
            vec![
                full("about", ABOUT, "The release."),
                full("indicator_id", TEXT, "Its id."),
                full("title", TEXT, "Its name."),
                full("short_title", TEXT, "Its name for narrow columns."),
                full("question", TEXT, "The plain question it answers."),
                full("domain", Kind::Words(domains), "Which side of inequality it looks at."),
                full("origin", Kind::Words(origins), "Whether it is counted here or taken from a publisher."),
                full("family", Kind::Words(families), "Who is counted in its small areas."),
                full("class", Kind::Words(data_classes), "The disclosure class of its data."),
                full("polarity", Kind::Words(polarities), "Which direction is good."),
                full("unit", TEXT, "The unit of its plain value."),
                full("statistic", Kind::Words(statistics), "The statistic that is its plain value."),
                full("method", TEXT, "How its value is made."),
                full("numerator", TEXT, "Who or what is counted."),
                full("denominator", TEXT, "Who could be counted."),
                full("exclusions", TEXTS, "Who is left out."),
                full("caveats", TEXTS, "What to bear in mind."),
                full("codelists", Kind::ListOf(&Kind::Shape("CodelistVersion")), "Its codelists."),
                full("owner", TEXT, "Who answers for the definition."),
                full("source", TEXT, "Where the definition, or the published value, comes from."),
                full("requirements", TEXTS, "The requirements it serves."),
                full("definition_path", TEXT, "The file of its definition."),
                full("definition_hash", TEXT, "Fingerprint of the definition, its codelists included."),
                full("series", TEXTS, "Its series: `local`, or one or more publishers."),
                full("periods", TEXTS, "Every period it has figures for, oldest first."),
                full("questions", Kind::ListOf(&Kind::Shape("QuestionShape")), "Every combination it has figures for."),
                full("values", ADDRESS, "Its values."),
                full("page", ADDRESS, "Its page for people."),
            ]
        },
    },
    Shape {
        name: "CodelistVersion",
        about: "A codelist.",
        fields: || vec![full("id", TEXT, "Its id."), full("version", TEXT, "Its version.")],
    },
    Shape {
        name: "QuestionShape",
        about: "A combination that the release has figures for; what is not listed is not there.",
        fields: || {
            vec![
                full("series", TEXT, "The series."),
                full("family", Kind::Words(families), "Who is counted."),
                full("area_type", Kind::Words(area_types), "The kind of area."),
                full("by", TEXT, "The breakdown as the parameter by takes it: none, or one or two characteristics."),
                full("statistic", Kind::Words(statistics), "What the figures are."),
                full("areas", WHOLE, "In how many areas."),
                full("periods", WHOLE, "At how many periods."),
                full("latest_period", TEXT, "The latest of them."),
            ]
        },
    },
    Shape { name: "ValueList", about: "Released figures.", fields: || list(&Kind::Shape("Value")) },
    Shape {
        name: "Value",
        about: "A released figure: the columns of released_values, and names for people.",
        fields: || {
            let mut fields = columns(Feed::ReleasedValues.columns());
            fields.extend([
                some("area_name", TEXT, "The area's name."),
                some("group_1", TEXT, "The first group in words."),
                some("group_2", TEXT, "The second group in words."),
                some("withheld", TEXT, "Why the figure is not shown, in words; null where it is shown."),
            ]);
            fields
        },
    },
    Shape { name: "AreaList", about: "Areas.", fields: || list(&Kind::Shape("AreaRow")) },
    Shape {
        name: "AreaRow",
        about: "An area, as in the table areas, and where to ask on.",
        fields: || {
            let mut fields = columns(Feed::Areas.columns());
            fields.push(full("details", ADDRESS, "What is known of it."));
            fields
        },
    },
    Shape {
        name: "Area",
        about: "What is publicly known of an area's real people, and the indicators that have figures for it.",
        fields: || {
            let mut fields = vec![full("about", ABOUT, "The release.")];
            fields.extend(columns(Feed::Areas.columns()));
            fields.extend([
                some("parent_name", TEXT, "The name of the area it is shown within."),
                full("children", Kind::ListOf(&Kind::Shape("AreaName")), "The areas shown within it."),
                full("people_by_age", Kind::ListOf(&Kind::Shape("AgePeople")), "Its people by age, youngest first."),
                full(
                    "people_by_ethnic_group",
                    Kind::ListOf(&Kind::Shape("GroupPeople")),
                    "Its people by ethnic group, Census 2021.",
                ),
                full(
                    "shares_by_deprivation_tenth",
                    Kind::ListOf(&NUMBER),
                    "Share of its people in each tenth of England by IMD 2019, most deprived first.",
                ),
                full("indicators", TEXTS, "The indicators that have figures for it."),
                some("page", ADDRESS, "Its page for people; null for areas outside the system."),
            ]);
            fields
        },
    },
    Shape {
        name: "AreaName",
        about: "An area's code and name.",
        fields: || {
            vec![
                full("area_code", TEXT, "Its code."),
                some("area_name", TEXT, "Its name."),
                full("area_type", Kind::Words(area_types), "Its kind."),
            ]
        },
    },
    Shape {
        name: "AgePeople",
        about: "People of an age.",
        fields: || vec![full("age", TEXT, "The band of ages: 0-4, 90+."), full("people", WHOLE, "How many.")],
    },
    Shape {
        name: "GroupPeople",
        about: "People of an ethnic group.",
        fields: || vec![full("group", TEXT, "The group, as the census names it."), full("people", WHOLE, "How many.")],
    },
    Shape { name: "WithheldList", about: "What is hidden.", fields: || list(&Kind::Shape("WithheldRow")) },
    Shape {
        name: "WithheldRow",
        about: "How many counts of one kind of area and breakdown are hidden, at all days of the release. The reasons of single figures stand beside them, in withheld_reason.",
        fields: || {
            vec![
                full("family", Kind::Words(families), "Who is counted."),
                full("area_type", Kind::Words(area_types), "The kind of area."),
                full("by", TEXT, "The breakdown as the parameter by takes it: none, or one or two characteristics."),
                full("cells", WHOLE, "Counts there are: one for each indicator, area, group and day."),
                full("withheld_by_rule", WHOLE, "Hidden because they are small."),
                full("withheld_besides", WHOLE, "Hidden besides, so that no hidden count can be worked out."),
                full(
                    "not_listed",
                    WHOLE,
                    "Of how many of all these hidden counts nothing is said, not even for how many people they stand.",
                ),
                full("percent_by_rule", NUMBER, "Hidden because they are small, of 100 counts."),
                full("percent_after_audit", NUMBER, "Hidden for either reason, of 100 counts."),
            ]
        },
    },
    Shape { name: "CommitmentList", about: "Commitments.", fields: || list(&Kind::Shape("CommitmentRow")) },
    Shape {
        name: "CommitmentRow",
        about: "A commitment, and what it was judged by.",
        fields: || plans::fields(commitments_file::COLUMNS),
    },
    Shape { name: "InitiativeList", about: "Initiatives.", fields: || list(&Kind::Shape("InitiativeRow")) },
    Shape {
        name: "InitiativeRow",
        about: "An initiative: its row in the plans and what people added.",
        fields: || plans::fields(initiatives_file::COLUMNS),
    },
    Shape {
        name: "Release",
        about: "The release that is shown.",
        fields: || {
            vec![
                full("about", ABOUT, "The release."),
                full("figures", WHOLE, "Figures in it."),
                full("withheld", WHOLE, "How many of them are withheld."),
                full("indicators", WHOLE, "Indicators with figures."),
                full("areas", WHOLE, "Areas with a page or a figure."),
                full("people", WHOLE, "People in the snapshot."),
                full("withheld_details", ADDRESS, "How much is withheld, by kind of area and breakdown."),
                full("etag", TEXT, "The tag that every answer of this release has, for If-None-Match."),
                full("files", Kind::ListOf(&Kind::Shape("File")), "Every file of the whole release."),
            ]
        },
    },
    Shape {
        name: "DhscIndicator",
        about: "IndicatorWithHealthDataForArea of the Department of Health's public health API; indicatorId is a text here, and about, note and page are ours.",
        fields: || {
            vec![
                full("indicatorId", TEXT, "Id of the indicator."),
                full("name", TEXT, "Its name."),
                full(
                    "polarity",
                    Kind::Words(|| vec!["Unknown", "NoJudgement", "LowIsGood", "HighIsGood"]),
                    "Which direction is good.",
                ),
                full(
                    "benchmarkMethod",
                    Kind::Words(|| {
                        vec!["Unknown", "Quintiles", "CIOverlappingReferenceValue95", "CIOverlappingReferenceValue99_8"]
                    }),
                    "How values are compared.",
                ),
                maybe(
                    "frequency",
                    Kind::Words(|| vec!["Annually", "Quarterly", "Monthly"]),
                    "How often it is collected.",
                ),
                full("areaHealthData", Kind::ListOf(&Kind::Shape("DhscArea")), "Values by area."),
                full("about", ABOUT, "The release."),
                full("note", TEXT, "Which figures this shape cannot hold, and which periods there are."),
                full("page", PAGE, "Which part of the answer this is; pages are of figures."),
            ]
        },
    },
    Shape {
        name: "DhscArea",
        about: "HealthDataForArea.",
        fields: || {
            vec![
                full("areaCode", TEXT, "Code of the area."),
                full("areaName", TEXT, "Its name; empty where it has none."),
                full("healthData", Kind::ListOf(&Kind::Shape("DhscPoint")), "Its values."),
            ]
        },
    },
    Shape {
        name: "DhscPoint",
        about: "HealthDataPoint; family, period and withheldReason are ours.",
        fields: || {
            vec![
                full("year", WHOLE, "The year the period begins in."),
                full("datePeriod", Kind::Shape("DhscPeriod"), "The period."),
                maybe("count", NUMBER, "People or events counted, rounded; left out where withheld."),
                maybe("value", NUMBER, "The value; left out where withheld."),
                maybe("lowerCi", NUMBER, "Lower 95% limit."),
                maybe("upperCi", NUMBER, "Upper 95% limit."),
                full("ageBand", Kind::Shape("DhscGroup"), "The ages."),
                full("sex", Kind::Shape("DhscGroup"), "The sex."),
                full(
                    "trend",
                    Kind::Words(|| vec!["Not yet calculated"]),
                    "Where the value is going; not given in this shape.",
                ),
                full("isAggregate", Kind::Flag, "Whether the value is about everybody."),
                maybe(
                    "benchmarkComparison",
                    Kind::Shape("DhscComparison"),
                    "Against what the value is compared, and how it comes out.",
                ),
                full("deprivation", Kind::Shape("DhscDeprivation"), "The deprivation group."),
                full("family", Kind::Words(families), "Who is counted."),
                full("period", TEXT, "The period as a start and an ISO 8601 length."),
                maybe("withheldReason", TEXT, "Why there is no value."),
            ]
        },
    },
    Shape {
        name: "DhscPeriod",
        about: "DatePeriod.",
        fields: || {
            vec![
                full(
                    "type",
                    Kind::Words(|| {
                        vec![
                            "Academic",
                            "Calendar",
                            "Financial",
                            "FinancialMultiYear",
                            "FinancialYearEndPoint",
                            "Yearly",
                            "Unknown",
                        ]
                    }),
                    "What kind of period.",
                ),
                full("from", Kind::Day, "First day."),
                full("to", Kind::Day, "Last day."),
            ]
        },
    },
    Shape {
        name: "DhscGroup",
        about: "AgeData and SexData.",
        fields: || vec![full("value", TEXT, "The group."), full("isAggregate", Kind::Flag, "Whether it is everybody.")],
    },
    Shape {
        name: "DhscComparison",
        about: "The comparison with a benchmark.",
        fields: || {
            vec![
                full(
                    "outcome",
                    Kind::Words(|| vec!["NotCompared", "Lower", "Higher", "Better", "Worse", "Similar"]),
                    "How it comes out.",
                ),
                maybe("benchmarkAreaCode", TEXT, "Code of the area compared with."),
                full("benchmarkAreaName", TEXT, "Its name."),
                full("benchmarkValue", NUMBER, "Its value."),
            ]
        },
    },
    Shape {
        name: "DhscDeprivation",
        about: "DeprivationData.",
        fields: || {
            vec![
                full("sequence", WHOLE, "Its place, most deprived first; 0 for everybody."),
                full("value", TEXT, "The group."),
                full("type", TEXT, "What deprivation is measured by."),
                full("isAggregate", Kind::Flag, "Whether it is everybody."),
            ]
        },
    },
];
