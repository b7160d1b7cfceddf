//! How does a report become a web page that needs nothing else: no other file, no script, no network?

use crate::document::{Block, Card, Cell, Document, Fact, Figure, Mark, Table};
use crate::xml::escaped;

const LOOKS: &str = include_str!("page.css");

pub(crate) fn write(document: &Document) -> String {
    let mut page = Page::default();
    page.report(document);
    page.out
}

#[derive(Default)]
struct Page {
    out: String,
    tables: usize,
}

impl Page {
    fn report(&mut self, document: &Document) {
        let title = format!("{}: {}", document.kind, document.title);
        self.push(&format!(
            "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>\n{LOOKS}</style>\n</head>\n<body>\n",
            escaped(&title)
        ));
        if let Some(words) = &document.synthetic {
            self.element("p", " class=\"band\" role=\"note\"", words);
        }
        self.push("<main>\n");
        self.element("p", " class=\"kind\"", &document.kind);
        self.element("h1", "", &document.title);
        self.element("p", " class=\"finding\"", &document.finding);
        self.element("p", " class=\"quiet\"", &document.about);
        for block in &document.blocks {
            match block {
                Block::Heading(words) => self.element("h2", "", words),
                Block::Subheading(words) => self.element("h3", "", words),
                Block::Paragraph(words) => self.element("p", "", words),
                Block::List(items) => {
                    self.push("<ul>\n");
                    items.iter().for_each(|item| self.element("li", "", item));
                    self.push("</ul>\n");
                }
                Block::Cards(cards) => {
                    self.push("<div class=\"cards\">\n");
                    cards.iter().for_each(|card| self.card(card));
                    self.push("</div>\n");
                }
                Block::Table(table) => self.table(table),
                Block::Figure(figure) => self.figure(figure),
                Block::Facts(facts) => self.facts(facts),
                Block::NewPage => self.push("<div class=\"new-page\"></div>\n"),
            }
        }
        self.element("h2", "", "About this report");
        self.facts(&document.facts);
        self.element("h3", "", "Make this report again");
        self.push(&format!("<pre><code>{}</code></pre>\n</main>\n<footer>\n", escaped(&document.command)));
        self.element("p", "", &document.foot);
        self.push("</footer>\n</body>\n</html>\n");
    }

    fn push(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    fn element(&mut self, name: &str, attributes: &str, words: &str) {
        self.push(&format!("<{name}{attributes}>{}</{name}>\n", escaped(words)));
    }

    fn card(&mut self, card: &Card) {
        self.push("<section class=\"card\">\n");
        let alone = card.mark.filter(|_| card.lines.is_empty()).map(shape).unwrap_or_default();
        self.push(&format!("<h3>{alone}{}</h3>\n", escaped(&card.title)));
        self.element("p", " class=\"size\"", &card.size);
        if let Some(limits) = &card.limits {
            self.element("p", " class=\"quiet\"", limits);
        }
        for (at, line) in card.lines.iter().enumerate() {
            let shape = card.mark.filter(|_| at == 0).map(shape).unwrap_or_default();
            self.push(&format!("<p>{shape}{}</p>\n", escaped(line)));
        }
        if let Some(reason) = &card.reason {
            self.element("p", " class=\"quiet\"", &format!("* {reason}"));
        }
        self.push("</section>\n");
    }

    fn facts(&mut self, facts: &[Fact]) {
        self.push("<dl>\n");
        for fact in facts {
            self.element("dt", "", &fact.term);
            fact.lines.iter().for_each(|line| self.element("dd", "", line));
        }
        self.push("</dl>\n");
    }

    /// The picture is an image of its own, so that nothing in it meets the page; its words are the alternative.
    fn figure(&mut self, figure: &Figure) {
        self.push("<figure>\n");
        self.element("h3", "", &figure.heading);
        self.element("p", " class=\"quiet\"", &figure.subtitle);
        self.push(&format!(
            "<img alt=\"{}\" src=\"data:image/svg+xml,{}\">\n",
            escaped(&figure.alternative),
            percent_encoded(&figure.svg)
        ));
        if let Some(note) = &figure.note {
            self.element("p", " class=\"quiet\"", note);
        }
        self.push("</figure>\n");
        if let Some(table) = &figure.table {
            self.table(table);
        }
    }

    fn table(&mut self, table: &Table) {
        self.tables += 1;
        let id = format!("table-{}", self.tables);
        self.push(&format!("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{id}\"><table>\n"));
        self.element("caption", &format!(" id=\"{id}\""), &table.caption);
        self.push("<thead>\n<tr>\n");
        for column in &table.columns {
            let class = if column.numeric { " class=\"number\"" } else { "" };
            self.element("th", &format!(" scope=\"col\"{class}"), &column.label);
        }
        self.push("</tr>\n</thead>\n");
        for rows in table.rows.chunk_by(|a, b| a.group == b.group) {
            self.push("<tbody>\n");
            if let Some(group) = rows.first().and_then(|row| row.group.as_ref()) {
                self.push(&format!(
                    "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"{}\">{}</th></tr>\n",
                    table.columns.len(),
                    escaped(group)
                ));
            }
            for row in rows {
                self.push("<tr>\n");
                for (at, cell) in row.cells.iter().enumerate() {
                    self.cell(at == 0, table.columns.get(at).is_some_and(|column| column.numeric), cell);
                }
                self.push("</tr>\n");
            }
            self.push("</tbody>\n");
        }
        self.push("</table></div>\n");
        for reason in table.reasons() {
            self.element("p", " class=\"quiet\"", &format!("* {reason}"));
        }
        for note in &table.notes {
            self.element("p", " class=\"quiet\"", note);
        }
    }

    fn cell(&mut self, is_name: bool, numeric: bool, cell: &Cell) {
        let (open, close) = match (is_name, numeric) {
            (true, _) => ("<th scope=\"row\">", "</th>\n"),
            (false, true) => ("<td class=\"number\">", "</td>\n"),
            (false, false) => ("<td>", "</td>\n"),
        };
        self.push(open);
        self.push(&cell.mark.map(shape).unwrap_or_default());
        self.push(&escaped(&cell.text));
        if let Some(reason) = &cell.reason {
            self.push(&format!("<span class=\"hidden\"> {}</span>", escaped(reason)));
        }
        for line in &cell.lines {
            self.push(&format!("<br><span class=\"quiet\">{}</span>", escaped(line)));
        }
        self.push(close);
    }
}

fn shape(mark: Mark) -> String {
    format!("<span class=\"mark\" style=\"color:#{}\" aria-hidden=\"true\">{}</span> ", mark.colour(), mark.shape())
}

/// A picture inside an address.
fn percent_encoded(svg: &str) -> String {
    let mut out = String::with_capacity(svg.len() + svg.len() / 4);
    for byte in svg.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b' '
            | b'-'
            | b'_'
            | b'.'
            | b'/'
            | b':'
            | b'='
            | b','
            | b';'
            | b'('
            | b')' => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
