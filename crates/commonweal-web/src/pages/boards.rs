//! Organisations and boards: who there is, what each oversees, and to whom it reports.

use crate::csv::Table;
use crate::error::PageError;
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::{App, Shared};
use crate::view::{CellView, ColumnView, Frame, TableView, filters};
use askama::Template;
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_admin::OrganisationRow;
use commonweal_indicator::{say, text};
use commonweal_operations::organisations::OrganisationKind;

/// The organisations that the plans name, with where each is named. Public facts.
const NAMED_IN_PLANS: &str = include_str!("../../../../reference/plan/organisations.csv");

#[derive(Template)]
#[template(path = "pages/boards.html")]
struct BoardsPage {
    frame: Frame,
    heading: String,
    lead: String,
    tables: Vec<(String, TableView)>,
}

/// One organisation.
struct Board {
    id: String,
    name: String,
    kind: OrganisationKind,
    parent: Option<String>,
    oversees: String,
}

/// `/boards`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let page = match Parameters::read(asked, &[]) {
        Ok(_) => boards(&app).await.map(|boards| view(&app, &boards)),
        Err(problem) => Err(problem),
    };
    pages::show(&app, page)
}

/// `/boards.csv`
pub(crate) async fn csv(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let boards = match Parameters::read(asked, &[]) {
        Ok(_) => boards(&app).await,
        Err(problem) => Err(problem),
    };
    match boards {
        Ok(boards) => {
            let mut table = Table::new(&["id", "name", "kind", "reports_to", "oversees"]);
            for board in boards {
                let parent = board.parent.unwrap_or_default();
                table.row(&[board.id, board.name, board.kind.to_string(), parent, board.oversees]);
            }
            pages::download("boards.csv", "text/csv; charset=utf-8", table.finish())
        }
        Err(problem) => problem.page(&app),
    }
}

/// Those that somebody keeps here; where nobody does, those that the plans name.
async fn boards(shared: &Shared) -> Result<Vec<Board>, PageError> {
    if let Some(people) = &shared.people {
        let kept = people.desk.boards().await.map_err(|error| PageError::internal(&error))?;
        if !kept.is_empty() {
            let board = |one: commonweal_admin::OrganisationView| Board {
                id: one.id,
                name: one.name,
                kind: one.kind,
                parent: one.parent,
                oversees: one.oversees,
            };
            return Ok(kept.into_iter().map(board).collect());
        }
    }
    Ok(named_in_plans())
}

/// The same as rows to keep here.
pub(crate) fn of_plans() -> Vec<OrganisationRow> {
    let row = |board: Board| OrganisationRow {
        id: board.id,
        name: board.name,
        kind: board.kind.to_string(),
        parent: board.parent,
        oversees: board.oversees,
    };
    named_in_plans().into_iter().map(row).collect()
}

fn named_in_plans() -> Vec<Board> {
    let rows = rows(NAMED_IN_PLANS);
    let Some((header, rows)) = rows.split_first() else { return Vec::new() };
    let at = |name: &str| header.iter().position(|column| column == name).unwrap_or(usize::MAX);
    let columns = ["id", "name", "kind", "parent", "oversees_or_role"].map(at);
    let board = |row: &Vec<String>| {
        let [id, name, kind, parent, oversees] = columns.map(|at| row.get(at).cloned().unwrap_or_default());
        Board {
            id,
            name,
            kind: OrganisationKind::from_reference(&kind).unwrap_or(OrganisationKind::Other),
            parent: Some(parent).filter(|parent| !parent.is_empty()),
            oversees,
        }
    };
    rows.iter().map(board).collect()
}

/// The rows of a file as RFC 4180 writes it.
fn rows(file: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut cell = String::new();
    let mut is_quoted = false;
    let mut letters = file.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !is_quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !is_quoted => {}
            letter => cell.push(letter),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}

fn view(shared: &Shared, boards: &[Board]) -> BoardsPage {
    let title = text("boards.title");
    let number = boards.len().to_string();
    let name = |id: &str| boards.iter().find(|board| board.id == id).map_or(id, |board| board.name.as_str()).to_owned();
    let mut tables = Vec::new();
    for kind in OrganisationKind::ALL {
        let of_kind = boards.iter().filter(|board| board.kind == *kind);
        let rows: Vec<Vec<CellView>> = of_kind
            .map(|board| {
                vec![
                    CellView::words(board.name.as_str()),
                    CellView::words(board.oversees.as_str()),
                    CellView::words(board.parent.as_deref().map(name).unwrap_or_default()),
                ]
            })
            .collect();
        if rows.is_empty() {
            continue;
        }
        let columns = [text("boards.name"), text("boards.oversees"), text("boards.reports")];
        let table = TableView {
            caption: kind.label().to_owned(),
            caption_hidden: true,
            columns: columns.into_iter().map(ColumnView::words).collect(),
            rows,
        };
        tables.push((kind.as_str().to_owned(), table));
    }
    BoardsPage {
        frame: pages::frame(shared, Place::Nowhere, title, vec![pages::home()], "/boards"),
        heading: say("boards.heading", &[("number", &number)]),
        lead: text("boards.about").to_owned(),
        tables,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_organisation_of_the_plans_has_a_kind_and_reports_to_one_that_is_there() {
        let boards = named_in_plans();
        assert!(boards.len() > 100, "{} organisations", boards.len());
        for board in &boards {
            assert!(!board.name.is_empty(), "{} has no name", board.id);
            if let Some(parent) = &board.parent {
                assert!(boards.iter().any(|other| other.id == *parent), "{} reports to {parent}", board.id);
            }
        }
        assert!(boards.iter().any(|board| board.kind == OrganisationKind::Icb));
    }

    #[test]
    fn quoted_cells_keep_commas_quotes_and_lines() {
        assert_eq!(rows("a,b\n\"x, \"\"y\"\"\",\"1\n2\"\n"), [["a", "b"], ["x, \"y\"", "1\n2"]]);
    }
}
