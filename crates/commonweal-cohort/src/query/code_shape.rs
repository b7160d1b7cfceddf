//! How the codes of each system are shaped.

use super::value::CodeSystem;

/// Whether a code has the shape of the system's codes.
pub(super) fn fits(system: CodeSystem, code: &[u8]) -> bool {
    match system {
        CodeSystem::SnomedCt | CodeSystem::Dmd => identifier(code),
        CodeSystem::Ctv3 => ctv3(code),
        CodeSystem::Icd10 => icd10(code),
        CodeSystem::Opcs4 => opcs4(code),
        CodeSystem::Bnf => bnf(code),
    }
}

/// Six to eighteen digits, the first not zero.
fn identifier(code: &[u8]) -> bool {
    (6..=18).contains(&code.len()) && code[0] != b'0' && digits(code)
}

/// Five places: two to five letters or digits, then dots.
fn ctv3(code: &[u8]) -> bool {
    let filled = code.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    code.len() == 5 && filled >= 2 && code[filled..].iter().all(|byte| *byte == b'.')
}

/// A capital, two digits, and perhaps a third digit or the filler X.
fn icd10(code: &[u8]) -> bool {
    match code {
        [letter, rest @ ..] if letter.is_ascii_uppercase() => match rest.len() {
            2 => digits(rest),
            3 => digits(&rest[..2]) && (rest[2].is_ascii_digit() || rest[2] == b'X'),
            _ => false,
        },
        _ => false,
    }
}

/// A capital other than I, then two or three digits; no dot.
fn opcs4(code: &[u8]) -> bool {
    matches!(code, [letter, rest @ ..]
        if letter.is_ascii_uppercase() && *letter != b'I' && matches!(rest.len(), 2 | 3) && digits(rest))
}

/// Fifteen places for a medicine, eleven digits for an appliance (chapters 20 to 23).
fn bnf(code: &[u8]) -> bool {
    let capital_or_digit = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    match code.len() {
        15 => {
            matches!(code[0], b'0' | b'1')
                && digits(&code[..7])
                && code[7..].iter().all(capital_or_digit)
                && [9, 11, 13].iter().all(|at| code[*at].is_ascii_uppercase())
        }
        11 => code[0] == b'2' && matches!(code[1], b'0'..=b'3') && digits(code),
        _ => false,
    }
}

fn digits(code: &[u8]) -> bool {
    code.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(system: CodeSystem, good: &[&str], bad: &[&str]) {
        for code in good {
            assert!(fits(system, code.as_bytes()), "{code} is a {}", system.name());
        }
        for code in bad {
            assert!(!fits(system, code.as_bytes()), "{code} is no {}", system.name());
        }
    }

    #[test]
    fn each_system_knows_the_shape_of_its_codes() {
        check(CodeSystem::SnomedCt, &["123456", "123456789012345678"], &["12345", "012345", "1234567890123456789", ""]);
        check(CodeSystem::Ctv3, &["abc00", "XaB1.", "XE..."], &["X....", "abc0", ".abcd", "ab.c."]);
        check(CodeSystem::Icd10, &["I10", "I10X", "E119"], &["i10", "I1", "I10Y", "E11.9"]);
        check(CodeSystem::Opcs4, &["A01", "A012"], &["I01", "A1", "A0123"]);
        check(CodeSystem::Bnf, &["0501013B0AAAAAA", "21010900101"], &["0501", "24010900101", "0501013B0aAAAAA"]);
        check(CodeSystem::Dmd, &["39113311000001107"], &["x"]);
    }
}
