//! `commonweal demo`: made-up people, one pass, the site.

use super::{counted, now, serve, threads};
use crate::arguments::Demo;
use crate::display::Stages;
use commonweal_app::{DemoRequest, Demonstration, RefreshRequest, WithheldShare, make_demo, refresh};
use std::process::ExitCode;

pub(crate) fn run(demo: &Demo) -> anyhow::Result<ExitCode> {
    let stages = Stages::new();
    let threads = threads(demo.threads);
    eprintln!(
        "Making a demonstration in {} with {} made-up people (no real patient).",
        demo.dir.display(),
        counted(demo.people)
    );
    let request = DemoRequest { people: demo.people, seed: demo.seed, threads };
    let Demonstration { workspace, snapshot, sample } = make_demo(&demo.dir, &request, &stages)?;
    let request =
        RefreshRequest { snapshot: Some(snapshot.id), threads: Some(threads), now: now(), ..RefreshRequest::default() };
    let done = refresh(&workspace, &request, &stages)?;
    stages.finish();
    eprintln!(
        "Read {} people ({sample}) and {} events; released {} figures, {} of them withheld to protect people or because too few support them.",
        counted(done.people_read),
        counted(done.events_read),
        counted(done.release.figures),
        counted(done.release.withheld),
    );
    eprintln!("Withheld, of the figures counted from these people: {}.", shares(&done.withheld));
    if demo.no_serve {
        eprintln!("Next: commonweal serve --dir {}", demo.dir.display());
        return Ok(ExitCode::SUCCESS);
    }
    serve::demonstration(&workspace, demo.port)
}

/// The share of figures that is withheld, for each type of area.
fn shares(withheld: &[WithheldShare]) -> String {
    let share = |of: &WithheldShare| {
        let percent = of.withheld as f64 * 100.0 / of.figures as f64;
        format!("{} {percent:.1}%", of.area_type.label())
    };
    withheld.iter().map(share).collect::<Vec<_>>().join(", ")
}
