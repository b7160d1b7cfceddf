//! Columns of ehrQL's tables that are worked out from ours.

use super::product::product_ref;
use crate::query::{BinaryFunction, Catalogue, Extreme, FrameId, Graph, Position, RuleError, SeriesId};
use crate::query::{UnaryFunction, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Rural-urban classes of 2011 in the order of ehrQL's numbers, 1 to 8.
const RURAL_URBAN: [&str; 8] = ["A1", "B1", "C1", "C2", "D1", "D2", "E1", "E2"];
/// The national codes of ethnic categories that say something.
const ETHNIC_CODES: [&str; 16] = ["A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "L", "M", "N", "P", "R", "S"];
/// Where hospitals record ethnic categories.
const HOSPITAL: [&str; 3] = ["apc", "ec", "opa"];

/// How a column is worked out.
#[derive(Debug, Clone, Copy)]
pub(super) enum Made {
    /// The rank in the Index of Multiple Deprivation 2019, to the nearest hundred.
    ImdRounded,
    /// The middle area of 2011 that the small area lies in.
    Msoa,
    /// The rural-urban class as a number.
    RuralUrban,
    /// Whether the small area is known; the postcode itself is dropped at import.
    HasPostcode,
    /// A number for putting addresses that begin on one day in a fixed order: days since 1900.
    AddressNumber,
    /// 0 for each: only usual addresses are held.
    AddressType,
    /// A date of the registration that began last.
    LatestRegistration(&'static str),
    /// The rural-urban number of the address that began last.
    LatestRuralUrban,
    /// The rounded rank of the address that began last.
    LatestImdRounded,
    /// The code recorded most often; of several, the first in the alphabet.
    MostFrequentHospitalEthnicity,
}

/// What is needed to work columns out.
pub(super) struct Maker<'a> {
    /// Our tables.
    pub(super) product: &'a Catalogue,
    /// The small areas of 2011 of each middle area.
    pub(super) msoas: &'a BTreeMap<String, BTreeSet<String>>,
}

type Outcome = Result<SeriesId, RuleError>;

impl Maker<'_> {
    /// The column, on a frame of the view's table.
    pub(super) fn column(&self, graph: &mut Graph, made: Made, frame: FrameId) -> Outcome {
        match made {
            Made::ImdRounded => imd_rounded(graph, frame),
            Made::Msoa => self.msoa(graph, frame),
            Made::RuralUrban => rural_urban(graph, frame),
            Made::HasPostcode => {
                let lsoa = graph.column(frame, "lsoa11")?;
                let missing = graph.unary(UnaryFunction::IsNull, lsoa)?;
                graph.unary(UnaryFunction::Not, missing)
            }
            Made::AddressNumber => {
                let start = graph.column(frame, "start_date")?;
                let day_0 = graph.value(jiff::civil::date(1900, 1, 1));
                graph.binary(BinaryFunction::DateDifferenceInDays, start, day_0)
            }
            Made::AddressType => {
                let start = graph.column(frame, "start_date")?;
                let missing = graph.unary(UnaryFunction::IsNull, start)?;
                // A value a row, though the same in each, so that rows may be sorted by it.
                let zero = graph.value(0);
                graph.case(&[(missing, None)], Some(zero))
            }
            Made::LatestRegistration(column) => {
                let latest = self.latest(graph, "practice_registrations")?;
                graph.column(latest, column)
            }
            Made::LatestRuralUrban => {
                let latest = self.latest(graph, "addresses")?;
                rural_urban(graph, latest)
            }
            Made::LatestImdRounded => {
                let latest = self.latest(graph, "addresses")?;
                imd_rounded(graph, latest)
            }
            Made::MostFrequentHospitalEthnicity => self.most_frequent_ethnicity(graph),
        }
    }

    /// One row for each patient with an ethnic category recorded in hospital.
    pub(super) fn hospital_ethnicity(&self, graph: &mut Graph) -> Result<FrameId, RuleError> {
        let records = self.hospital_records(graph)?;
        let date = graph.column(records, "date")?;
        let sorted = graph.sort(records, date)?;
        graph.pick(sorted, Position::Last)
    }

    fn hospital_records(&self, graph: &mut Graph) -> Result<FrameId, RuleError> {
        let records = graph.table(&product_ref("ethnicity_records"), self.product)?;
        let source = graph.column(records, "source")?;
        let hospital = graph.literal_set(HOSPITAL.map(Value::text).into(), None)?;
        let in_hospital = graph.is_in(source, hospital)?;
        let category = graph.column(records, "category")?;
        let codes = graph.literal_set(ETHNIC_CODES.map(Value::text).into(), None)?;
        let says_something = graph.is_in(category, codes)?;
        let wanted = graph.binary(BinaryFunction::And, in_hospital, says_something)?;
        graph.filter(records, wanted)
    }

    fn most_frequent_ethnicity(&self, graph: &mut Graph) -> Outcome {
        let records = self.hospital_records(graph)?;
        let category = graph.column(records, "category")?;
        let mut counts = Vec::new();
        for code in ETHNIC_CODES {
            let text = graph.text(code);
            let is_code = graph.binary(BinaryFunction::EQ, category, text)?;
            let of_code = graph.filter(records, is_code)?;
            counts.push((text, graph.count(of_code)));
        }
        let all: Vec<SeriesId> = counts.iter().map(|(_, count)| *count).collect();
        let most = graph.extreme(Extreme::Maximum, &all)?;
        let none = graph.value(0);
        let nothing = graph.binary(BinaryFunction::EQ, most, none)?;
        let mut cases = vec![(nothing, None)];
        for (text, count) in counts {
            cases.push((graph.binary(BinaryFunction::EQ, count, most)?, Some(text)));
        }
        graph.case(&cases, None)
    }

    /// Each patient's row of a table that began last.
    fn latest(&self, graph: &mut Graph, table: &str) -> Result<FrameId, RuleError> {
        let rows = graph.table(&product_ref(table), self.product)?;
        let start = graph.column(rows, "start_date")?;
        let sorted = graph.sort(rows, start)?;
        graph.pick(sorted, Position::Last)
    }

    fn msoa(&self, graph: &mut Graph, frame: FrameId) -> Outcome {
        let lsoa = graph.column(frame, "lsoa11")?;
        let mut cases = Vec::new();
        for (msoa, lsoas) in self.msoas {
            let members = graph.literal_set(lsoas.iter().map(|lsoa| Value::text(lsoa.as_str())).collect(), None)?;
            let inside = graph.is_in(lsoa, members)?;
            cases.push((inside, Some(graph.text(msoa))));
        }
        if cases.is_empty() {
            // Nobody said which middle areas there are, so none is known.
            let missing = graph.unary(UnaryFunction::IsNull, lsoa)?;
            let never = graph.binary(BinaryFunction::NE, lsoa, lsoa)?;
            let nowhere = graph.text("");
            return graph.case(&[(missing, None), (never, Some(nowhere))], None);
        }
        graph.case(&cases, None)
    }
}

fn imd_rounded(graph: &mut Graph, frame: FrameId) -> Outcome {
    let rank = graph.column(frame, "imd19_rank")?;
    let (half, hundred) = (graph.value(50), graph.value(100));
    let raised = graph.binary(BinaryFunction::Add, rank, half)?;
    let hundreds = graph.binary(BinaryFunction::FloorDivide, raised, hundred)?;
    graph.binary(BinaryFunction::Multiply, hundreds, hundred)
}

fn rural_urban(graph: &mut Graph, frame: FrameId) -> Outcome {
    let class = graph.column(frame, "rural_urban")?;
    let mut cases = Vec::new();
    for (number, code) in (1_i64..).zip(RURAL_URBAN) {
        let code = graph.text(code);
        let is_class = graph.binary(BinaryFunction::EQ, class, code)?;
        cases.push((is_class, Some(graph.value(number))));
    }
    graph.case(&cases, None)
}
