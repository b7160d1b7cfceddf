//! How does a report become a tagged PDF (PDF/UA-1)?
//!
//! The report goes to the typesetter as data, beside a template that never changes, so no word of it can become markup. There
//! is no network, no file and no clock in it, and the typefaces are the program's own.

use crate::WriteError;
use crate::document::{Block, Document};
use serde_json::Value;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, pdf};

const TEMPLATE: &str = include_str!("template.typ");

/// The typeface of every file that carries its own: Inter, under the SIL Open Font License; see `fonts/LICENSE.txt`.
pub(crate) const FONTS: [&[u8]; 3] = [
    include_bytes!("../fonts/Inter-Regular.ttf"),
    include_bytes!("../fonts/Inter-SemiBold.ttf"),
    include_bytes!("../fonts/Inter-Bold.ttf"),
];

/// What is the same for every report: made once, shared by all threads.
struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: FileId,
    data: FileId,
    template: Source,
}

static PRESS: LazyLock<Press> = LazyLock::new(|| {
    let fonts: Vec<Font> = FONTS.iter().filter_map(|data| Font::new(Bytes::new(*data), 0)).collect();
    let main = id("/report.typ");
    Press {
        library: LazyHash::new(Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        main,
        data: id("/report.json"),
        template: Source::new(main, TEMPLATE.to_owned()),
    }
});

fn id(path: &str) -> FileId {
    RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).expect("the path is written here")).intern()
}

/// One report on the press: the template and the report, and no other file.
struct Sheet {
    data: Bytes,
}

impl World for Sheet {
    fn library(&self) -> &LazyHash<Library> {
        &PRESS.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &PRESS.book
    }

    fn main(&self) -> FileId {
        PRESS.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == PRESS.main { Ok(PRESS.template.clone()) } else { Err(none(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == PRESS.data { Ok(self.data.clone()) } else { Err(none(id)) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        PRESS.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn none(id: FileId) -> FileError {
    FileError::NotFound(PathBuf::from(id.get().vpath().get_with_slash()))
}

/// How many reports may pass before what was remembered of one is forgotten: a batch shares its template, not its figures.
const REMEMBERED: usize = 2;

/// How large letters are, tried from the first for a report that has to fit on one page. The last is as small as can be read.
const SIZES: [f64; 4] = [1.0, 0.93, 0.87, 0.81];

pub(crate) fn write(document: &Document) -> Result<Vec<u8>, WriteError> {
    let failed = |problem: String| WriteError::Pdf { title: document.title.clone(), problem };
    let sizes = if document.is_one_page { &SIZES[..] } else { &SIZES[..1] };
    let mut set = set_at(document, sizes)?;
    if document.is_one_page && set.pages().len() > 1 {
        // One section fewer, the last that is enough; else the last two, and so on.
        let last = sections(&document.blocks).len();
        let one = (1..last).rev().map(|at| at..at + 1);
        let many = (1..last.saturating_sub(1)).rev().map(|at| at..last);
        for left_out in one.chain(many) {
            set = set_at(&without(document, left_out), &SIZES[SIZES.len() - 1..])?;
            if set.pages().len() == 1 {
                break;
            }
        }
    }
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|error| failed(error.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(document.command.clone()),
        creator: Smart::Custom(Some("Commonweal".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    let file = pdf(&set, &options).map_err(|errors| failed(words(&errors)));
    typst::comemo::evict(REMEMBERED);
    file
}

/// What stands before the names of what one page had no room for.
const LEFT_OUT: &str = "One page has no room for these; the other kinds of file of this report have them:";

/// Where the sections of a report begin; the first holds what stands before any heading.
fn sections(blocks: &[Block]) -> Vec<usize> {
    let heads = blocks.iter().enumerate().filter(|(at, block)| *at > 0 && matches!(block, Block::Heading(_)));
    std::iter::once(0).chain(heads.map(|(at, _)| at)).collect()
}

/// A report without some of its sections, which it names at its end.
fn without(document: &Document, left_out: Range<usize>) -> Document {
    let begins = sections(&document.blocks);
    let (from, to) = (begins[left_out.start], begins.get(left_out.end).copied().unwrap_or(document.blocks.len()));
    let name = |at: &usize| if let Some(Block::Heading(name)) = document.blocks.get(*at) { name.as_str() } else { "" };
    let names: Vec<&str> = begins[left_out].iter().map(name).collect();
    let mut shorter = document.clone();
    shorter.blocks.drain(from..to);
    shorter.blocks.push(Block::Paragraph(format!("{LEFT_OUT} {}.", names.join("; "))));
    shorter
}

/// The pages of a report, with letters of the first of the sizes that makes it one page, or of the last.
fn set_at(document: &Document, sizes: &[f64]) -> Result<PagedDocument, WriteError> {
    let failed = |problem: String| WriteError::Pdf { title: document.title.clone(), problem };
    let mut data = serde_json::to_value(document).map_err(|error| failed(error.to_string()))?;
    showable(&mut data);
    let mut set = None;
    for size in sizes {
        data["scale"] = Value::from(*size);
        let sheet = Sheet { data: Bytes::new(data.to_string().into_bytes()) };
        let made = typst::compile::<PagedDocument>(&sheet).output.map_err(|errors| failed(words(&errors)))?;
        let fits = made.pages().len() == 1;
        set = Some(made);
        if fits {
            break;
        }
    }
    set.ok_or_else(|| failed("no size of letters".to_owned()))
}

/// Every string of the report with letters that the typeface has, and its pictures drawn in it. A PDF/UA file may hold no
/// letter that cannot be shown: one that the typeface lacks becomes `?`, one that nobody sees is left out.
fn showable(value: &mut Value) {
    match value {
        Value::String(words) => {
            if !words.is_ascii() || words.contains(|c: char| c.is_ascii_control()) {
                *words = words.chars().filter_map(shown).collect();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(showable),
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                if let (Value::String(svg), "svg") = (&mut *value, name.as_str()) {
                    *svg = in_our_typeface(svg);
                }
                showable(value);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn shown(letter: char) -> Option<char> {
    if matches!(letter, '\n' | '\t') {
        return Some(letter);
    }
    if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}' | '\u{feff}' | '\u{200b}'..='\u{200f}') {
        return None;
    }
    let has = PRESS.fonts.iter().all(|font| font.info().coverage.contains(u32::from(letter)));
    Some(if has { letter } else { '?' })
}

/// A picture in the typeface that the program has.
pub(crate) fn in_our_typeface(svg: &str) -> String {
    svg.replace("Arial, sans-serif", "Inter")
}

/// Every problem of the typesetter in one line.
fn words(errors: &[SourceDiagnostic]) -> String {
    let one = |error: &SourceDiagnostic| {
        let hints: String = error.hints.iter().map(|hint| format!(" ({})", hint.v)).collect();
        format!("{}{hints}", error.message)
    };
    errors.iter().map(one).collect::<Vec<_>>().join("; ")
}
