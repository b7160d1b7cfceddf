//! A page of measurements that several commands write: each has a section of its own and leaves the others in place.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::shell;

/// The page as it is.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn written(page: &str) -> Result<String> {
    fs::read_to_string(shell::root().join(page)).with_context(|| format!("{page} cannot be read"))
}

/// Writes the page, and says so.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn write(page: impl AsRef<Path>, text: &str) -> Result<()> {
    let page = page.as_ref();
    fs::write(shell::root().join(page), text).with_context(|| format!("{} cannot be written", page.display()))?;
    println!("written: {}", page.display());
    Ok(())
}

/// A new page with the old one's sections of these headings, in their order.
pub(crate) fn keep(new: &str, old: &str, headings: &[&str]) -> String {
    let mut page = new.to_owned();
    for heading in headings {
        if let Some((from, to)) = find(old, heading) {
            page = with(&page, heading, &old[from..to]);
        }
    }
    page
}

/// Where a section is in a page: from its heading to the next one, or to the end.
fn find(page: &str, heading: &str) -> Option<(usize, usize)> {
    let from = page.find(&format!("{heading}\n"))?;
    let rest = &page[from + heading.len()..];
    Some((from, rest.find("\n## ").map_or(page.len(), |next| from + heading.len() + next + 1)))
}

/// The page with this section in the place of its own, or at its end.
pub(crate) fn with(page: &str, heading: &str, section: &str) -> String {
    let (from, to) = find(page, heading).unwrap_or((page.len(), page.len()));
    let (before, after) = (page[..from].trim_end(), page[to..].trim());
    let parts: Vec<&str> = [before, section.trim(), after].into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADING: &str = "## The middle";

    #[test]
    fn the_section_takes_the_place_of_the_old_one_and_leaves_the_others() {
        let old = format!("# Title\n\n## First\n\none\n\n{HEADING}\n\nold\n\n## Last\n\nlast\n");
        let new = with(&old, HEADING, &format!("{HEADING}\n\nnew\n"));
        assert_eq!(new, format!("# Title\n\n## First\n\none\n\n{HEADING}\n\nnew\n\n## Last\n\nlast\n"));
        assert_eq!(with("# Title\n", HEADING, &format!("{HEADING}\n\nnew")), format!("# Title\n\n{HEADING}\n\nnew\n"));
    }

    #[test]
    fn a_section_ends_where_the_next_begins() {
        let report = format!("# Title\n\n{HEADING}\n\nkept\n\n## Last\n");
        let (from, to) = find(&report, HEADING).unwrap();
        assert_eq!(&report[from..to], format!("{HEADING}\n\nkept\n\n"));
        assert_eq!(find("# Title\n", HEADING), None);
    }

    #[test]
    fn a_page_written_anew_keeps_the_sections_of_others() {
        let old = "# Old\n\n## A\n\na\n\n## B\n\nb\n";
        assert_eq!(keep("# New\n", old, &["## B", "## A", "## C"]), "# New\n\n## B\n\nb\n\n## A\n\na\n");
    }
}
