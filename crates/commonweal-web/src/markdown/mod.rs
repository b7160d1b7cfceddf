//! Markdown as HTML for a page: classes of NHS.UK frontend, ids to link to, and nothing a text could smuggle in.
//!
//! Chapters are also documentation of Rust modules, so a code block without a language is Rust. It stands folded away,
//! and lines that only the compiler needs are left out.

mod words;

#[cfg(test)]
mod tests;

use commonweal_indicator::{say, text};
use pulldown_cmark::{Alignment, BrokenLink, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::collections::BTreeSet;
use std::fmt::Write;
use words::{escape_into, escaped, is_rust, shown_lines, slug, unlike};

/// A text made ready for a page.
pub(crate) struct Document {
    /// The first paragraph, without its element.
    pub(crate) lead: String,
    /// Everything but the title, which the page shows as its own, and the lead.
    pub(crate) html: String,
    /// Its sections, in order.
    pub(crate) sections: Vec<Section>,
}

/// A section that can be linked to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) id: String,
    pub(crate) title: String,
}

/// Renders a text. Its first heading of level one is its title and is left out. `address_of` says where a link inside
/// the documentation leads on the site; a link it does not know becomes plain words.
pub(crate) fn render(markdown: &str, address_of: impl Fn(&str) -> Option<String>) -> Document {
    // `[`item`]` is how documentation names an item of the program; there is no page to lead to.
    let item = |link: BrokenLink<'_>| link.reference.starts_with('`').then(|| ("".into(), "".into()));
    let parser = Parser::new_with_broken_link_callback(markdown, Options::ENABLE_TABLES, Some(item));
    let mut writer = Writer::new(address_of);
    for event in parser {
        writer.event(event);
    }
    Document { lead: writer.lead, html: writer.html, sections: writer.sections }
}

/// The words of a text without its marks.
pub(crate) fn plain(markdown: &str) -> String {
    let mut words = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Text(part) | Event::Code(part) | Event::Html(part) | Event::InlineHtml(part) => {
                words.push_str(&part)
            }
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            _ => {}
        }
    }
    words
}

struct Writer<F> {
    address_of: F,
    lead: String,
    html: String,
    /// What is around the part being written: its beginning needs what the part holds.
    around: Vec<String>,
    sections: Vec<Section>,
    ids: BTreeSet<String>,
    labels: BTreeSet<String>,
    /// Words of the heading being written; of the last one afterwards.
    heading: String,
    in_heading: bool,
    has_title: bool,
    /// Whether the next paragraph is the first of the text.
    leads: bool,
    in_lead: bool,
    code: Option<Block>,
    columns: Vec<Alignment>,
    column: usize,
    in_head: bool,
    /// What closes each open link: nothing where the link became words.
    links: Vec<&'static str>,
}

struct Block {
    is_rust: bool,
    text: String,
}

impl<F: Fn(&str) -> Option<String>> Writer<F> {
    fn new(address_of: F) -> Self {
        Self {
            address_of,
            lead: String::new(),
            html: String::new(),
            around: Vec::new(),
            sections: Vec::new(),
            // An id of every page.
            ids: BTreeSet::from(["maincontent".to_owned()]),
            labels: BTreeSet::new(),
            heading: String::new(),
            in_heading: false,
            has_title: false,
            leads: true,
            in_lead: false,
            code: None,
            columns: Vec::new(),
            column: 0,
            in_head: false,
            links: Vec::new(),
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            // Markup in a text is shown, never obeyed.
            Event::Text(words) | Event::Html(words) | Event::InlineHtml(words) => self.words(&words),
            Event::Code(words) => {
                self.html.push_str("<code class=\"app-code\">");
                self.words(&words);
                self.html.push_str("</code>");
            }
            Event::SoftBreak => self.words("\n"),
            Event::HardBreak => self.html.push_str("<br>"),
            Event::Rule => self
                .html
                .push_str("<hr class=\"nhsuk-section-break nhsuk-section-break--m nhsuk-section-break--visible\">\n"),
            // Switched off above, so that they come as text.
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn words(&mut self, words: &str) {
        if let Some(block) = &mut self.code {
            block.text.push_str(words);
            return;
        }
        if self.in_heading {
            self.heading.push_str(words);
        }
        escape_into(&mut self.html, words);
    }

    fn start(&mut self, tag: Tag<'_>) {
        let leads = self.leads;
        if !matches!(tag, Tag::Heading { level: HeadingLevel::H1, .. }) {
            self.leads = false;
        }
        match tag {
            Tag::Paragraph if leads => {
                self.in_lead = true;
                self.open();
            }
            Tag::Paragraph | Tag::HtmlBlock => self.html.push_str("<p>"),
            Tag::Heading { .. } => {
                self.heading.clear();
                self.in_heading = true;
                self.open();
            }
            Tag::CodeBlock(kind) => self.code = Some(Block { is_rust: is_rust(&kind), text: String::new() }),
            Tag::List(None) => self.html.push_str("<ul class=\"nhsuk-list nhsuk-list--bullet\">\n"),
            Tag::List(Some(1)) => self.html.push_str("<ol class=\"nhsuk-list nhsuk-list--number\">\n"),
            Tag::List(Some(first)) => {
                self.push(format_args!("<ol class=\"nhsuk-list nhsuk-list--number\" start=\"{first}\">\n"));
            }
            Tag::Item => self.html.push_str("<li>"),
            Tag::BlockQuote(_) => self.html.push_str("<div class=\"nhsuk-inset-text\">\n"),
            Tag::Table(columns) => self.start_table(columns),
            Tag::TableHead => {
                (self.in_head, self.column) = (true, 0);
                self.html.push_str("<thead class=\"nhsuk-table__head\">\n<tr>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.html.push_str("<tr>");
            }
            Tag::TableCell => self.open(),
            Tag::Emphasis => self.html.push_str("<em>"),
            Tag::Strong => self.html.push_str("<strong>"),
            Tag::Link { dest_url, .. } => self.start_link(&dest_url),
            // A picture leaves its words; the rest is switched off above.
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph if self.in_lead => {
                self.in_lead = false;
                self.lead = self.close();
            }
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.html.push_str("</p>\n"),
            TagEnd::Heading(level) => self.end_heading(level),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::List(true) => self.html.push_str("</ol>\n"),
            TagEnd::List(false) => self.html.push_str("</ul>\n"),
            TagEnd::Item => self.html.push_str("</li>\n"),
            TagEnd::BlockQuote(_) => self.html.push_str("</div>\n"),
            TagEnd::Table => self.html.push_str("</tbody>\n</table>\n</div>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.html.push_str("</tr>\n</thead>\n<tbody class=\"nhsuk-table__body\">\n");
            }
            TagEnd::TableRow => self.html.push_str("</tr>\n"),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Emphasis => self.html.push_str("</em>"),
            TagEnd::Strong => self.html.push_str("</strong>"),
            TagEnd::Link => self.html.push_str(self.links.pop().unwrap_or_default()),
            _ => {}
        }
    }

    /// Sets aside what is written, to write a part whose beginning needs what it holds.
    fn open(&mut self) {
        self.around.push(std::mem::take(&mut self.html));
    }

    /// The part; what stands around it is current again.
    fn close(&mut self) -> String {
        let around = self.around.pop().unwrap_or_default();
        std::mem::replace(&mut self.html, around)
    }

    fn push(&mut self, part: std::fmt::Arguments<'_>) {
        self.html.write_fmt(part).expect("a string takes everything");
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        self.in_heading = false;
        let inner = self.close();
        if level == HeadingLevel::H1 && !std::mem::replace(&mut self.has_title, true) {
            return;
        }
        let (element, class) = match level {
            HeadingLevel::H1 | HeadingLevel::H2 => ("h2", "nhsuk-heading-m"),
            HeadingLevel::H3 => ("h3", "nhsuk-heading-s"),
            _ => ("h4", "nhsuk-heading-xs"),
        };
        let id = unlike(&mut self.ids, &slug(&self.heading), |slug, number| format!("{slug}-{number}"));
        self.push(format_args!("<{element} class=\"{class}\" id=\"{id}\">{inner}</{element}>\n"));
        if element == "h2" {
            self.sections.push(Section { id, title: self.heading.clone() });
        }
    }

    /// A name for a region that scrolls: the section it is in, and which part of it.
    fn label(&mut self) -> String {
        let heading = self.heading.clone();
        let label = unlike(&mut self.labels, &heading, |heading, number| {
            say("methods.part", &[("heading", heading), ("number", &number.to_string())])
        });
        escaped(&label)
    }

    fn end_code(&mut self) {
        let Some(Block { is_rust, text: code }) = self.code.take() else { return };
        let label = self.label();
        let region = |code: &str| {
            let code = escaped(code.trim_end());
            format!(
                "<pre class=\"app-command\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\"><code>{code}</code></pre>\n"
            )
        };
        if !is_rust {
            self.html.push_str(&region(&code));
            return;
        }
        let (title, heading) = (text("methods.program"), escaped(&self.heading));
        self.push(format_args!(
            "<details class=\"nhsuk-details app-details\">\n\
             <summary class=\"nhsuk-details__summary\"><span class=\"nhsuk-details__summary-text\">{title}\
             <span class=\"nhsuk-u-visually-hidden\">: {heading}</span></span></summary>\n\
             <div class=\"nhsuk-details__text\">\n{}</div>\n</details>\n",
            region(&shown_lines(&code))
        ));
    }

    fn start_table(&mut self, columns: Vec<Alignment>) {
        self.columns = columns;
        let label = self.label();
        self.push(format_args!(
            "<div class=\"app-table-region\" role=\"region\" aria-label=\"{label}\" tabindex=\"0\">\n\
             <table class=\"nhsuk-table app-table\">\n"
        ));
    }

    fn end_cell(&mut self) {
        let inner = self.close();
        let is_number = self.columns.get(self.column) == Some(&Alignment::Right);
        let is_first = self.column == 0;
        self.column += 1;
        let (header, cell) = ("nhsuk-table__header", "nhsuk-table__cell");
        let number = |class: &str| if is_number { format!(" {class}--numeric") } else { String::new() };
        // A header without words would head nothing.
        if self.in_head && !inner.is_empty() {
            self.push(format_args!("<th scope=\"col\" class=\"{header}{}\">{inner}</th>", number(header)));
        } else if is_first && !self.in_head && !inner.is_empty() {
            self.push(format_args!("<th scope=\"row\" class=\"{header} app-row-header\">{inner}</th>"));
        } else {
            self.push(format_args!("<td class=\"{cell}{}\">{inner}</td>", number(cell)));
        }
    }

    fn start_link(&mut self, target: &str) {
        let is_outside = target.starts_with("https://") || target.starts_with("http://");
        let address = if is_outside { Some(target.to_owned()) } else { (self.address_of)(target) };
        match address {
            Some(address) => {
                self.push(format_args!("<a href=\"{}\">", escaped(&address)));
                self.links.push("</a>");
            }
            None => self.links.push(""),
        }
    }
}
