//! How does a report become a spreadsheet? A cover, then one sheet for each table, with a real table on it: a header row,
//! filters, numbers that are numbers, and `*` with the reason as a note where a number is withheld.

use crate::WriteError;
use crate::document::{Block, Cell, Document, Table};
use crate::number::spreadsheet_format;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Note, Table as SheetTable, TableColumn, TableStyle, Workbook,
    Worksheet, XlsxError,
};
use std::collections::BTreeSet;

/// A4.
const PAPER: u8 = 9;
/// The longest name a sheet may have.
const LONGEST_NAME: usize = 31;
/// Where a table's header stands: below its caption and the line that says what the file is.
const HEADER_ROW: u32 = 3;

pub(crate) fn write(document: &Document) -> Result<Vec<u8>, WriteError> {
    workbook(document).map_err(|error| WriteError::Sheet { title: document.title.clone(), problem: error.to_string() })
}

fn workbook(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let properties = DocProperties::new()
        .set_title(format!("{}: {}", document.kind, document.title))
        .set_author(&document.owner)
        .set_company(&document.owner)
        .set_comment(document.synthetic.as_deref().unwrap_or(&document.about))
        // The same report is the same file, whenever it is made; the day of the figures is on the cover.
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    book.set_properties(&properties);
    let mut names = BTreeSet::from(["about".to_owned()]);
    let tables: Vec<(String, &Table)> =
        document.tables().map(|table| (sheet_name(&table.name, &mut names), table)).collect();
    cover(book.add_worksheet(), document, &tables)?;
    for (at, (name, table)) in tables.iter().enumerate() {
        table_sheet(book.add_worksheet(), document, name, at, table)?;
    }
    book.save_to_buffer()
}

/// A name that a tab can carry and no other has.
fn sheet_name(wanted: &str, names: &mut BTreeSet<String>) -> String {
    let clean: String =
        wanted.chars().map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') { ' ' } else { c }).collect();
    let clean = clean.trim().trim_matches('\'');
    let clean = if clean.is_empty() { "Table" } else { clean };
    for number in 1_u32.. {
        let ending = if number == 1 { String::new() } else { format!(" {number}") };
        let head: String = clean.chars().take(LONGEST_NAME - ending.len()).collect();
        let name = format!("{}{ending}", head.trim_end());
        if names.insert(name.to_lowercase()) {
            return name;
        }
    }
    clean.to_owned()
}

fn cover(sheet: &mut Worksheet, document: &Document, tables: &[(String, &Table)]) -> Result<(), XlsxError> {
    sheet.set_name("About")?;
    sheet.set_column_width(0, 28)?.set_column_width(1, 100)?;
    sheet.set_paper_size(PAPER).set_print_fit_to_pages(1, 0);
    let (large, bold) =
        (Format::new().set_bold().set_font_size(18), Format::new().set_bold().set_align(FormatAlign::Top));
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut row = 0;
    sheet.write_string_with_format(row, 0, format!("{}: {}", document.kind, document.title), &large)?;
    row += 1;
    let mut facts: Vec<(&str, String)> = Vec::new();
    facts.extend(document.synthetic.as_ref().map(|words| ("Made-up data", words.clone())));
    facts.push(("Finding", document.finding.clone()));
    facts.push(("About", document.about.clone()));
    facts.extend(document.facts.iter().map(|fact| (fact.term.as_str(), fact.lines.join("\n"))));
    facts.push(("Make this report again", document.command.clone()));
    for card in document
        .blocks
        .iter()
        .filter_map(|block| if let Block::Cards(cards) = block { Some(cards) } else { None })
        .flatten()
    {
        let said = [Some(card.size.clone()), card.limits.clone()].into_iter().flatten();
        let said = said.chain(card.lines.iter().cloned()).chain(card.reason.clone());
        facts.push((card.title.as_str(), said.collect::<Vec<_>>().join(". ")));
    }
    for (term, words) in &facts {
        sheet.write_string_with_format(row, 0, *term, &bold)?;
        sheet.write_string_with_format(row, 1, words, &wrapped)?;
        row += 1;
    }
    row += 1;
    sheet.write_string_with_format(row, 0, "Sheet", &bold)?;
    sheet.write_string_with_format(row, 1, "What it holds", &bold)?;
    for (name, table) in tables {
        row += 1;
        sheet.write_url_with_text(row, 0, format!("internal:'{}'!A1", name.replace('\'', "''")).as_str(), name)?;
        sheet.write_string_with_format(row, 1, &table.caption, &wrapped)?;
    }
    Ok(())
}

/// A column of the sheet: a column of the table, or the quieter lines of one.
struct SheetColumn {
    label: String,
    from: usize,
    part: Part,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Group,
    Shown,
    Line(usize),
}

fn sheet_columns(table: &Table) -> Vec<SheetColumn> {
    let mut columns = Vec::new();
    if table.rows.iter().any(|row| row.group.is_some()) {
        columns.push(SheetColumn { label: "Group".to_owned(), from: 0, part: Part::Group });
    }
    for (from, column) in table.columns.iter().enumerate() {
        let label = column.label.clone();
        columns.push(SheetColumn { label: label.clone(), from, part: Part::Shown });
        let lines = table.rows.iter().filter_map(|row| row.cells.get(from)).map(|cell| cell.lines.len()).max();
        for line in 0..lines.unwrap_or(0) {
            let label = format!("{label}, line {}", line + 2);
            columns.push(SheetColumn { label, from, part: Part::Line(line) });
        }
    }
    // A table's columns each have a name of their own.
    let mut names = BTreeSet::new();
    for column in &mut columns {
        let wanted = if column.label.is_empty() { "Column".to_owned() } else { column.label.clone() };
        column.label.clone_from(&wanted);
        for number in 2_u32.. {
            if names.insert(column.label.to_lowercase()) {
                break;
            }
            column.label = format!("{wanted} {number}");
        }
    }
    columns
}

fn table_sheet(
    sheet: &mut Worksheet,
    document: &Document,
    name: &str,
    at: usize,
    table: &Table,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_paper_size(PAPER).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_footer(format!("&L{}&RPage &P of &N", document.foot.replace('&', "&&")));
    let bold = Format::new().set_bold().set_font_size(12);
    sheet.write_string_with_format(0, 0, &table.caption, &bold)?;
    sheet.write_string(1, 0, format!("{}: {}. {}", document.kind, document.title, document.about))?;
    if let Some(words) = &document.synthetic {
        sheet.write_string(2, 0, words)?;
    }
    let columns = sheet_columns(table);
    let last = HEADER_ROW + u32::try_from(table.rows.len().max(1)).unwrap_or(u32::MAX - HEADER_ROW);
    let headers: Vec<TableColumn> = columns.iter().map(|column| TableColumn::new().set_header(&column.label)).collect();
    let width = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let real = SheetTable::new()
        .set_name(format!("Table{}", at + 1))
        .set_columns(&headers)
        .set_style(TableStyle::Light9)
        .set_alt_text(&table.caption);
    sheet.add_table(HEADER_ROW, 0, last, width, &real)?;
    sheet.set_freeze_panes(HEADER_ROW + 1, 1)?;
    for (at, column) in (0_u16..).zip(&columns) {
        let mut longest = column.label.chars().count();
        for (row, of) in (HEADER_ROW + 1..).zip(&table.rows) {
            let Some(cell) = of.cells.get(column.from) else { continue };
            let words = match column.part {
                Part::Group => of.group.as_deref().unwrap_or_default(),
                Part::Line(line) => cell.lines.get(line).map_or("", String::as_str),
                Part::Shown => {
                    write_cell(sheet, row, at, cell)?;
                    longest = longest.max(cell.text.chars().count());
                    continue;
                }
            };
            longest = longest.max(words.chars().count());
            if !words.is_empty() {
                sheet.write_string(row, at, words)?;
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "at most sixty letters")]
        sheet.set_column_width(at, longest.clamp(8, 60) as f64 + 3.0)?;
    }
    let reasons = table.reasons();
    let notes = reasons.iter().map(|reason| format!("* {reason}")).chain(table.notes.iter().cloned());
    for (row, note) in (last + 2..).zip(notes) {
        sheet.write_string(row, 0, note)?;
    }
    Ok(())
}

/// Words are written as words, whatever they begin with: nothing becomes a formula.
fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    if let Some(number) = cell.number.filter(|_| cell.reason.is_none()) {
        let format = Format::new().set_num_format(spreadsheet_format(&cell.text));
        sheet.write_number_with_format(row, column, number, &format)?;
    } else if !cell.text.is_empty() {
        let right = Format::new().set_align(FormatAlign::Right);
        if cell.numeric {
            sheet.write_string_with_format(row, column, &cell.text, &right)?;
        } else {
            sheet.write_string(row, column, &cell.text)?;
        }
    }
    if let Some(reason) = &cell.reason {
        sheet.insert_note(row, column, &Note::new(reason).add_author_prefix(false))?;
    }
    Ok(())
}
