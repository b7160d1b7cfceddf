//! Values as nouns: `their age`, `the date of their latest record of asthma`.

use super::Words;
use super::claims::{Speaker, listed, lowered};
use crate::{ArithmeticOp, CohortPart, Elapsed, End, Expr, Fact, Feature, Part, Pick, RowPart};

impl Speaker<'_> {
    /// A value with its parts a line each, where it counts claims or chooses.
    pub(super) fn value(&self, expr: &Expr) -> Words {
        match expr {
            Expr::CountTrue(parts) => Words {
                text: "how many of these are true".to_owned(),
                parts: parts.iter().map(|part| self.claim(part)).collect(),
            },
            Expr::Not(_) | Expr::All(_) | Expr::Any(_) | Expr::Compare { .. } | Expr::OneOf { .. } => self.claim(expr),
            Expr::Feature { part: Part::Exists, .. } | Expr::Between { .. } | Expr::Missing(_) => self.claim(expr),
            _ => Words::plain(self.noun(expr)),
        }
    }

    pub(crate) fn noun(&self, expr: &Expr) -> String {
        match expr {
            Expr::Number(number) => number.to_string(),
            Expr::Text(text) => format!("\u{2018}{text}\u{2019}"),
            Expr::Date(date) => date.strftime("%-d %B %Y").to_string(),
            Expr::Fact(fact) => fact_noun(*fact).to_owned(),
            Expr::Feature { name, part } => match self.features.get(name) {
                Some(feature) => self.feature_part(feature, *part),
                None => name.clone(),
            },
            Expr::FeatureColumn { name, column } => {
                let column = column.replace('_', " ");
                match self.features.get(name) {
                    Some(feature) => format!("the {column} of {}", self.the_row(feature)),
                    None => column,
                }
            }
            Expr::Value(name) => match self.values.iter().find(|value| value.name == *name) {
                Some(value) => match &value.about {
                    Some(about) => {
                        let about = lowered(about);
                        let begins = ["the ", "their ", "how ", "whether ", "a ", "an "];
                        if begins.iter().any(|word| about.starts_with(word)) { about } else { format!("the {about}") }
                    }
                    None => self.noun(&value.is.expr),
                },
                None => name.clone(),
            },
            Expr::Row(part) => self.row_noun(part),
            Expr::Cohort { id, part } => {
                let title = self.library.cohorts.get(id).map_or(id.as_str(), |cohort| cohort.title.as_str());
                match part {
                    CohortPart::Member => format!("belonging to \u{201c}{title}\u{201d}"),
                    CohortPart::Score => format!("their score in \u{201c}{title}\u{201d}"),
                    CohortPart::Band => format!("their band in \u{201c}{title}\u{201d}"),
                    CohortPart::Segment => format!("their segment in \u{201c}{title}\u{201d}"),
                }
            }
            Expr::CountTrue(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.claim(part).to_string()).collect();
                format!("the number of these that are true ({})", parts.join("; "))
            }
            Expr::Extreme { end, of } => {
                let which = if *end == End::Least { "least" } else { "greatest" };
                format!("the {which} of {}", self.nouns(of, "and"))
            }
            Expr::FirstKnown(of) => format!("the first that is known of {}", self.nouns(of, "and")),
            Expr::Arithmetic { op, left, right } => self.calculation(*op, left, right),
            Expr::Elapsed { unit, from, to } => {
                let unit = match unit {
                    Elapsed::Years => "whole years",
                    Elapsed::Months => "whole months",
                    Elapsed::Days => "days",
                };
                format!("the number of {unit} from {} to {}", self.noun(from), self.noun(to))
            }
            Expr::Shifted { date, length, back } => {
                format!("{length} {} {}", if *back { "before" } else { "after" }, self.noun(date))
            }
            Expr::If { condition, then, otherwise } => {
                let condition = self.claim(condition);
                format!("{} where {condition}, otherwise {}", self.noun(then), self.noun(otherwise))
            }
            claim => format!("that {}", self.claim(claim)),
        }
    }

    /// A number with the unit of what it is compared with.
    pub(super) fn measured(&self, number: &Expr, beside: &Expr) -> String {
        let noun = self.noun(number);
        let unit = match beside {
            _ if !matches!(number, Expr::Number(_)) => None,
            Expr::Feature { name, part: Part::Value } => self.features.get(name).and_then(|f| f.unit.as_deref()),
            Expr::Row(RowPart::Value) => self.row.and_then(|feature| feature.unit.as_deref()),
            _ => None,
        };
        match unit {
            Some("score" | "count") | None => noun,
            Some(unit) => format!("{noun} {unit}"),
        }
    }

    /// Whether an expression is a day.
    pub(super) fn is_day(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Date(_) | Expr::Shifted { .. } | Expr::Fact(Fact::IndexDate | Fact::DateOfBirth) => true,
            Expr::Feature { part: Part::Date, .. } | Expr::Row(RowPart::Date) => true,
            Expr::Extreme { of, .. } | Expr::FirstKnown(of) => of.first().is_some_and(|first| self.is_day(first)),
            Expr::FeatureColumn { column, .. } | Expr::Row(RowPart::Column(column)) => column.ends_with("_date"),
            Expr::Value(name) => {
                let value = self.values.iter().find(|value| value.name == *name);
                value.is_some_and(|value| self.is_day(&value.is.expr))
            }
            _ => false,
        }
    }

    fn nouns(&self, of: &[Expr], join: &str) -> String {
        listed(&of.iter().map(|part| self.noun(part)).collect::<Vec<_>>(), join)
    }

    fn calculation(&self, op: ArithmeticOp, left: &Expr, right: &Expr) -> String {
        let inner = |expr: &Expr| match expr {
            Expr::Arithmetic { .. } => format!("({})", self.noun(expr)),
            other => self.noun(other),
        };
        let word = match op {
            ArithmeticOp::Add => "plus",
            ArithmeticOp::Subtract => "less",
            ArithmeticOp::Multiply => "times",
            ArithmeticOp::Divide => "divided by",
        };
        format!("{} {word} {}", inner(left), inner(right))
    }

    fn feature_part(&self, feature: &Feature, part: Part) -> String {
        let rows = || self.rows(feature, 2);
        match (part, feature.pick) {
            (Part::Exists, _) => format!("having {}", self.a_row(feature)),
            (Part::Count, Pick::Days) => format!("the number of days with {}", self.a_row(feature)),
            (Part::Count, Pick::Episodes) => format!("the number of episodes of {}", rows()),
            (Part::Count, Pick::Codes) => format!("the number of different codes among their {}", rows()),
            (Part::Count, _) => format!("the number of their {}", rows()),
            (Part::Value, Pick::Mean) => format!("the mean value of their {}", rows()),
            (Part::Value, Pick::Total) => format!("the total value of their {}", rows()),
            (Part::Value, _) => format!("the value of {}", self.the_row(feature)),
            (Part::Date, _) => format!("the date of {}", self.the_row(feature)),
            (Part::Category, _) => format!("the category of {}", self.the_row(feature)),
            (Part::Code, _) => format!("the code of {}", self.the_row(feature)),
        }
    }

    fn row_noun(&self, part: &RowPart) -> String {
        match part {
            RowPart::Value => "its value".to_owned(),
            RowPart::Date => "its date".to_owned(),
            RowPart::Code => "its code".to_owned(),
            RowPart::Category => "its category".to_owned(),
            RowPart::Column(name) => format!("its {}", name.replace('_', " ")),
        }
    }
}

fn fact_noun(fact: Fact) -> &'static str {
    match fact {
        Fact::Age => "their age",
        Fact::AgeInMonths => "their age in months",
        Fact::Sex => "their sex",
        Fact::DateOfBirth => "their date of birth",
        Fact::Registered => "being registered with a practice",
        Fact::Alive => "being alive",
        Fact::CareHome => "living in a care home",
        Fact::IndexDate => "the index date",
        Fact::PracticeCode => "their practice",
        Fact::Lsoa11 => "their neighbourhood (LSOA of 2011)",
        Fact::Lsoa21 => "their neighbourhood (LSOA of 2021)",
        Fact::Imd2019Rank => "their neighbourhood's rank by deprivation (index of 2019)",
        Fact::Imd2019Decile => "their neighbourhood's tenth by deprivation (index of 2019)",
        Fact::Imd2019Quintile => "their neighbourhood's fifth by deprivation (index of 2019)",
        Fact::Imd2025Rank => "their neighbourhood's rank by deprivation (index of 2025)",
        Fact::Imd2025Decile => "their neighbourhood's tenth by deprivation (index of 2025)",
        Fact::Imd2025Quintile => "their neighbourhood's fifth by deprivation (index of 2025)",
        Fact::Ethnicity => "their ethnic category",
        Fact::EthnicityGroup => "their ethnic group",
    }
}
