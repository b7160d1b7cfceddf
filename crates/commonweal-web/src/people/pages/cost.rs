//! What would a breakdown cost? For an analyst who thinks of releasing one: how many of its figures would have to be hidden,
//! before anybody sees a number of it. Counted at the press of a button, shown once and kept nowhere.

use crate::error::PageError;
use crate::pages::withheld::{Hidden, breakdown, columns_of_numbers};
use crate::people::answers::{Answers, Filled};
use crate::people::asks::Person;
use crate::people::sheet::{Choice, Field, FormView, Problem, Section, Shape, Sheet};
use crate::view::{CellView, ColumnView, TableView};
use crate::words;
use axum::response::Response;
use commonweal_app::{AppError, BreakdownCost, CostRequest, CostRow, PeopleBand};
use commonweal_indicator::{say, text};
use commonweal_model::{AreaType, Dimension};
use std::collections::BTreeSet;
use tokio::sync::Semaphore;

/// One cost is worked out at a time: each reads every record.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

const ADDRESS: &str = "/releases/cost";
const FORM: &str = "cost";

/// `/releases/cost`
pub(crate) async fn page(person: Person) -> Response {
    empty().form(form(&person)).show(person.shared())
}

/// Works it out.
pub(crate) async fn send(person: Person, Filled(answers): Filled) -> Response {
    let again =
        |problem: Problem| empty().form(form(&person).filled(&answers)).problems(vec![problem]).show(person.shared());
    let request = match asked(&answers) {
        Ok(request) => request,
        Err(problem) => return again(problem),
    };
    let Ok(_turn) = ONE_AT_A_TIME.try_acquire() else { return again(Problem::whole(text("cost.busy"))) };
    let site = person.ask.app.site.clone();
    match tokio::task::spawn_blocking(move || site.cost(&request)).await {
        Ok(Ok(cost)) => answer(&cost)
            .section(Section::headed(text("cost.again")).form(form(&person).filled(&answers)))
            .show(person.shared()),
        Ok(Err(
            error @ (AppError::Refused(_)
            | AppError::NotInLattice(_)
            | AppError::Unknown { .. }
            | AppError::NoRecords(_)
            | AppError::NoIndexDate),
        )) => again(Problem::whole(error.to_string())),
        Ok(Err(error)) => PageError::internal(&error).page(person.shared()),
        Err(error) => PageError::internal(&error).page(person.shared()),
    }
}

fn empty() -> Sheet {
    Sheet::headed(text("cost.title")).lead(text("cost.about")).below(vec![crate::pages::home()])
}

fn form(person: &Person) -> FormView {
    let counted = person.ask.app.site.indicators().iter().filter(|info| !info.published);
    let indicators = counted.map(|info| Choice::new(info.id.as_str(), info.short_title.as_str())).collect();
    // The characteristics in use here: one edition of deprivation.
    let by: BTreeSet<Dimension> =
        person.ask.app.site.indicators().iter().flat_map(|info| info.breakdowns.iter().copied()).collect();
    let by = by.into_iter();
    let by = by.map(|dimension| Choice::new(dimension.as_str(), words::dimension_heading(dimension))).collect();
    let mut kinds = vec![Choice::new("", text("cost.areas.any"))];
    let known = [AreaType::Icb, AreaType::Place, AreaType::District, AreaType::Pcn, AreaType::Msoa];
    kinds.extend(known.map(|kind| Choice::new(kind.as_str(), words::capital(words::areas(kind)))));
    FormView::post(FORM, ADDRESS, &person.token(), text("cost.button"))
        .ask(Field::select("indicator", text("cost.indicator"), indicators))
        .ask(Field { choices: by, ..Field::new("by", text("cost.by"), Shape::Boxes) }.hint(text("cost.by.hint")))
        .ask(Field::select("areas", text("cost.areas"), kinds))
}

/// What was asked; more than two characteristics are more than any release has.
fn asked(answers: &Answers) -> Result<CostRequest, Problem> {
    let parsed: Result<Vec<Dimension>, _> = answers.all("by").iter().map(|word| word.parse::<Dimension>()).collect();
    let by = parsed.map_err(|error| Problem::of(FORM, "by", error.to_string()))?;
    if by.len() > 2 {
        return Err(Problem::of(FORM, "by", text("cost.by.most")));
    }
    let area_type = answers.given("areas").map(|word| word.parse::<AreaType>()).transpose();
    let area_type = area_type.map_err(|error| Problem::of(FORM, "areas", error.to_string()))?;
    Ok(CostRequest { indicator: answers.trimmed("indicator").to_owned(), by, area_type, ..CostRequest::default() })
}

fn answer(cost: &BreakdownCost) -> Sheet {
    let mut all = Hidden::default();
    cost.rows.iter().for_each(|row| all.add(hidden(row)));
    let by = words::small(&breakdown(&cost.by));
    let share = all.share(all.all());
    let places = [("title", cost.title.as_str()), ("by", by.as_str()), ("share", share.as_str())];
    let heading = if all.cells == 0 { say("cost.heading.nobody", &places) } else { say("cost.heading", &places) };
    let (date, snapshot) = (cost.index_date.to_string(), cost.snapshot.chars().take(12).collect::<String>());
    let mut columns = vec![ColumnView::words(text("quality.column.kind"))];
    columns.extend(columns_of_numbers());
    columns.push(ColumnView::words(text("cost.column.people")));
    let table = TableView {
        caption: say("cost.caption", &places),
        caption_hidden: true,
        columns,
        rows: cost.rows.iter().map(row).collect(),
    };
    Sheet::headed(heading)
        .lead(say("cost.done", &[("date", &date), ("snapshot", &snapshot)]))
        .below(vec![crate::pages::home()])
        .section(Section { table: Some(table), ..Section::default() })
}

fn hidden(row: &CostRow) -> Hidden {
    Hidden {
        cells: row.cells,
        by_rule: row.withheld_by_rule,
        besides: row.withheld_besides,
        not_listed: row.not_listed,
    }
}

fn row(row: &CostRow) -> Vec<CellView> {
    let mut kind = CellView::words(words::capital(words::areas(row.area_type)));
    kind.lines.extend(row.is_listed.then(|| text("cost.listed").to_owned()));
    let mut cells = vec![kind];
    cells.extend(hidden(row).cells_of_numbers());
    cells.push(CellView::words(people(row.people)));
    cells
}

fn people(band: PeopleBand) -> &'static str {
    text(match band {
        PeopleBand::Nobody => "cost.people.none",
        PeopleBand::Under100 => "cost.people.under_100",
        PeopleBand::Under1000 => "cost.people.under_1000",
        PeopleBand::Under10000 => "cost.people.under_10000",
        PeopleBand::More => "cost.people.more",
    })
}
