//! Removing backups that are older than they are kept for.

use super::ENDING;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::visitor::By;
use commonweal_operations::audit::Action;
use commonweal_operations::time_text::utc_day;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use std::path::Path;

/// The day a backup was made, as its name says; none for any other file.
fn day_of(name: &str) -> Option<Date> {
    let at = name.strip_prefix("commonweal-")?.strip_suffix(ENDING)?;
    Some(DateTime::strptime("%Y%m%dT%H%M%S%.fZ", at).ok()?.date())
}

impl Desk {
    /// Removes backups of a folder made more than `days` days ago, never the one just made, and writes each down.
    pub(super) async fn expire_backups(
        &self,
        by: By<'_>,
        folder: &Path,
        days: u32,
        newest: &str,
    ) -> Result<Vec<String>, DeskError> {
        let now = self.now();
        let oldest = utc_day(now).saturating_sub(i64::from(days).days());
        let mut due = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(DeskError::file("cannot read the folder", folder))? {
            let entry = entry.map_err(DeskError::file("cannot read the folder", folder))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name != newest && day_of(&name).is_some_and(|day| day < oldest) {
                due.push(name);
            }
        }
        due.sort();
        for name in &due {
            let path = folder.join(name);
            std::fs::remove_file(&path).map_err(DeskError::file("cannot remove", &path))?;
            self.operations().note(by.draft(now, Action::BackupExpired, name)).await?;
        }
        Ok(due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_names_of_backups_have_a_day() {
        let day = day_of("commonweal-20260930T120000.000000Z.commonweal-backup");
        assert_eq!(day, Some(jiff::civil::date(2026, 9, 30)));
        for other in ["commonweal-x.commonweal-backup", "notes.txt", ".unfinished-a.commonweal-backup", "commonweal-"] {
            assert_eq!(day_of(other), None, "{other}");
        }
    }
}
