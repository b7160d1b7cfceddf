//! From the text of a rule to its words, numbers and signs.

use crate::CompareOp;
use crate::syntax::{SyntaxError, Word, error};
use jiff::civil::Date;
use std::ops::Range;

/// More words and signs than any rule people read.
const MOST: usize = 2_000;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TokenKind {
    Word(String),
    /// A number and the unit after it.
    Number(f64, Option<Word>),
    Text(String),
    Date(Date),
    /// `$name`.
    Parameter(String),
    Compare(CompareOp),
    Dot,
    Comma,
    Open,
    Close,
    Plus,
    Minus,
    Times,
    Divide,
}

/// Words that follow a number without being its unit.
const AFTER_NUMBERS: [&str; 9] = ["and", "or", "not", "in", "is", "between", "then", "else", "if"];

pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, SyntaxError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (kind, length) = token(rest, first).map_err(|mut problem| {
            problem.span = at + problem.span.start..at + problem.span.end;
            problem
        })?;
        let (kind, length) = with_unit(text, at, kind, length);
        if tokens.len() == MOST {
            return Err(error(at..at + length, "the rule is too long", Some("split it into values or cohorts")));
        }
        tokens.push(Token { kind, span: at..at + length });
        at += length;
    }
    Ok(tokens)
}

fn token(rest: &str, first: char) -> Result<(TokenKind, usize), SyntaxError> {
    use CompareOp as Op;
    const OPERATORS: [(&str, CompareOp); 6] = [
        ("<=", Op::LessOrEqual),
        (">=", Op::GreaterOrEqual),
        ("!=", Op::NotEqual),
        ("=", Op::Equal),
        ("<", Op::Less),
        (">", Op::Greater),
    ];
    if rest.starts_with("==") {
        return Err(error(0..2, "`==` is not used here", Some("write `=`")));
    }
    if rest.starts_with("<>") {
        return Err(error(0..2, "`<>` is not used here", Some("write `!=`")));
    }
    if let Some((sign, op)) = OPERATORS.iter().find(|(sign, _)| rest.starts_with(sign)) {
        return Ok((TokenKind::Compare(*op), sign.len()));
    }
    let word = |rest: &str| rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
    match first {
        '(' => Ok((TokenKind::Open, 1)),
        ')' => Ok((TokenKind::Close, 1)),
        '.' => Ok((TokenKind::Dot, 1)),
        ',' => Ok((TokenKind::Comma, 1)),
        '+' => Ok((TokenKind::Plus, 1)),
        '-' => Ok((TokenKind::Minus, 1)),
        '*' => Ok((TokenKind::Times, 1)),
        '/' => Ok((TokenKind::Divide, 1)),
        '\'' | '"' => match rest[1..].find(first) {
            Some(length) => Ok((TokenKind::Text(rest[1..=length].to_owned()), length + 2)),
            None => Err(error(0..1, "this quote is never closed", None)),
        },
        '$' => match word(&rest[1..]) {
            0 => Err(error(0..1, "the name of a parameter should follow `$`", None)),
            length => Ok((TokenKind::Parameter(rest[1..=length].to_owned()), length + 1)),
        },
        '0'..='9' => number_or_date(rest),
        _ if first.is_alphabetic() || first == '_' => {
            let length = word(rest);
            Ok((TokenKind::Word(rest[..length].to_owned()), length))
        }
        _ => Err(error(0..first.len_utf8(), format!("`{first}` has no meaning in a rule"), None)),
    }
}

fn number_or_date(rest: &str) -> Result<(TokenKind, usize), SyntaxError> {
    let dated = rest.get(..10).filter(|text| text.bytes().enumerate().all(|(at, byte)| is_date_part(at, byte)));
    if let Some(text) = dated {
        return match text.parse() {
            Ok(date) => Ok((TokenKind::Date(date), 10)),
            Err(_) => Err(error(0..10, "there is no such day", Some("write year, month and day: 2024-03-31"))),
        };
    }
    let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    match rest[..length].parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((TokenKind::Number(number, None), length)),
        _ => Err(error(0..length, "this is not a number", Some("numbers are like 45 or 7.5"))),
    }
}

fn is_date_part(at: usize, byte: u8) -> bool {
    if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() }
}

/// A number takes the unit that follows it, with or without a space.
fn with_unit(text: &str, at: usize, kind: TokenKind, length: usize) -> (TokenKind, usize) {
    let TokenKind::Number(number, None) = kind else { return (kind, length) };
    let after = &text[at + length..];
    let spaces = after.len() - after.trim_start().len();
    let rest = &after[spaces..];
    let counted = ["10*9/L", "10*12/L"].into_iter().find(|unit| rest.starts_with(unit)).map(str::len);
    let begins = rest.starts_with(|c: char| c.is_alphabetic() || c == '%' || c == 'µ');
    let run = rest.find(|c: char| !(c.is_alphanumeric() || "/%*.^".contains(c))).unwrap_or(rest.len());
    let width = counted.or(begins.then_some(run)).unwrap_or(0);
    // A name with _ or a call is no unit; that a number cannot stand before it is said by the parser.
    if width == 0 || AFTER_NUMBERS.contains(&&rest[..width]) || rest[width..].starts_with(['_', '(']) {
        return (TokenKind::Number(number, None), length);
    }
    let start = at + length + spaces;
    let unit = Word { text: rest[..width].to_owned(), span: start..start + width };
    (TokenKind::Number(number, Some(unit)), length + spaces + width)
}
