//! `words` turns the fixed vocabularies of this crate into text and back: one word in files, addresses, databases
//! and the audit, one label for people.

/// Text that is not one of the words of a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not {kind}; choose one of: {}", shown(.given), .choices.join(", "))]
pub struct UnknownWord {
    /// What was asked for, with its article: "a role".
    pub kind: &'static str,
    /// What was given.
    pub given: String,
    /// What could have been given.
    pub choices: Vec<&'static str>,
}

/// Text fit for a message: no control characters, at most 40 characters.
fn shown(given: &str) -> String {
    let mut text: String = given.chars().take(40).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if given.chars().nth(40).is_some() {
        text.push('…');
    }
    text
}

/// An enumeration whose variants have one word and one label each.
///
/// Gives `ALL`, `as_str`, `label`, `Display` (the word) and `FromStr` (from the word).
macro_rules! words {
    (
        $(#[$about:meta])*
        $vis:vis enum $name:ident($kind:literal) {
            $( $(#[$doc:meta])* $variant:ident = $word:literal, $label:literal; )+
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name {
            $( $(#[$doc])* $variant, )+
        }

        impl $name {
            /// All of them, in the order they are declared.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )+];

            /// The word in files, addresses, databases and the audit.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }

            /// The words for people, as a page shows them.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $( Self::$variant => $label, )+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::words::UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|each| each.as_str() == text).ok_or_else(|| $crate::words::UnknownWord {
                    kind: $kind,
                    given: text.to_owned(),
                    choices: Self::ALL.iter().map(|each| each.as_str()).collect(),
                })
            }
        }
    };
}
pub(crate) use words;
