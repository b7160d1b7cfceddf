//! What becomes of groups that cannot be answered.

use super::input::place;
use crate::answer::Answer;
use crate::error::MethodError;
use crate::groups::Groups;

/// Groups without an answer: the others are answered, and each refusal becomes a warning. Where no group has an answer
/// the first refusal is the method's.
#[derive(Default)]
pub(in crate::methods) struct Refusals {
    first: Option<MethodError>,
    refused: usize,
    warnings: Vec<String>,
}

impl Refusals {
    /// Notes a group's answer, or why it has none; gives the answer.
    pub(in crate::methods) fn note<T>(&mut self, group: &str, answer: Result<T, String>) -> Option<T> {
        match answer {
            Ok(answer) => Some(answer),
            Err(why) => {
                self.warnings.push(place(group, &why));
                self.refused += 1;
                self.first.get_or_insert_with(|| MethodError::refused_in(group, why));
                None
            }
        }
    }

    /// Notes a situation that the reader should know of.
    pub(in crate::methods) fn warn(&mut self, group: &str, sentence: &str) {
        self.warnings.push(place(group, sentence));
    }

    /// The answer with its warnings, unless every group was refused.
    pub(in crate::methods) fn settle(self, groups: &Groups, mut answer: Answer) -> Result<Answer, MethodError> {
        match self.first {
            Some(first) if self.refused == groups.len() => Err(first),
            _ => {
                answer.warnings = self.warnings;
                Ok(answer)
            }
        }
    }
}
