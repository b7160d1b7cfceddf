//! How does a report become a Word file? Headings that are headings, tables whose first row is repeated and announced,
//! pictures with their words, numbered pages: to be edited by whoever must add to it.

use crate::WriteError;
use crate::document::{Block, Card, Cell, Document, Fact, Figure, Mark, Table};
use crate::picture;
use crate::xml::escaped;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Room between the margins of A4, in twentieths of a point.
const TEXT_WIDTH: f64 = 9638.0;
/// The same in Word's measure of pictures.
const TEXT_WIDTH_EMU: f32 = 6_120_000.0;

const CONTENT_TYPES: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
    r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
    r#"<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>"#,
    r#"<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>"#,
    r#"<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>"#,
    r#"<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>"#,
    r#"<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>"#,
    r#"<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>"#,
    r#"<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>"#,
    "</Types>"
);

const PACKAGE_RELATIONS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>"#,
    r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>"#,
    "</Relationships>"
);

const NUMBERING: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0">"#,
    r#"<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>"#,
    r#"<w:pPr><w:ind w:left="360" w:hanging="260"/></w:pPr></w:lvl></w:abstractNum>"#,
    r#"<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#
);

const NAMESPACES: &str = concat!(
    r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
    r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" "#,
    r#"xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" "#,
    r#"xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" "#,
    r#"xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture""#
);

const STYLES: &str = include_str!("word-styles.xml");

pub(crate) fn write(document: &Document) -> Result<Vec<u8>, WriteError> {
    packed(document).map_err(|problem| WriteError::Word { title: document.title.clone(), problem })
}

fn packed(document: &Document) -> Result<Vec<u8>, String> {
    let mut body = Body::default();
    body.report(document)?;
    let mut relations = String::from(concat!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
        r#"<Relationship Id="styles" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>"#,
        r#"<Relationship Id="numbering" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/>"#,
        r#"<Relationship Id="header" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/>"#,
        r#"<Relationship Id="footer" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/>"#,
    ));
    for number in 1..=body.pictures.len() {
        relations.push_str(&format!(
            r#"<Relationship Id="picture{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/picture{number}.png"/>"#
        ));
    }
    relations.push_str("</Relationships>");
    let pictures = std::mem::take(&mut body.pictures);
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("[Content_Types].xml".to_owned(), CONTENT_TYPES.into()),
        ("_rels/.rels".to_owned(), PACKAGE_RELATIONS.into()),
        ("docProps/core.xml".to_owned(), properties(document).into()),
        ("word/document.xml".to_owned(), body.finish().into()),
        ("word/_rels/document.xml.rels".to_owned(), relations.into()),
        ("word/styles.xml".to_owned(), STYLES.into()),
        ("word/numbering.xml".to_owned(), NUMBERING.into()),
        ("word/header1.xml".to_owned(), edge("hdr", document.synthetic.as_deref().unwrap_or_default(), "").into()),
        ("word/footer1.xml".to_owned(), edge("ftr", &document.foot, PAGE_NUMBER).into()),
    ];
    for (number, picture) in (1..).zip(pictures) {
        files.push((format!("word/media/picture{number}.png"), picture));
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // No clock: the same report is the same file.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, bytes) in files {
        zip.start_file(name, options).map_err(|error| error.to_string())?;
        zip.write_all(&bytes).map_err(|error| error.to_string())?;
    }
    Ok(zip.finish().map_err(|error| error.to_string())?.into_inner())
}

fn properties(document: &Document) -> String {
    format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" "#,
            r#"xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}: {}</dc:title><dc:creator>{}</dc:creator>"#,
            r#"<dc:description>{}</dc:description><dc:language>en-GB</dc:language></cp:coreProperties>"#
        ),
        escaped(&document.kind),
        escaped(&document.title),
        escaped(&document.owner),
        escaped(document.synthetic.as_deref().unwrap_or(&document.about))
    )
}

const PAGE_NUMBER: &str = concat!(
    r#"<w:r><w:tab/><w:t xml:space="preserve">Page </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>"#,
    r#"<w:r><w:t xml:space="preserve"> of </w:t></w:r><w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple>"#
);

fn edge(name: &str, words: &str, after: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{name} {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Edge"/></w:pPr>{}{after}</w:p></w:{name}>"#,
        run(words, "")
    )
}

/// Words with properties of their own.
fn run(words: &str, properties: &str) -> String {
    format!(r#"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{}</w:t></w:r>"#, escaped(words))
}

/// The body as it grows.
#[derive(Default)]
struct Body {
    xml: String,
    pictures: Vec<Vec<u8>>,
}

impl Body {
    fn report(&mut self, document: &Document) -> Result<(), String> {
        self.paragraph("Kind", &document.kind);
        self.paragraph("Title", &document.title);
        self.paragraph("Finding", &document.finding);
        self.paragraph("Quiet", &document.about);
        for block in &document.blocks {
            match block {
                Block::Heading(words) => self.paragraph("Heading1", words),
                Block::Subheading(words) => self.paragraph("Heading2", words),
                Block::Paragraph(words) => self.paragraph("Normal", words),
                Block::List(items) => items.iter().for_each(|item| self.item(item)),
                Block::Cards(cards) => cards.iter().for_each(|card| self.card(card)),
                Block::Table(table) => self.table(table),
                Block::Figure(figure) => self.figure(figure)?,
                Block::Facts(facts) => self.facts(facts),
                Block::NewPage => self.xml.push_str(r#"<w:p><w:r><w:br w:type="page"/></w:r></w:p>"#),
            }
        }
        self.paragraph("Heading1", "About this report");
        self.facts(&document.facts);
        self.facts(&[Fact::new("Make this report again", document.command.as_str())]);
        Ok(())
    }

    fn paragraph(&mut self, style: &str, words: &str) {
        self.styled(style, &run(words, ""));
    }

    fn styled(&mut self, style: &str, runs: &str) {
        self.xml.push_str(&format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>"#));
    }

    fn item(&mut self, words: &str) {
        self.xml.push_str(&format!(
            r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>{}</w:p>"#,
            run(words, "")
        ));
    }

    fn card(&mut self, card: &Card) {
        let shape =
            |mark: Mark| run(&format!("{} ", mark.shape()), &format!(r#"<w:color w:val="{}"/>"#, mark.colour()));
        let alone = card.mark.filter(|_| card.lines.is_empty()).map(shape).unwrap_or_default();
        self.styled("CardTitle", &format!("{alone}{}", run(&card.title, "")));
        let mut runs = run(&card.size, "");
        if let Some(limits) = &card.limits {
            runs += &run(&format!("  {limits}"), r#"<w:b w:val="0"/><w:sz w:val="18"/>"#);
        }
        self.styled("CardSize", &runs);
        for (at, line) in card.lines.iter().enumerate() {
            let shape = card.mark.filter(|_| at == 0).map(shape);
            self.styled("Normal", &format!("{}{}", shape.unwrap_or_default(), run(line, "")));
        }
        if let Some(reason) = &card.reason {
            self.paragraph("Quiet", &format!("* {reason}"));
        }
    }

    fn facts(&mut self, facts: &[Fact]) {
        for fact in facts {
            let runs = run(&format!("{}: ", fact.term), "<w:b/>") + &run(&fact.lines.join("; "), "");
            self.styled("Small", &runs);
        }
    }

    fn figure(&mut self, figure: &Figure) -> Result<(), String> {
        self.paragraph("Heading2", &figure.heading);
        self.paragraph("Quiet", &figure.subtitle);
        let pixels = picture::draw(&figure.svg)?;
        #[expect(clippy::cast_possible_truncation, reason = "the size of a page")]
        let (across, down) = (TEXT_WIDTH_EMU as i64, (TEXT_WIDTH_EMU * pixels.height / pixels.width.max(1.0)) as i64);
        self.pictures.push(pixels.png);
        let number = self.pictures.len();
        self.xml.push_str(&format!(
            concat!(
                r#"<w:p><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{across}" cy="{down}"/>"#,
                r#"<wp:docPr id="{number}" name="Picture {number}" descr="{words}"/><a:graphic>"#,
                r#"<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>"#,
                r#"<pic:cNvPr id="{number}" name="Picture {number}" descr="{words}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"#,
                r#"<a:blip r:embed="picture{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"#,
                r#"<a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>"#,
                r#"</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"#
            ),
            across = across,
            down = down,
            number = number,
            words = escaped(&figure.alternative)
        ));
        if let Some(note) = &figure.note {
            self.paragraph("Quiet", note);
        }
        if let Some(table) = &figure.table {
            self.table(table);
        }
        Ok(())
    }

    fn table(&mut self, table: &Table) {
        self.paragraph("Caption", &table.caption);
        let shares: f64 = table.columns.iter().map(|column| column.share).sum::<f64>().max(1e-9);
        let width = |share: f64| (TEXT_WIDTH * share / shares).round();
        self.xml.push_str(&format!(
            r#"<w:tbl><w:tblPr><w:tblStyle w:val="Figures"/><w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1"/><w:tblDescription w:val="{}"/></w:tblPr><w:tblGrid>"#,
            escaped(&table.caption)
        ));
        for column in &table.columns {
            self.xml.push_str(&format!(r#"<w:gridCol w:w="{}"/>"#, width(column.share)));
        }
        self.xml.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for column in &table.columns {
            let side = if column.numeric { "right" } else { "left" };
            self.xml.push_str(&format!(
                r#"<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/><w:shd w:val="clear" w:color="auto" w:fill="F0F4F5"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="TableWords"/><w:jc w:val="{side}"/></w:pPr>{}</w:p></w:tc>"#,
                width(column.share),
                run(&column.label, "<w:b/>")
            ));
        }
        self.xml.push_str("</w:tr>");
        let mut group = None;
        for row in &table.rows {
            if row.group.as_ref() != group {
                group = row.group.as_ref();
                if let Some(words) = group {
                    self.xml.push_str(&format!(
                        r#"<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="{}"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="TableWords"/><w:keepNext/></w:pPr>{}</w:p></w:tc></w:tr>"#,
                        table.columns.len(),
                        run(words, r#"<w:b/><w:color w:val="003087"/>"#)
                    ));
                }
            }
            self.xml.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for (column, cell) in table.columns.iter().zip(&row.cells) {
                let side = if column.numeric { "right" } else { "left" };
                self.xml.push_str(&format!(
                    r#"<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="TableWords"/><w:jc w:val="{side}"/></w:pPr>{}</w:p></w:tc>"#,
                    width(column.share),
                    cell_runs(cell)
                ));
            }
            self.xml.push_str("</w:tr>");
        }
        self.xml.push_str("</w:tbl>");
        for reason in table.reasons() {
            self.paragraph("Quiet", &format!("* {reason}"));
        }
        for note in &table.notes {
            self.paragraph("Quiet", note);
        }
        self.xml.push_str("<w:p/>");
    }

    fn finish(self) -> String {
        format!(
            concat!(
                r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {}><w:body>{}<w:sectPr>"#,
                r#"<w:headerReference w:type="default" r:id="header"/><w:footerReference w:type="default" r:id="footer"/>"#,
                r#"<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1300" w:right="1134" w:bottom="1134" w:left="1134" w:header="500" w:footer="500" w:gutter="0"/>"#,
                r#"</w:sectPr></w:body></w:document>"#
            ),
            NAMESPACES, self.xml
        )
    }
}

fn cell_runs(cell: &Cell) -> String {
    let mut runs = String::new();
    if let Some(mark) = cell.mark {
        runs += &run(&format!("{} ", mark.shape()), &format!(r#"<w:color w:val="{}"/>"#, mark.colour()));
    }
    runs += &run(&cell.text, "");
    for line in &cell.lines {
        runs += "<w:r><w:br/></w:r>";
        runs += &run(line, r#"<w:color w:val="4C6272"/><w:sz w:val="14"/>"#);
    }
    runs
}
