//! Sixteen builds with one rule left out each: what every attacker must be able to win against.

use crate::claim::Address;
use crate::files::{Exact, Made, Row};
use crate::lab::{Lab, answers, totals};
use crate::output::Document;
use crate::population::Population;
use crate::product::{address, exact, figures, gate, known_moves, known_overlaps};
use crate::tables::{Place, QUESTIONS, Question, area_of};
use commonweal_disclosure::Released;
use commonweal_model::AreaType;
use std::collections::BTreeMap;

/// What a build without one rule lets out of a population: that against which the attacker of this number must win.
pub fn broken(number: u8, population: &Population) -> Made {
    match number {
        1..=7 | 13 => cell_rules(number, population),
        8 => both_families(population),
        9 => {
            let lab = Lab::months(population);
            Made::new(population, &lab.release(&gate(0), false), &lab.exact(), Vec::new())
        }
        10 => restated_on_anybody(population),
        11 => {
            let (lab, known) = Lab::cohorts(population);
            Made::new(population, &lab.release(&gate(0), false), &lab.exact(), known)
        }
        12 => {
            let (lab, known) = Lab::ages(population);
            Made::new(population, &lab.release(&gate(0), false), &lab.exact(), known)
        }
        14 => {
            let (totals, known, largest) = totals(population, false);
            let mut made = Made::new(population, &[], &Exact::new(), known);
            made.output.totals = totals;
            made.truth.largest = largest;
            made
        }
        15 => {
            let (answers, exact) = answers(population, false);
            let mut made = Made::new(population, &[], &exact, Vec::new());
            made.output.answers = answers;
            made
        }
        _ => careless_pages(population),
    }
}

fn rows_of(figures: &[Released], export: usize) -> Vec<Row> {
    figures.iter().map(|figure| Row::of(export, figure)).collect()
}

/// Figures of the plain gate, with one rule of a cell undone.
fn cell_rules(number: u8, population: &Population) -> Made {
    let exact = exact(population, 0);
    let mut rows = rows_of(&figures(population, 0, false), 0);
    for row in rows.iter_mut().filter(|row| row.is_plain()) {
        let Some((n, d, is_sensitive)) = exact.get(&row.cell).copied() else { continue };
        let whole = |x: u64| i64::try_from(x).ok();
        let (count, people) = (whole(n), whole(d));
        let share = n as f64 / d.max(1) as f64 * 100.0;
        let small = (1..=7).contains(&n);
        let show = |row: &mut Row, count: Option<i64>, people: Option<i64>| {
            (row.count, row.people) = (count, people);
            row.reason = count.is_none().then(|| "disclosure".to_owned());
            row.numbers = [count.map(|_| share), None, None];
        };
        match number {
            1 => show(row, count, people),
            // Small counts are hidden, everything else is exact.
            2 | 3 => show(row, count.filter(|_| !small), people),
            4 if is_sensitive && d > 7 && (n == 0 || n == d) => {
                let rounded = whole(5 * ((d + 2) / 5));
                show(row, if n == 0 { Some(0) } else { rounded }, rounded);
            }
            5 if row.count.is_some() => row.numbers = [Some((share * 100.0).round() / 100.0), None, None],
            6 if row.count.is_none() && d > 7 => {
                let made = commonweal_stats::proportion(n as f64, d as f64, commonweal_stats::Confidence::P95);
                let limits = made.ok().map(|made| [made.lower, made.upper].map(|x| (x * 10_000.0).round() / 100.0));
                row.numbers = [None, limits.map(|l| l[0]), limits.map(|l| l[1])];
            }
            _ => {}
        }
    }
    Made::new(population, &rows, &exact, Vec::new())
}

/// The same indicator for neighbourhoods and for practices.
fn both_families(population: &Population) -> Made {
    let mut exact = Exact::new();
    let mut rows = Vec::new();
    let shown = figures(population, 0, false);
    let sample = rows_of(&shown, 0).into_iter().find(|row| row.is_plain() && row.cell.indicator == "register");
    let Some(sample) = sample else { return Made::default() };
    let questions = ["register", "support", "vaccinated", "checked", "referred", "in_time"];
    for (family, area_type) in [("residence", AreaType::Msoa), ("registration", AreaType::Practice)] {
        let mut cells: BTreeMap<Address, (u64, u64)> = BTreeMap::new();
        for person in population.people.iter().filter(|person| person.here[0]) {
            let answers = [
                person.registered_ill[0],
                person.supported[0],
                person.vaccinated[0],
                person.registered_ill[0] && person.checked[0],
                person.referred.is_some(),
                person.referred.is_some() && person.in_time,
            ];
            for (indicator, answer) in questions.into_iter().zip(answers) {
                let cell = Address {
                    indicator: indicator.to_owned(),
                    family: family.to_owned(),
                    area_type: area_type.to_string(),
                    area: area_of(population, person, area_type).to_string(),
                    groups: Vec::new(),
                    ..sample.cell.clone()
                };
                let counts = cells.entry(cell).or_default();
                counts.0 += u64::from(answer);
                counts.1 += 1;
            }
        }
        for (cell, (n, d)) in cells {
            rows.push(by_rule(&sample, cell.clone(), n, d));
            exact.insert(cell, (n, d, false));
        }
    }
    let known =
        questions.iter().flat_map(|question| known_overlaps(population, question, AreaType::Practice)).collect();
    Made::new(population, &rows, &exact, known)
}

/// A row by the rule of one cell.
fn by_rule(sample: &Row, cell: Address, n: u64, d: u64) -> Row {
    use commonweal_disclosure::rules::{CellDecision, rule_cell};
    let whole = |x: u64| i64::try_from(x).ok();
    let (count, people) = match rule_cell(n, d, commonweal_model::DataClass::Standard) {
        CellDecision::Show(shown) => (whole(shown.numerator), whole(shown.denominator)),
        CellDecision::WithholdCount { denominator } => (None, whole(denominator)),
        CellDecision::WithholdAll => (None, None),
    };
    let reason = count.is_none().then(|| "disclosure".to_owned());
    Row { cell, count, people, reason, numbers: [None; 3], ..sample.clone() }
}

/// Two releases of one period, whoever moved.
fn restated_on_anybody(population: &Population) -> Made {
    let mut rows = rows_of(&figures(population, 0, true), 0);
    rows.extend(rows_of(&figures(population, 1, true), 1));
    let mut all = exact(population, 0);
    all.extend(exact(population, 1));
    Made::new(population, &rows, &all, known_moves(population))
}

/// Pages that hide a number from the eye only.
fn careless_pages(population: &Population) -> Made {
    let exact_counts = exact(population, 0);
    let rows = rows_of(&figures(population, 0, true), 0);
    let mut made = Made::new(population, &rows, &exact_counts, Vec::new());
    let question: &Question = &QUESTIONS[3];
    let mut areas: Vec<(Place, (u64, u64))> = crate::tables::counts(population, question, 0)
        .into_iter()
        .filter(|((area_type, _, groups), _)| *area_type == AreaType::Msoa && groups.is_empty())
        .collect();
    areas.sort_by(|(_, (n, d)), (_, (m, e))| (m * d).cmp(&(n * e)));
    let is_hidden =
        |place: &Place| made.truth.cells.get(&address(question, 0, place)).is_some_and(|cell| cell.is_hidden);
    let (mut table, mut bars, mut objects) = (String::new(), String::new(), Vec::new());
    for (place, (n, d)) in &areas {
        let (area, people) = (&place.1, 5 * ((d + 2) / 5));
        let width = *n as f64 / *d as f64 * 300.0;
        let words = if is_hidden(place) { "*".to_owned() } else { (5 * ((n + 2) / 5)).to_string() };
        table.push_str(&format!("<tr data-value=\"{n}\"><td>Area {area}</td><td>{words}</td><td>{people}</td></tr>"));
        bars.push_str(&format!("<rect class=\"bar\" data-area=\"{area}\" x=\"0\" width=\"{width:.2}\" height=\"9\"/>"));
        let value = if is_hidden(place) { "null".to_owned() } else { words };
        objects
            .push(format!("{{\"area_code\":\"{area}\",\"value\":{value},\"denominator\":{people},\"sort_key\":{n}}}"));
    }
    let page = format!("<html><title>ill</title><table>{table}</table><p>Avery Canary</p></html>");
    made.output.documents = vec![
        Document::new("/indicators/ill", "text/html", page),
        Document::new("/indicators/ill/chart.svg", "image/svg+xml", format!("<svg>{bars}</svg>")),
        Document::new("/api/v1/ill", "application/json", format!("[{}]", objects.join(","))),
        Document::new("/indicators/ill.csv", "text/csv", "name,count\n\"=HYPERLINK(1)\",1\n"),
    ];
    made.output.canaries = vec!["Avery Canary".to_owned()];
    made
}
