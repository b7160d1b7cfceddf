//! The flow of exclusions, with counts where there are any.

use super::{Explanation, sentence};
use std::fmt::Write;

impl Explanation {
    /// The flow of exclusions as lines of text. `remaining` has, where counts are there, everybody and then those left
    /// after each step, as [`crate::Lowering::cohort_steps`] counts them.
    ///
    /// Counts of real people are for those who may see them: this function shows what it is given.
    pub fn flow(&self, remaining: Option<&[u64]>) -> String {
        let count = |at: usize| remaining.and_then(|counts| counts.get(at)).copied();
        let width = remaining.and_then(|counts| counts.iter().max()).map_or(0, |most| most.to_string().len());
        let mut lines = String::new();
        let mut line = |left: Option<u64>, text: &str| {
            let left = left.map_or(String::new(), |left| format!("{left:>width$}  "));
            writeln!(lines, "{left}{text}").expect("text can always be written to");
        };
        line(count(0), "everybody in the records");
        let steps: Vec<String> = self.steps.iter().map(ToString::to_string).collect();
        for (at, step) in steps.iter().enumerate() {
            if let (Some(before), Some(after)) = (count(at), count(at + 1)) {
                let out = before.saturating_sub(after);
                line(Some(out), &format!("  leave here, since it is not so, or not known, that {step}"));
            }
            line(count(at + 1), &format!("{}. {}", at + 1, sentence(step)));
        }
        line(count(steps.len()), "belong");
        lines
    }
}
