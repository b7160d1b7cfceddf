//! From the text of a rule to its parts, before anything is known of the names in it.

use crate::CompareOp;
use std::ops::Range;

/// A part of a rule as written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Syntax {
    pub(crate) kind: Kind,
    /// Bytes of the rule's text.
    pub(crate) span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Number(f64),
    Text(String),
    /// `name` or `name.part`.
    Name(Word, Option<Word>),
    Not(Box<Syntax>),
    And(Box<Syntax>, Box<Syntax>),
    Or(Box<Syntax>, Box<Syntax>),
    Compare(CompareOp, Box<Syntax>, Box<Syntax>),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) span: Range<usize>,
}

/// Why a text is not a rule, and where in it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SyntaxError {
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// Words that cannot be names of features.
pub(crate) const RESERVED: [&str; 4] = ["and", "or", "not", "cohort"];

/// Brackets and `not`s inside one another; a rule people read has two or three.
const DEEPEST: usize = 50;

/// Reads a rule:
///
/// ```text
/// rule       = part ("or" part)*
/// part       = claim ("and" claim)*
/// claim      = "not" claim | value (("=" | "!=" | "<" | "<=" | ">" | ">=") value)?
/// value      = number | 'text' | name | name "." name | "(" rule ")"
/// ```
pub(crate) fn parse_rule(text: &str) -> Result<Syntax, SyntaxError> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, end: text.len(), depth: 0 };
    let rule = parser.rule()?;
    match parser.peek() {
        None => Ok(rule),
        Some(token) => {
            let help = match token.kind {
                TokenKind::Compare(_) => "comparisons are not chained; join two with `and`",
                TokenKind::Close => "there is one `)` too many",
                _ => "join parts with `and` or `or`",
            };
            Err(error(token.span.clone(), "the rule should have ended here", Some(help)))
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Token {
    kind: TokenKind,
    span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
enum TokenKind {
    Word(String),
    Number(f64),
    Text(String),
    Compare(CompareOp),
    Dot,
    Open,
    Close,
}

fn error(span: Range<usize>, message: impl Into<String>, help: Option<&str>) -> SyntaxError {
    SyntaxError { span, message: message.into(), help: help.map(str::to_owned) }
}

fn tokens(text: &str) -> Result<Vec<Token>, SyntaxError> {
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
    let run = |belongs: fn(char) -> bool| rest.find(|c: char| !belongs(c)).unwrap_or(rest.len());
    match first {
        '(' => Ok((TokenKind::Open, 1)),
        ')' => Ok((TokenKind::Close, 1)),
        '.' => Ok((TokenKind::Dot, 1)),
        '\'' | '"' => match rest[1..].find(first) {
            Some(length) => Ok((TokenKind::Text(rest[1..=length].to_owned()), length + 2)),
            None => Err(error(0..1, "this quote is never closed", None)),
        },
        '0'..='9' | '-' => {
            let length = 1 + rest[1..].find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len() - 1);
            match rest[..length].parse::<f64>() {
                Ok(number) if number.is_finite() => Ok((TokenKind::Number(number), length)),
                _ => Err(error(0..length, "this is not a number", Some("numbers are like 45 or 7.5"))),
            }
        }
        _ if first.is_alphabetic() || first == '_' => {
            let length = run(|c| c.is_alphanumeric() || c == '_');
            Ok((TokenKind::Word(rest[..length].to_owned()), length))
        }
        _ => Err(error(0..first.len_utf8(), format!("`{first}` has no meaning in a rule"), None)),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    end: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    /// Steps over a word if it is next.
    fn word(&mut self, word: &str) -> Option<Range<usize>> {
        let token = self.peek().filter(|token| token.kind == TokenKind::Word(word.to_owned()))?;
        let span = token.span.clone();
        self.at += 1;
        Some(span)
    }

    fn rule(&mut self) -> Result<Syntax, SyntaxError> {
        let mut left = self.part()?;
        while self.word("or").is_some() {
            let right = self.part()?;
            left = join(left, right, Kind::Or);
        }
        Ok(left)
    }

    fn part(&mut self) -> Result<Syntax, SyntaxError> {
        let mut left = self.claim()?;
        while self.word("and").is_some() {
            let right = self.claim()?;
            left = join(left, right, Kind::And);
        }
        Ok(left)
    }

    fn claim(&mut self) -> Result<Syntax, SyntaxError> {
        if let Some(start) = self.word("not") {
            let inner = self.deeper(&start, Self::claim)?;
            let span = start.start..inner.span.end;
            return Ok(Syntax { kind: Kind::Not(Box::new(inner)), span });
        }
        let left = self.value()?;
        let Some(Token { kind: TokenKind::Compare(op), .. }) = self.peek() else { return Ok(left) };
        let op = *op;
        self.at += 1;
        let right = self.value()?;
        Ok(join(left, right, |left, right| Kind::Compare(op, left, right)))
    }

    fn value(&mut self) -> Result<Syntax, SyntaxError> {
        let Some(Token { kind, span }) = self.next() else {
            let help = Some("write a feature, a fact such as `age`, a number or 'text' here");
            return Err(error(self.end..self.end, "the rule ends too early", help));
        };
        let kind = match kind {
            TokenKind::Number(number) => Kind::Number(number),
            TokenKind::Text(text) => Kind::Text(text),
            TokenKind::Word(word) if word == "and" || word == "or" || word == "not" => {
                return Err(error(span, format!("`{word}` cannot stand here"), None));
            }
            TokenKind::Word(text) => return self.name(Word { text, span }),
            TokenKind::Open => {
                let inner = self.deeper(&span, Self::rule)?;
                return match self.next() {
                    Some(Token { kind: TokenKind::Close, span: close }) => {
                        Ok(Syntax { kind: inner.kind, span: span.start..close.end })
                    }
                    _ => Err(error(span, "this bracket is never closed", Some("add `)`"))),
                };
            }
            TokenKind::Compare(_) | TokenKind::Dot | TokenKind::Close => {
                return Err(error(span, "a name, a number or 'text' should stand here", None));
            }
        };
        Ok(Syntax { kind, span })
    }

    fn name(&mut self, name: Word) -> Result<Syntax, SyntaxError> {
        if self.peek().is_none_or(|token| token.kind != TokenKind::Dot) {
            return Ok(Syntax { span: name.span.clone(), kind: Kind::Name(name, None) });
        }
        let dot = self.next().expect("a dot was seen").span;
        match self.next() {
            Some(Token { kind: TokenKind::Word(text), span }) => {
                Ok(Syntax { span: name.span.start..span.end, kind: Kind::Name(name, Some(Word { text, span })) })
            }
            _ => Err(error(dot, "a name should follow the dot", Some("such as `.date` or `.value`"))),
        }
    }

    fn deeper(
        &mut self,
        place: &Range<usize>,
        read: fn(&mut Self) -> Result<Syntax, SyntaxError>,
    ) -> Result<Syntax, SyntaxError> {
        if self.depth == DEEPEST {
            return Err(error(place.clone(), "the rule is too deep", Some("split it into cohorts")));
        }
        self.depth += 1;
        let inner = read(self);
        self.depth -= 1;
        inner
    }
}

fn join(left: Syntax, right: Syntax, kind: impl FnOnce(Box<Syntax>, Box<Syntax>) -> Kind) -> Syntax {
    let span = left.span.start..right.span.end;
    Syntax { kind: kind(Box::new(left), Box::new(right)), span }
}
