//! A report with everything a report can hold.

use commonweal_report::{Block, Card, Cell, Column, Document, Fact, Figure, Mark, Row, Table};

/// The report, with `words` wherever somebody else's words may stand.
pub(crate) fn with(words: &str) -> Document {
    let table = |name: &str| Table {
        name: name.to_owned(),
        caption: format!("Every question, {words}"),
        columns: vec![
            Column::words("Question", 3.0),
            Column::number("Value", 1.0),
            Column::number(format!("Out of {words}"), 1.0),
            Column::words("Compared", 1.5),
        ],
        rows: vec![
            Row {
                group: Some(format!("Theme {words}")),
                cells: vec![
                    Cell { lines: vec![format!("as {words} says")], ..Cell::words(words) },
                    Cell { lines: vec!["44.1% to 46.5%".to_owned()], ..Cell::number("45.3%") },
                    Cell::number("3,400"),
                    Cell { mark: Some(Mark::Worse), ..Cell::words("Worse") },
                ],
            },
            Row {
                group: Some("Other theme".to_owned()),
                cells: vec![
                    Cell::words("Hidden"),
                    Cell::withheld("1 to 7 people: not shown"),
                    Cell::number("−0.1"),
                    Cell::words(words),
                ],
            },
        ],
        notes: vec![format!("A note {words}")],
    };
    Document {
        kind: "Population profile".to_owned(),
        title: format!("Mansfield {words}"),
        finding: format!("Worse on three of nine questions {words}"),
        about: format!("People who live in Mansfield, on 30 September 2026 {words}"),
        owner: "Nottingham and Nottinghamshire".to_owned(),
        synthetic: Some(format!("Made-up people, one in ten {words}")),
        data_date: "30 September 2026".to_owned(),
        foot: format!("Data of 30 September 2026. Made-up people. {words}"),
        facts: vec![Fact::new("Release", "2026-10-01-a"), Fact::new(words, words)],
        blocks: vec![
            Block::Cards(vec![
                Card {
                    title: format!("Gap {words}"),
                    size: "8.5 years".to_owned(),
                    limits: Some("7.9 to 9.1".to_owned()),
                    mark: Some(Mark::Worse),
                    lines: vec![words.to_owned(), "No clear change".to_owned()],
                    reason: None,
                },
                Card {
                    title: "Hidden gap".to_owned(),
                    size: "*".to_owned(),
                    limits: None,
                    mark: None,
                    lines: Vec::new(),
                    reason: Some("1 to 7 people: not shown".to_owned()),
                },
            ]),
            Block::Heading(format!("How it stands {words}")),
            Block::Paragraph(words.to_owned()),
            Block::List(vec![words.to_owned(), "Second".to_owned()]),
            Block::Table(table("Questions")),
            Block::Subheading(format!("A part {words}")),
            Block::Figure(Figure {
                heading: format!("The gap is wide {words}"),
                subtitle: format!("By deprivation {words}"),
                svg: concat!(
                    r#"<svg xmlns="http://www.w3.org/2000/svg" width="640" height="120"><style>.t { font: 16px Arial, sans-serif; }"#,
                    r#"</style><rect x="10" y="10" width="50%" height="40" fill="darkblue"/><text class="t" x="10" y="80">Most deprived</text></svg>"#
                )
                .to_owned(),
                alternative: format!("Bars by deprivation {words}"),
                note: Some(format!("Slope {words}")),
                table: Some(table("Questions")),
                table_in_print: true,
            }),
            Block::NewPage,
            Block::Heading("How it was made".to_owned()),
            Block::Facts(vec![Fact { term: words.to_owned(), lines: vec![words.to_owned(), "two".to_owned()] }]),
        ],
        command: format!("commonweal report profile --area E07000174 # {words}"),
        is_one_page: false,
    }
}

/// The report with plain words.
pub(crate) fn plain() -> Document {
    with("here")
}
