//! Does the repository hold a secret? Private keys, keys of well-known services, tokens, addresses with a password, and long
//! random values given to something called a password, secret, token or key. Reads files only; nothing is asked elsewhere.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Result, bail};

use crate::shell;

/// Endings of files that hold keys and nothing else.
const KEY_FILES: &[&str] = &[".pem", ".key", ".p12", ".pfx", ".jks", ".kdbx", ".env"];
/// Beginnings that services give their keys, with the number of letters and digits that follow at least.
const KNOWN: &[(&str, usize, &str)] = &[
    ("AKIA", 16, "an access key of AWS"),
    ("ASIA", 16, "an access key of AWS"),
    ("AIza", 35, "a key of Google"),
    ("ghp_", 36, "a token of GitHub"),
    ("gho_", 36, "a token of GitHub"),
    ("ghs_", 36, "a token of GitHub"),
    ("github_pat_", 40, "a token of GitHub"),
    ("glpat-", 20, "a token of GitLab"),
    ("npm_", 36, "a token of npm"),
    ("xoxb-", 20, "a token of Slack"),
    ("xoxp-", 20, "a token of Slack"),
    ("sk_live_", 20, "a key of Stripe"),
];
/// What a setting or a variable that holds a secret has in its name.
const NAMES: &[&str] =
    &["password", "passwd", "secret", "token", "api_key", "apikey", "private_key", "access_key", "client_key"];
/// A value shorter than this is a word, not a key.
const SHORTEST_VALUE: usize = 24;
/// Bits a character must carry in the mean for a value to look drawn at random; English has about four only over a long
/// text, and repeats letters in a short one.
const LEAST_BITS: f64 = 3.6;

/// What examples and refusals write in a password's place.
const PLACEHOLDERS: &[&str] = &["secret", "password", "hunter2"];

/// Files whose lines look like secrets and are none, and why that is known.
const HARMLESS: &[(&str, &str)] = &[("xtask/src/secrets.rs", "the secrets that its own tests plant")];

/// Reads every file Git knows or would know.
///
/// # Errors
/// Each line that looks like a secret, without showing it.
pub(crate) fn check() -> Result<String> {
    let listed = shell::output("git", &["ls-files", "--cached", "--others", "--exclude-standard"])?;
    let (mut files, mut problems) = (0, Vec::new());
    for name in listed.lines().filter(|name| !HARMLESS.iter().any(|(known, _)| known == name)) {
        if KEY_FILES.iter().any(|ending| name.ends_with(ending)) {
            problems.push(format!("{name}: a file of this kind holds a key; keep it out of the repository"));
        }
        let Ok(bytes) = fs::read(shell::root().join(name)) else { continue }; // deleted and not yet committed
        files += 1;
        if let Ok(text) = String::from_utf8(bytes) {
            problems.extend(found(&text).into_iter().map(|(line, what)| format!("{name}:{line}: looks like {what}")));
        }
    }
    if !problems.is_empty() {
        bail!(
            "{} places; a secret that was committed is known: make a new one, and take it out of the history:\n  {}",
            problems.len(),
            problems.join("\n  ")
        );
    }
    Ok(format!("{files} files"))
}

/// The lines of a text that look like a secret, and what each looks like.
fn found(text: &str) -> Vec<(usize, &'static str)> {
    let judged = |(at, line): (usize, &str)| judge(line).map(|what| (at + 1, what));
    text.lines().enumerate().filter_map(judged).collect()
}

fn judge(line: &str) -> Option<&'static str> {
    if line.contains("-----BEGIN ") && line.contains("PRIVATE KEY") {
        return Some("a private key");
    }
    KNOWN
        .iter()
        .find(|(start, length, _)| begins_a_key(line, start, *length))
        .map(|(_, _, what)| *what)
        .or_else(|| has_web_token(line).then_some("a signed token"))
        .or_else(|| has_password_in_address(line).then_some("an address with a password in it"))
        .or_else(|| assigns_random(line).then_some("a random value given to a password, secret, token or key"))
}

fn is_of_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

/// Whether a word of the line is this beginning and so many letters and digits after it.
fn begins_a_key(line: &str, start: &str, length: usize) -> bool {
    line.match_indices(start).any(|(at, _)| {
        let is_within_a_word = line[..at].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric());
        let rest = &line[at + start.len()..];
        !is_within_a_word && rest.chars().take_while(|c| is_of_key(*c)).count() >= length
    })
}

/// Three parts of URL-safe Base64, the first two of which are JSON objects.
fn has_web_token(line: &str) -> bool {
    line.match_indices("eyJ").any(|(at, _)| {
        let mut parts = line[at..].split('.').map(|part| part.chars().take_while(|c| is_of_key(*c)).count());
        let second_is_object = line[at..].split('.').nth(1).is_some_and(|part| part.starts_with("eyJ"));
        parts.next().unwrap_or(0) >= 16 && second_is_object && parts.nth(1).unwrap_or(0) >= 20
    })
}

/// `scheme://user:password@host`, where the password is written out: no `$NAME`, `{name}` or `<name>` in its place.
fn has_password_in_address(line: &str) -> bool {
    line.match_indices("://").any(|(at, _)| {
        let rest = &line[at + 3..];
        let end = rest.find(|c: char| c.is_whitespace() || "/\"'`<>(),".contains(c)).unwrap_or(rest.len());
        let Some((login, host)) = rest[..end].split_once('@') else { return false };
        let Some((_, password)) = login.split_once(':') else { return false };
        let is_example = PLACEHOLDERS.contains(&password) || password.contains(['$', '{', '[', '*']);
        password.len() >= 4 && !host.is_empty() && !is_example
    })
}

/// `name = "value"` or `name: value`, where the name is of a secret and the value looks drawn at random.
fn assigns_random(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    NAMES.iter().any(|name| {
        lower.match_indices(name).any(|(at, _)| {
            let rest =
                lower[at + name.len()..].trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "_-\"'".contains(c));
            let rest = rest.trim_start();
            let Some(rest) = rest.strip_prefix([':', '=']) else { return false };
            // The value keeps its capitals.
            let value = &line[line.len() - rest.len()..];
            let value = value.trim_start_matches(|c: char| c.is_whitespace() || "=:\"'`&b".contains(c));
            let length = value.chars().take_while(|c| is_of_key(*c) || "+/=".contains(*c)).count();
            looks_random(&value[..length])
        })
    })
}

fn looks_random(value: &str) -> bool {
    let count = |of: fn(&char) -> bool| value.chars().filter(of).count();
    let (digits, letters) = (count(char::is_ascii_digit), count(char::is_ascii_alphabetic));
    value.len() >= SHORTEST_VALUE && digits >= 3 && letters >= 3 && bits(value) >= LEAST_BITS
}

/// Shannon's entropy of the characters of a text, in bits for each.
fn bits(text: &str) -> f64 {
    let mut counts: BTreeMap<char, f64> = BTreeMap::new();
    text.chars().for_each(|c| *counts.entry(c).or_default() += 1.0);
    let whole: f64 = counts.values().sum();
    counts.values().map(|count| -(count / whole) * (count / whole).log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANDOM: &str = "q7Vt2mXc9LbR4nZs8KfYw1HdJ6pAe3Gu";

    #[test]
    fn planted_secrets_are_found_on_their_line() {
        let planted = [
            "-----BEGIN OPENSSH PRIVATE KEY-----".to_owned(),
            "aws_access_key_id = AKIAIOSFODNN7EXAMPLE".to_owned(),
            format!("let password = \"{RANDOM}\";"),
            format!("client_secret: {RANDOM}"),
            format!("  \"apiKey\": \"{RANDOM}\","),
            format!("PGPASSWORD={RANDOM}"),
            "database = \"postgres://commonweal:hunter22@db/operations\"".to_owned(),
            format!("Authorization: Bearer eyJhbGciOiJFZERTQSJ9abc.eyJzdWIiOiJhZGEifQ.{RANDOM}"),
            format!("git clone with ghp_{RANDOM}q7Vt"),
        ];
        for line in &planted {
            let text = format!("first\n{line}\nlast\n");
            assert_eq!(found(&text).iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2], "{line}");
        }
    }

    #[test]
    fn what_only_speaks_of_secrets_is_left_alone() {
        let harmless = [
            "operations_password_file = \"operations-database-password.txt\"",
            "pub fn set_password(&self, password: &str) -> Result<Credential, StoreError> {",
            "let password = \"correct horse battery staple\";",
            "token: String,",
            "client_secret_file = \"secrets/client-secret-of-the-provider\"",
            "postgres://commonweal_operations@127.0.0.1:5432/commonweal_operations?sslmode=prefer",
            "operations = \"postgres://me:secret@localhost/x\"",
            "psql \"postgres://commonweal:$PASSWORD@db/operations\"",
            "-----BEGIN CERTIFICATE-----",
            "checksum = \"09c6f4b3a3e5e0b8f7d2a1c4d6e8f0a2\"",
            "password=aaaaaaaaaaaaaaaaaaaaaaaaaaaaa111",
        ];
        for line in harmless {
            assert!(found(line).is_empty(), "{line}");
        }
    }
}
