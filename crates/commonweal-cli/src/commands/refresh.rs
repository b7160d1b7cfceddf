//! `commonweal refresh`: one pass, and a release.

use super::{counted, now, workspace};
use crate::arguments::Refresh;
use crate::display::Stages;
use crate::output::print;
use commonweal_app::{RefreshRequest, refresh};
use std::process::ExitCode;

pub(crate) fn run(arguments: &Refresh) -> anyhow::Result<ExitCode> {
    let workspace = workspace(&arguments.place)?;
    let stages = Stages::new();
    let request = RefreshRequest {
        snapshot: arguments.snapshot.clone(),
        index_dates: arguments.index_date.clone(),
        months: arguments.months,
        only: arguments.only.clone(),
        threads: arguments.threads.map(usize::from),
        now: now(),
    };
    let done = refresh(&workspace, &request, &stages)?;
    stages.finish();
    if arguments.json {
        print(&(serde_json::to_string_pretty(&done.release)? + "\n"))?;
    } else {
        eprintln!(
            "Released {} as {}: {} figures, {} of them withheld; {} people and {} events read, {} cells counted.",
            workspace.config.name,
            done.release.release_id,
            counted(done.release.figures),
            counted(done.release.withheld),
            counted(done.people_read),
            counted(done.events_read),
            counted(done.cells),
        );
    }
    Ok(ExitCode::SUCCESS)
}
