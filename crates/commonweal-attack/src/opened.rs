//! What is inside a file whose bytes are packed? Every text of a PDF and every part of a spreadsheet or Word file, whether a
//! reader sees it or not.

use hayro_cmap::{BfString, CMap};
use hayro_syntax::Pdf;
use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// The most that one file holds when it is opened, so that a file that unpacks without end ends.
const MOST_BYTES: usize = 256 << 20;

/// What is inside, by the first bytes of the file; none where it is not packed or cannot be read.
pub(crate) fn opened(bytes: &[u8]) -> Option<String> {
    match bytes {
        [b'%', b'P', b'D', b'F', ..] => pdf(bytes),
        [b'P', b'K', 3, 4, ..] => zipped(bytes),
        _ => None,
    }
}

/// Every part of a spreadsheet or Word file, a part named before what it holds.
fn zipped(bytes: &[u8]) -> Option<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut text = String::new();
    for at in 0..archive.len() {
        let part = archive.by_index(at).ok()?;
        text += &format!("\n{}\n", part.name().unwrap_or_default());
        let mut held = Vec::new();
        let room = MOST_BYTES.saturating_sub(text.len()) as u64;
        part.take(room).read_to_end(&mut held).ok()?;
        text += &String::from_utf8_lossy(&held);
    }
    Some(text)
}

/// The words of every page and picture of a PDF, then every string and stream of it: titles, alternatives for pictures, what
/// is known about the file, files within it.
fn pdf(bytes: &[u8]) -> Option<String> {
    let pdf = Pdf::new(bytes.to_vec()).ok()?;
    let mut text = String::new();
    for page in pdf.pages().iter() {
        let fonts = &page.resources().fonts;
        page.page_stream().into_iter().for_each(|drawn| words(drawn, fonts, &mut text));
    }
    for object in pdf.objects() {
        inside(&object, &mut text);
        if text.len() > MOST_BYTES {
            return None;
        }
    }
    Some(text)
}

/// Adds the strings and streams of an object.
fn inside(object: &Object<'_>, text: &mut String) {
    match object {
        Object::String(string) => *text += &format!("{}\n", string_of(string)),
        Object::Array(array) => of_array(array, text),
        Object::Dict(dict) => of_dict(dict, text),
        Object::Stream(stream) => of_stream(stream, text),
        _ => {}
    }
}

fn of_array(array: &Array<'_>, text: &mut String) {
    for item in array.raw_iter() {
        // What is referred to is an object of its own.
        if let hayro_syntax::object::MaybeRef::NotRef(object) = item {
            inside(&object, text);
        }
    }
}

fn of_dict(dict: &Dict<'_>, text: &mut String) {
    for (_, value) in dict.entries() {
        if let hayro_syntax::object::MaybeRef::NotRef(object) = value {
            inside(&object, text);
        }
    }
}

fn of_stream(stream: &Stream<'_>, text: &mut String) {
    let dict = stream.dict();
    of_dict(dict, text);
    let is = |key: &str, of: &[&[u8]]| {
        dict.get::<Name<'_>>(key).is_some_and(|name| of.iter().any(|word| name.as_ref() == *word))
    };
    // Outlines of letters and points of pictures say nothing.
    let of_letters =
        dict.contains_key("Length1") || is("Subtype", &[b"OpenType", b"CIDFontType0C", b"Type1C", b"Image"]);
    let Some(held) = (!of_letters).then(|| stream.decoded().ok()).flatten() else { return };
    if is("Subtype", &[b"Form"]) {
        let resources: Dict<'_> = dict.get("Resources").unwrap_or_default();
        words(&held, &resources.get("Font").unwrap_or_default(), text);
    } else {
        *text += &String::from_utf8_lossy(&held);
        text.push('\n');
    }
}

/// A string outside pages: UTF-16 where it says so, UTF-8 or Latin letters otherwise.
fn string_of(string: &PdfString<'_>) -> String {
    match string.as_bytes() {
        [0xFE, 0xFF, units @ ..] => {
            let units: Vec<u16> = units.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        bytes => {
            std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().copied().map(char::from).collect(), str::to_owned)
        }
    }
}

/// Adds the words that a page or picture draws, in whatever colour: as many lines as there are moves to another place.
fn words(drawn: &[u8], fonts: &Dict<'_>, text: &mut String) {
    let mut letters: BTreeMap<Vec<u8>, Option<Letters>> = BTreeMap::new();
    let mut font: Vec<u8> = Vec::new();
    let mut steps = UntypedIter::new(drawn);
    while let Some(step) = steps.next() {
        match &**step.operator {
            b"Tf" => {
                if let Some(Object::Name(name)) = step.operands().next() {
                    font = name.as_ref().to_vec();
                    letters.entry(font.clone()).or_insert_with(|| Letters::of(fonts, name));
                }
            }
            b"Tj" | b"TJ" | b"'" | b"\"" => {
                let known = letters.get(&font).and_then(Option::as_ref);
                for operand in step.operands() {
                    match operand {
                        Object::String(string) => *text += &shown(string, known),
                        Object::Array(array) => {
                            array.iter::<Object<'_>>().filter_map(Object::into_string).for_each(|string| {
                                *text += &shown(&string, known);
                            });
                        }
                        _ => {}
                    }
                }
            }
            b"Td" | b"TD" | b"T*" | b"Tm" | b"ET" if !text.ends_with('\n') => text.push('\n'),
            _ => {}
        }
    }
}

/// What the numbers of letters in a font mean, and of how many bytes each is.
struct Letters {
    meaning: CMap,
    bytes: usize,
}

impl Letters {
    /// Of the font of this name, where it says what its letters mean.
    fn of(fonts: &Dict<'_>, name: &Name<'_>) -> Option<Self> {
        let font: Dict<'_> = fonts.get(name.as_ref())?;
        let is_wide = font.get::<Name<'_>>("Subtype").is_some_and(|kind| kind.as_ref() == b"Type0");
        let stream: Stream<'_> = font.get("ToUnicode")?;
        let meaning = CMap::parse(&stream.decoded().ok()?, |_| None)?;
        Some(Self { meaning, bytes: if is_wide { 2 } else { 1 } })
    }

    fn in_words(&self, code: &[u8]) -> String {
        let code = code.iter().fold(0, |code, byte| (code << 8) | u32::from(*byte));
        match self.meaning.lookup_bf_string(code) {
            Some(BfString::Char(letter)) => letter.to_string(),
            Some(BfString::String(more)) => more,
            None => char::REPLACEMENT_CHARACTER.to_string(),
        }
    }
}

/// A string on a page, by what its font says.
fn shown(string: &PdfString<'_>, letters: Option<&Letters>) -> String {
    let Some(letters) = letters else { return string_of(string) };
    string.as_bytes().chunks(letters.bytes).map(|code| letters.in_words(code)).collect()
}
