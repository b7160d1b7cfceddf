//! From the words of a rule to its parts.

use crate::syntax::{FUNCTIONS, Kind, Syntax, SyntaxError, Word, error};
use crate::tokens::{Token, TokenKind, tokens};
use crate::{ArithmeticOp, Lookback};
use std::ops::Range;

/// Brackets, `not`s and `if`s inside one another; a rule people read has two or three.
const DEEPEST: usize = 50;

/// Reads a rule:
///
/// ```text
/// rule       = part ("or" part)*
/// part       = claim ("and" claim)*
/// claim      = "not" claim | sum (comparison)?
/// comparison = ("=" | "!=" | "<" | "<=" | ">" | ">=") sum
///            | "not"? "in" "(" sum ("," sum)* ")"
///            | "is" "not"? ("missing" | "known")
///            | "between" sum "and" sum
/// sum        = product (("+" | "-") product)*
/// product    = value (("*" | "/") value)*
/// value      = "-" value | number unit? | 'text' | date | length | "true" | "false" | "$" name
///            | name ("." name)* | function "(" rule ("," rule)* ")" | "(" rule ")"
///            | "if" rule "then" rule "else" rule
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

    /// Steps over a token if it is next.
    fn sign(&mut self, kind: &TokenKind) -> Option<Range<usize>> {
        let span = self.peek().filter(|token| token.kind == *kind)?.span.clone();
        self.at += 1;
        Some(span)
    }

    /// Steps over a word if it is next.
    fn word(&mut self, word: &str) -> Option<Range<usize>> {
        let is = |token: &&Token| matches!(&token.kind, TokenKind::Word(text) if text == word);
        let span = self.peek().filter(is)?.span.clone();
        self.at += 1;
        Some(span)
    }

    fn must(&mut self, word: &str, help: &str) -> Result<Range<usize>, SyntaxError> {
        let place = self.peek().map_or(self.end..self.end, |token| token.span.clone());
        self.word(word).ok_or_else(|| error(place, format!("`{word}` should stand here"), Some(help)))
    }

    fn rule(&mut self) -> Result<Syntax, SyntaxError> {
        self.joined("or", Self::part, Kind::Any)
    }

    fn part(&mut self) -> Result<Syntax, SyntaxError> {
        self.joined("and", Self::claim, Kind::All)
    }

    fn joined(
        &mut self,
        word: &str,
        read: fn(&mut Self) -> Result<Syntax, SyntaxError>,
        kind: fn(Vec<Syntax>) -> Kind,
    ) -> Result<Syntax, SyntaxError> {
        let first = read(self)?;
        let mut parts = Vec::new();
        while self.word(word).is_some() {
            parts.push(read(self)?);
        }
        let Some(last) = parts.last() else { return Ok(first) };
        let span = first.span.start..last.span.end;
        parts.insert(0, first);
        Ok(Syntax { kind: kind(parts), span })
    }

    fn claim(&mut self) -> Result<Syntax, SyntaxError> {
        if let Some(start) = self.word("not") {
            let inner = self.deeper(&start, Self::claim)?;
            let span = start.start..inner.span.end;
            return Ok(Syntax { kind: Kind::Not(Box::new(inner)), span });
        }
        let left = self.sum()?;
        if let Some(Token { kind: TokenKind::Compare(op), .. }) = self.peek() {
            let op = *op;
            self.at += 1;
            let right = self.sum()?;
            return Ok(join(left, right, |left, right| Kind::Compare(op, left, right)));
        }
        if self.word("between").is_some() {
            let low = self.sum()?;
            self.must("and", "write `x between a and b`")?;
            let high = self.sum()?;
            let span = left.span.start..high.span.end;
            let kind = Kind::Between { of: Box::new(left), low: Box::new(low), high: Box::new(high) };
            return Ok(Syntax { kind, span });
        }
        if self.word("is").is_some() {
            return self.missing_or_known(left);
        }
        if self.word("in").is_some() {
            return self.among(left);
        }
        if let Some(not) = self.word("not") {
            if self.word("in").is_none() {
                return Err(error(
                    not,
                    "`not` cannot stand here",
                    Some("write `not` before the claim, or `x not in (...)`"),
                ));
            }
            return self.among(left).map(denied);
        }
        Ok(left)
    }

    fn missing_or_known(&mut self, of: Syntax) -> Result<Syntax, SyntaxError> {
        let not = self.word("not").is_some();
        let (missing, end) = match self.word("missing") {
            Some(end) => (true, end),
            None => (false, self.must("known", "write `is missing` or `is known`")?),
        };
        let span = of.span.start..end.end;
        let claim = Syntax { kind: Kind::Missing(Box::new(of)), span };
        Ok(if missing == not { denied(claim) } else { claim })
    }

    fn among(&mut self, of: Syntax) -> Result<Syntax, SyntaxError> {
        let place = self.peek().map_or(self.end..self.end, |token| token.span.clone());
        if self.sign(&TokenKind::Open).is_none() {
            return Err(error(place, "a list should stand here", Some("write `x in ('a', 'b')`")));
        }
        let (among, end) = self.list(&place, Self::sum)?;
        let span = of.span.start..end;
        Ok(Syntax { kind: Kind::In { of: Box::new(of), among }, span })
    }

    /// What stands between brackets, the first already read; and where it ends.
    fn list(
        &mut self,
        open: &Range<usize>,
        read: fn(&mut Self) -> Result<Syntax, SyntaxError>,
    ) -> Result<(Vec<Syntax>, usize), SyntaxError> {
        let mut parts = Vec::new();
        loop {
            parts.push(self.deeper(open, read)?);
            match self.next() {
                Some(Token { kind: TokenKind::Comma, .. }) => {}
                Some(Token { kind: TokenKind::Close, span }) => return Ok((parts, span.end)),
                Some(Token { span, .. }) => return Err(error(span, "`,` or `)` should stand here", None)),
                None => return Err(error(open.clone(), "this bracket is never closed", Some("add `)`"))),
            }
        }
    }

    fn sum(&mut self) -> Result<Syntax, SyntaxError> {
        let mut left = self.product()?;
        loop {
            let op = match self.peek().map(|token| &token.kind) {
                Some(TokenKind::Plus) => ArithmeticOp::Add,
                Some(TokenKind::Minus) => ArithmeticOp::Subtract,
                _ => return Ok(left),
            };
            self.at += 1;
            let right = self.product()?;
            left = join(left, right, |left, right| Kind::Arithmetic(op, left, right));
        }
    }

    fn product(&mut self) -> Result<Syntax, SyntaxError> {
        let mut left = self.value()?;
        loop {
            let op = match self.peek().map(|token| &token.kind) {
                Some(TokenKind::Times) => ArithmeticOp::Multiply,
                Some(TokenKind::Divide) => ArithmeticOp::Divide,
                _ => return Ok(left),
            };
            self.at += 1;
            let right = self.value()?;
            left = join(left, right, |left, right| Kind::Arithmetic(op, left, right));
        }
    }

    fn value(&mut self) -> Result<Syntax, SyntaxError> {
        let Some(Token { kind, span }) = self.next() else {
            let help = Some("write a feature, a fact such as `age`, a number or 'text' here");
            return Err(error(self.end..self.end, "the rule ends too early", help));
        };
        let kind = match kind {
            TokenKind::Number(number, unit) => Kind::Number(number, unit),
            TokenKind::Text(text) => Kind::Text(text),
            TokenKind::Date(date) => Kind::Date(date),
            TokenKind::Parameter(text) => Kind::Parameter(Word { text, span: span.clone() }),
            TokenKind::Word(word) => return self.begun_by(Word { text: word, span }),
            TokenKind::Minus => {
                let inner = self.deeper(&span, Self::value)?;
                let span = span.start..inner.span.end;
                let kind = match inner.kind {
                    Kind::Number(number, unit) => Kind::Number(-number, unit),
                    other => Kind::Negate(Box::new(Syntax { kind: other, span: inner.span })),
                };
                return Ok(Syntax { kind, span });
            }
            TokenKind::Open => {
                let inner = self.deeper(&span, Self::rule)?;
                return match self.next() {
                    Some(Token { kind: TokenKind::Close, span: close }) => {
                        Ok(Syntax { kind: inner.kind, span: span.start..close.end })
                    }
                    _ => Err(error(span, "this bracket is never closed", Some("add `)`"))),
                };
            }
            _ => return Err(error(span, "a name, a number or 'text' should stand here", None)),
        };
        Ok(Syntax { kind, span })
    }

    /// A value that begins with a word: a name, a call, a length, `true`, `if`.
    fn begun_by(&mut self, word: Word) -> Result<Syntax, SyntaxError> {
        let span = word.span.clone();
        match word.text.as_str() {
            "true" | "false" => return Ok(Syntax { kind: Kind::Truth(word.text == "true"), span }),
            "if" => return self.choice(&span),
            "and" | "or" | "not" | "in" | "is" | "between" | "then" | "else" => {
                return Err(error(span, format!("`{}` cannot stand here", word.text), None));
            }
            _ => {}
        }
        if let Some(length) = Lookback::parse(&word.text) {
            return Ok(Syntax { kind: Kind::Length(length), span });
        }
        if FUNCTIONS.contains(&word.text.as_str())
            && let Some(open) = self.sign(&TokenKind::Open)
        {
            let (parts, end) = self.list(&open, Self::rule)?;
            return Ok(Syntax { span: span.start..end, kind: Kind::Call(word, parts) });
        }
        self.name(word)
    }

    fn choice(&mut self, start: &Range<usize>) -> Result<Syntax, SyntaxError> {
        let help = "write `if claim then value else value`";
        let condition = self.deeper(start, Self::rule)?;
        self.must("then", help)?;
        let then = self.deeper(start, Self::rule)?;
        self.must("else", help)?;
        let otherwise = self.deeper(start, Self::rule)?;
        let span = start.start..otherwise.span.end;
        let kind = Kind::If { condition: Box::new(condition), then: Box::new(then), otherwise: Box::new(otherwise) };
        Ok(Syntax { kind, span })
    }

    fn name(&mut self, first: Word) -> Result<Syntax, SyntaxError> {
        let mut span = first.span.clone();
        let mut words = vec![first];
        while words.len() < 3
            && let Some(dot) = self.sign(&TokenKind::Dot)
        {
            match self.next() {
                Some(Token { kind: TokenKind::Word(text), span: place }) => {
                    span.end = place.end;
                    words.push(Word { text, span: place });
                }
                _ => return Err(error(dot, "a name should follow the dot", Some("such as `.date` or `.value`"))),
            }
        }
        Ok(Syntax { kind: Kind::Name(words), span })
    }

    fn deeper(
        &mut self,
        place: &Range<usize>,
        read: fn(&mut Self) -> Result<Syntax, SyntaxError>,
    ) -> Result<Syntax, SyntaxError> {
        if self.depth == DEEPEST {
            return Err(error(place.clone(), "the rule is too deep", Some("split it into values or cohorts")));
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

fn denied(claim: Syntax) -> Syntax {
    let span = claim.span.clone();
    Syntax { kind: Kind::Not(Box::new(claim)), span }
}
