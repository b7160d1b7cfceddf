//! Which addresses are there, and what does each take?

use super::answer::Made;
use super::ask::Asked;
use super::problem::Problem;
use super::shapes::{area_types, domains, families, origins, statistics};
use super::values::{LARGEST_PAGE, USUAL_PAGE};
use super::{Api, areas, feed, index, indicators, openapi, plans, values, withheld};
use commonweal_operations::access::Rule;

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Csv,
    /// The 27 columns of a Fingertips download.
    Fingertips,
    /// The JSON of the Department of Health's public health API.
    Dhsc,
    /// Whatever the ending of the file's name says.
    File,
}

/// The media type of Parquet.
pub(super) const PARQUET: &str = "application/vnd.apache.parquet";

impl Format {
    /// Its name as the parameter `format` takes it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Fingertips => "fingertips",
            Self::Dhsc => "dhsc",
            Self::File => "file",
        }
    }

    /// Its media type as `Accept` asks for it.
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Json | Self::Dhsc => "application/json",
            Self::Csv | Self::Fingertips => "text/csv",
            Self::File => PARQUET,
        }
    }
}

/// What a parameter takes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Takes {
    /// One of a few words.
    Word(fn() -> Vec<&'static str>),
    /// A whole number from 1.
    Number { most: usize, usual: usize },
    /// A text, for example this one.
    Text { example: &'static str },
}

/// A parameter after the question mark.
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) takes: Takes,
    pub(super) about: &'static str,
}

/// An address.
pub(super) struct Endpoint {
    /// The path, with its parts in braces.
    pub(super) path: &'static str,
    /// A name for programs that are made from the description.
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// Who may ask.
    pub(super) rule: Rule,
    pub(super) parameters: &'static [Parameter],
    /// The usual one first.
    pub(super) formats: &'static [Format],
    /// The shape of the answer as JSON, and as JSON of the Department of Health.
    pub(super) shape: &'static str,
    /// An address of this kind that has an answer in this release.
    pub(super) example: fn(&Api) -> Option<String>,
    pub(super) answer: fn(&Api, &Asked) -> Result<Made, Problem>,
}

/// Released figures and public facts.
const ANYBODY: Rule = Rule::Public;

const PAGE: Parameter = Parameter {
    name: "page",
    takes: Takes::Number { most: 1_000_000, usual: 1 },
    about: "Which page of the answer. Rows keep their places while the release stays the same.",
};
const PAGE_SIZE: Parameter = Parameter {
    name: "page_size",
    takes: Takes::Number { most: LARGEST_PAGE, usual: USUAL_PAGE },
    about: "Rows of a page; 10,000 is usual where the format is csv or fingertips.",
};
const AREA: Parameter = Parameter {
    name: "area",
    takes: Takes::Text { example: "QT1-MID" },
    about: "Figures of this area alone, by its code.",
};
const AREA_TYPE: Parameter =
    Parameter { name: "area_type", takes: Takes::Word(area_types), about: "Areas of this kind alone." };
const FAMILY: Parameter = Parameter {
    name: "family",
    takes: Takes::Word(families),
    about: "People who live there, or people registered there, alone. The two are never added.",
};
const BY: Parameter = Parameter {
    name: "by",
    takes: Takes::Text { example: "sex" },
    about: "Figures broken down by exactly this: none for everybody together, one characteristic, or two joined by a comma.",
};
const PERIOD: Parameter = Parameter {
    name: "period",
    takes: Takes::Text { example: "latest" },
    about: "latest (the usual one: of each indicator, or each published series, its last period), all, or one period as a start and an ISO 8601 length.",
};
const STATISTIC: Parameter =
    Parameter { name: "statistic", takes: Takes::Word(statistics), about: "Figures of this statistic alone." };
const SERIES: Parameter = Parameter {
    name: "series",
    takes: Takes::Text { example: "local" },
    about: "Figures of this series alone: local, or a publisher.",
};

const JSON: &[Format] = &[Format::Json];
const TABLE: &[Format] = &[Format::Json, Format::Csv];

/// Every address, in the order in which it is described.
pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        path: "/api/v1/",
        name: "index",
        about: "What there is: addresses, files and kinds of problem.",
        rule: ANYBODY,
        parameters: &[],
        formats: JSON,
        shape: "Index",
        example: |_| Some("/api/v1/".to_owned()),
        answer: index::index,
    },
    Endpoint {
        path: "/api/v1/openapi.json",
        name: "openapi",
        about: "This description, as OpenAPI 3.1.",
        rule: ANYBODY,
        parameters: &[],
        formats: JSON,
        shape: "OpenApi",
        example: |_| Some("/api/v1/openapi.json".to_owned()),
        answer: openapi::answer,
    },
    Endpoint {
        path: "/api/v1/releases/current",
        name: "currentRelease",
        about: "The release that is shown.",
        rule: ANYBODY,
        parameters: &[],
        formats: JSON,
        shape: "Release",
        example: |_| Some("/api/v1/releases/current".to_owned()),
        answer: index::release,
    },
    Endpoint {
        path: "/api/v1/indicators",
        name: "indicators",
        about: "The indicators that have figures.",
        rule: ANYBODY,
        parameters: &[
            Parameter {
                name: "domain",
                takes: Takes::Word(domains),
                about: "Indicators of this side of inequality alone.",
            },
            Parameter {
                name: "origin",
                takes: Takes::Word(origins),
                about: "Indicators counted here, or published elsewhere, alone.",
            },
            PAGE,
            PAGE_SIZE,
        ],
        formats: TABLE,
        shape: "IndicatorList",
        example: |_| Some("/api/v1/indicators?page_size=1".to_owned()),
        answer: indicators::list,
    },
    Endpoint {
        path: "/api/v1/indicators/{id}",
        name: "indicator",
        about: "One indicator: definition, method, caveats, fingerprint, and every question it has figures for.",
        rule: ANYBODY,
        parameters: &[],
        formats: JSON,
        shape: "Indicator",
        example: |api| Some(format!("/api/v1/indicators/{}", api.site.indicators().first()?.id)),
        answer: indicators::one,
    },
    Endpoint {
        path: "/api/v1/indicators/{id}/values",
        name: "values",
        about: "An indicator's figures with limits, counts, comparison and, where withheld, the reason.",
        rule: ANYBODY,
        parameters: &[AREA, AREA_TYPE, FAMILY, BY, STATISTIC, SERIES, PERIOD, PAGE, PAGE_SIZE],
        formats: &[Format::Json, Format::Csv, Format::Fingertips, Format::Dhsc],
        shape: "ValueList",
        example: |api| {
            Some(format!("/api/v1/indicators/{}/values?by=none&page_size=1", api.site.indicators().first()?.id))
        },
        answer: values::values,
    },
    Endpoint {
        path: "/api/v1/areas",
        name: "areas",
        about: "The areas that have a page or a figure.",
        rule: ANYBODY,
        parameters: &[
            AREA_TYPE,
            Parameter {
                name: "parent",
                takes: Takes::Text { example: "QT1-MID" },
                about: "Areas shown within this one alone, by its code.",
            },
            PAGE,
            PAGE_SIZE,
        ],
        formats: TABLE,
        shape: "AreaList",
        example: |_| Some("/api/v1/areas?page_size=1".to_owned()),
        answer: areas::list,
    },
    Endpoint {
        path: "/api/v1/areas/{code}",
        name: "area",
        about: "One area: name, kind, parent, people, and the indicators that have figures for it.",
        rule: ANYBODY,
        parameters: &[],
        formats: JSON,
        shape: "Area",
        example: |api| Some(format!("/api/v1/areas/{}", api.site.facts().area)),
        answer: areas::one,
    },
    Endpoint {
        path: "/api/v1/gaps",
        name: "gaps",
        about: "Measures of inequality of every indicator: absolute and relative gap, slope and relative index, people affected.",
        rule: ANYBODY,
        parameters: &[
            Parameter {
                name: "indicator",
                takes: Takes::Text { example: "smoking_prevalence" },
                about: "Gaps of this indicator alone.",
            },
            AREA,
            AREA_TYPE,
            FAMILY,
            STATISTIC,
            PERIOD,
            PAGE,
            PAGE_SIZE,
        ],
        formats: &[Format::Json, Format::Csv, Format::Fingertips],
        shape: "ValueList",
        example: |api| Some(format!("/api/v1/gaps?area={}&page_size=1", api.site.facts().area)),
        answer: values::gaps,
    },
    Endpoint {
        path: "/api/v1/withheld",
        name: "withheld",
        about: "How much of the release is hidden, by kind of area and breakdown: because it is small, and besides, so that no hidden count can be worked out.",
        rule: ANYBODY,
        parameters: &[AREA_TYPE, FAMILY, PAGE, PAGE_SIZE],
        formats: TABLE,
        shape: "WithheldList",
        example: |_| Some("/api/v1/withheld?page_size=1".to_owned()),
        answer: withheld::list,
    },
    Endpoint {
        path: "/api/v1/commitments",
        name: "commitments",
        about: "What the plans promise: each commitment with its figure, its day, how it stands and why, and what it lacks.",
        rule: ANYBODY,
        parameters: &[
            Parameter {
                name: "status",
                takes: Takes::Word(plans::statuses),
                about: "Commitments that stand so alone.",
            },
            PAGE,
            PAGE_SIZE,
        ],
        formats: TABLE,
        shape: "CommitmentList",
        example: |_| Some("/api/v1/commitments?page_size=1".to_owned()),
        answer: plans::commitments,
    },
    Endpoint {
        path: "/api/v1/initiatives",
        name: "initiatives",
        about: "What is done: each initiative with place, people it is for, stage, and what it serves.",
        rule: ANYBODY,
        parameters: &[
            Parameter {
                name: "aligned",
                takes: Takes::Word(plans::aligned),
                about: "Initiatives that serve a part of a framework or a measure alone, or those that serve none.",
            },
            PAGE,
            PAGE_SIZE,
        ],
        formats: TABLE,
        shape: "InitiativeList",
        example: |_| Some("/api/v1/initiatives?page_size=1".to_owned()),
        answer: plans::initiatives,
    },
    Endpoint {
        path: "/api/v1/feed/{file}",
        name: "file",
        about: "The whole release as a file: released_values, indicators, areas and groups as .csv or .parquet, and fingertips.csv.",
        rule: ANYBODY,
        parameters: &[],
        formats: &[Format::File],
        shape: "",
        example: |_| Some("/api/v1/feed/groups.csv".to_owned()),
        answer: feed::file,
    },
];
