//! `commonweal demo`: made-up people, one pass, the site.

use super::{counted, now, serve::serve};
use crate::arguments::Demo;
use crate::display::Stages;
use commonweal_app::{DemoRequest, RefreshRequest, make_demo, refresh};
use std::process::ExitCode;

pub(crate) fn run(demo: &Demo) -> anyhow::Result<ExitCode> {
    let stages = Stages::new();
    let threads = demo.threads.map(usize::from);
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    eprintln!(
        "Making a demonstration in {} with {} made-up people (no real patient).",
        demo.dir.display(),
        counted(demo.people)
    );
    let request = DemoRequest { people: demo.people, seed: demo.seed, threads: threads.unwrap_or(cores) };
    let (workspace, manifest) = make_demo(&demo.dir, &request, &stages)?;
    let request = RefreshRequest { snapshot: Some(manifest.id), threads, now: now(), ..RefreshRequest::default() };
    let done = refresh(&workspace, &request, &stages)?;
    stages.finish();
    eprintln!(
        "Read {} people and {} events; released {} figures, {} of them withheld to protect people or because too few support them.",
        counted(done.people_read),
        counted(done.events_read),
        counted(done.release.figures),
        counted(done.release.withheld),
    );
    if demo.no_serve {
        eprintln!("Next: commonweal serve --dir {}", demo.dir.display());
        return Ok(ExitCode::SUCCESS);
    }
    serve(&workspace, std::net::IpAddr::from([127, 0, 0, 1]), demo.port)
}
