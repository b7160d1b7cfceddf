//! Facts about a person as series of a query, for those who group by them.

use crate::query::{
    BinaryFunction as F, FrameId, Graph, Parameter, Position, RuleError, SeriesId, UnaryFunction, Value,
};
use crate::{Fact, tables};
use commonweal_model::{EthnicCategory, EthnicGroup, ImdEdition, Sex};
use std::collections::BTreeSet;

type Made = Result<SeriesId, RuleError>;

/// A fact as a series with one value per patient; its index date is [`Parameter::IntervalEnd`].
///
/// # Errors
/// Never for the product's own catalogue: each step is checked by the graph, and what it would say is passed on.
///
/// # Example
/// ```
/// use commonweal_cohort::{Fact, facts, query::Graph};
/// let mut graph = Graph::new();
/// let age = facts::series(&mut graph, Fact::Age)?;
/// assert_eq!(graph.series_type(age).to_string(), "int");
/// assert_eq!(facts::series(&mut graph, Fact::Age)?, age); // one graph holds it once
/// # Ok::<(), commonweal_cohort::query::RuleError>(())
/// ```
pub fn series(graph: &mut Graph, fact: Fact) -> Made {
    match fact {
        Fact::IndexDate => Ok(index_date(graph)),
        Fact::Age => elapsed_since_birth(graph, F::DateDifferenceInYears),
        Fact::AgeInMonths => elapsed_since_birth(graph, F::DateDifferenceInMonths),
        Fact::DateOfBirth => patient_column(graph, "date_of_birth"),
        Fact::Sex => sex(graph),
        Fact::Alive => alive(graph),
        Fact::Registered => {
            let rows = current_rows(graph, "practice_registrations", "start_date", "end_date")?;
            Ok(graph.exists(rows))
        }
        Fact::PracticeCode => {
            let row = current_row(graph, "practice_registrations", &["practice_code"])?;
            graph.column(row, "practice_code")
        }
        Fact::CareHome => {
            let home = address_column(graph, "care_home")?;
            is_true(graph, home)
        }
        Fact::Lsoa11 => address_column(graph, "lsoa11"),
        Fact::Lsoa21 => address_column(graph, "lsoa21"),
        Fact::Imd2019Rank => address_column(graph, "imd19_rank"),
        Fact::Imd2025Rank => address_column(graph, "imd25_rank"),
        Fact::Imd2019Decile => decile(graph, Fact::Imd2019Rank, ImdEdition::Imd2019),
        Fact::Imd2025Decile => decile(graph, Fact::Imd2025Rank, ImdEdition::Imd2025),
        Fact::Imd2019Quintile => quintile(graph, Fact::Imd2019Decile),
        Fact::Imd2025Quintile => quintile(graph, Fact::Imd2025Decile),
        Fact::Ethnicity => ethnicity(graph),
        Fact::EthnicityGroup => ethnicity_group(graph),
    }
}

/// The index date.
pub(crate) fn index_date(graph: &mut Graph) -> SeriesId {
    graph.parameter(Parameter::IntervalEnd)
}

/// A records table.
pub(crate) fn table(graph: &mut Graph, name: &str) -> Result<FrameId, RuleError> {
    graph.table(&crate::catalogue::product_ref(name), tables::catalogue())
}

/// True where a claim is true, else false: null is no.
pub(crate) fn is_true(graph: &mut Graph, claim: SeriesId) -> Made {
    let (yes, no) = (graph.value(true), graph.value(false));
    graph.case(&[(claim, Some(yes))], Some(no))
}

/// The rows that hold on the index date: begun by it, and not ended by it.
pub(crate) fn current_rows(graph: &mut Graph, name: &str, start: &str, end: &str) -> Result<FrameId, RuleError> {
    let rows = table(graph, name)?;
    let begun = by_index_date(graph, rows, start)?;
    let rows_begun = graph.filter(rows, begun)?;
    let lasting = not_ended(graph, rows, end)?;
    graph.filter(rows_begun, lasting)
}

/// Whether a row's day is no later than the index date.
pub(crate) fn by_index_date(graph: &mut Graph, rows: FrameId, date: &str) -> Made {
    let (date, index) = (graph.column(rows, date)?, index_date(graph));
    graph.binary(F::LE, date, index)
}

/// Whether a row has no last day, or one after the index date.
pub(crate) fn not_ended(graph: &mut Graph, rows: FrameId, end: &str) -> Made {
    let (end, index) = (graph.column(rows, end)?, index_date(graph));
    let (open, later) = (graph.unary(UnaryFunction::IsNull, end)?, graph.binary(F::GT, end, index)?);
    graph.binary(F::Or, open, later)
}

/// Of the rows that hold on the index date, the one that began last; ties go by columns, the last the weightiest.
fn current_row(graph: &mut Graph, name: &str, ties: &[&str]) -> Result<FrameId, RuleError> {
    let base = table(graph, name)?;
    let mut rows = current_rows(graph, name, "start_date", "end_date")?;
    for key in ties.iter().chain(&["start_date"]) {
        let key = graph.column(base, key)?;
        rows = graph.sort(rows, key)?;
    }
    graph.pick(rows, Position::Last)
}

fn address_column(graph: &mut Graph, name: &str) -> Made {
    let row = current_row(graph, "addresses", &["lsoa11", "lsoa21"])?;
    graph.column(row, name)
}

fn patient_column(graph: &mut Graph, name: &str) -> Made {
    let patients = table(graph, "patients")?;
    graph.column(patients, name)
}

fn elapsed_since_birth(graph: &mut Graph, unit: F) -> Made {
    let (born, index) = (patient_column(graph, "date_of_birth")?, index_date(graph));
    graph.binary(unit, index, born)
}

/// What is none of the three known words is unknown.
fn sex(graph: &mut Graph) -> Made {
    let recorded = patient_column(graph, "sex")?;
    let known = texts([Sex::Female, Sex::Male, Sex::Intersex].map(Sex::as_str));
    let known = graph.literal_set(known, None)?;
    let (is_known, unknown) = (graph.is_in(recorded, known)?, graph.text(Sex::Unknown.as_str()));
    graph.case(&[(is_known, Some(recorded))], Some(unknown))
}

fn alive(graph: &mut Graph) -> Made {
    let (born, died) = (patient_column(graph, "date_of_birth")?, patient_column(graph, "date_of_death")?);
    let index = index_date(graph);
    let is_born = graph.binary(F::LE, born, index)?;
    let (no_death, later) = (graph.unary(UnaryFunction::IsNull, died)?, graph.binary(F::GT, died, index)?);
    let not_dead = graph.binary(F::Or, no_death, later)?;
    graph.binary(F::And, is_born, not_dead)
}

/// The publisher puts rank r of n in tenth ceil(10 r / n); a rank the edition does not have is in none.
fn decile(graph: &mut Graph, rank: Fact, edition: ImdEdition) -> Made {
    let rank = series(graph, rank)?;
    let areas = i64::from(edition.ranked_areas());
    let [one, ten, last, round_up] = [1, 10, areas, areas - 1].map(|number| graph.value(number));
    let (from_one, to_last) = (graph.binary(F::GE, rank, one)?, graph.binary(F::LE, rank, last)?);
    let exists = graph.binary(F::And, from_one, to_last)?;
    let tenfold = graph.binary(F::Multiply, rank, ten)?;
    let raised = graph.binary(F::Add, tenfold, round_up)?;
    let decile = graph.binary(F::FloorDivide, raised, last)?;
    graph.case(&[(exists, Some(decile))], None)
}

/// Two tenths make a fifth.
fn quintile(graph: &mut Graph, decile: Fact) -> Made {
    let decile = series(graph, decile)?;
    let (one, two) = (graph.value(1), graph.value(2));
    let raised = graph.binary(F::Add, decile, one)?;
    graph.binary(F::FloorDivide, raised, two)
}

/// The latest known category; a later "not stated" does not hide an earlier answer, and "not stated" is more than "not
/// known".
fn ethnicity(graph: &mut Graph) -> Made {
    let base = table(graph, "ethnicity_records")?;
    let (date, category) = (graph.column(base, "date")?, graph.column(base, "category")?);
    let by_date = by_index_date(graph, base, "date")?;
    let rows = graph.filter(base, by_date)?;
    let known = EthnicCategory::ALL.iter().filter(|category| category.is_known()).map(|category| category.as_str());
    let known = graph.literal_set(texts(known), None)?;
    let is_known = graph.is_in(category, known)?;
    let known_rows = graph.filter(rows, is_known)?;
    let by_category = graph.sort(known_rows, category)?;
    let by_date = graph.sort(by_category, date)?;
    let latest = graph.pick(by_date, Position::Last)?;
    let (has_known, known) = (graph.exists(known_rows), graph.column(latest, "category")?);
    let not_stated = graph.text(EthnicCategory::NotStated.as_str());
    let is_not_stated = graph.binary(F::EQ, category, not_stated)?;
    let declined = graph.filter(rows, is_not_stated)?;
    let has_declined = graph.exists(declined);
    let not_known = graph.text(EthnicCategory::NotKnown.as_str());
    graph.case(&[(has_known, Some(known)), (has_declined, Some(not_stated))], Some(not_known))
}

/// The broad groups of the 2021 census; not stated and not known are unknown.
fn ethnicity_group(graph: &mut Graph) -> Made {
    let category = series(graph, Fact::Ethnicity)?;
    let groups = [EthnicGroup::Asian, EthnicGroup::Black, EthnicGroup::Mixed, EthnicGroup::White, EthnicGroup::Other];
    let mut cases = Vec::new();
    for group in groups {
        let of_group = EthnicCategory::ALL.iter().filter(|category| category.census2021_group() == group);
        let of_group = graph.literal_set(texts(of_group.map(|category| category.as_str())), None)?;
        cases.push((graph.is_in(category, of_group)?, Some(graph.text(group.as_str()))));
    }
    let unknown = graph.text("unknown");
    graph.case(&cases, Some(unknown))
}

fn texts<'t>(words: impl IntoIterator<Item = &'t str>) -> BTreeSet<Value> {
    words.into_iter().map(Value::text).collect()
}
