//! The command line: reads arguments, calls the application, prints, and sets the exit code
//! (0 done, 1 failed, 2 misuse).

mod arguments;
mod commands;
mod display;
mod output;

use arguments::{Arguments, Command};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.command {
        Command::Demo(demo) => commands::demo::run(&demo),
        Command::Init(init) => commands::init::run(&init),
        Command::Synth(synth) => commands::synth::run(&synth),
        Command::Check(check) => commands::check::run(&check),
        Command::Snapshots(snapshots) => commands::snapshots::run(&snapshots),
        Command::Refresh(refresh) => commands::refresh::run(&refresh),
        Command::Indicator(indicator) => commands::indicator::run(&indicator),
        Command::Framework(framework) => commands::framework::run(&framework),
        Command::Commitments(commitments) => commands::plan_lists::commitments(&commitments),
        Command::Initiatives(initiatives) => commands::plan_lists::initiatives(&initiatives),
        Command::Monitor(monitor) => commands::monitor::monitor(&monitor),
        Command::Evaluate(evaluate) => commands::monitor::evaluate(&evaluate),
        Command::Report(report) => commands::report::run(&report),
        Command::Release(release) => commands::release::run(&release),
        Command::Sql(sql) => commands::sql::run(&sql),
        Command::Stats(stats) => commands::stats::run(&stats),
        Command::Import(import) => commands::import::run(&import),
        Command::Cohort(cohort) => commands::cohort::run(&cohort),
        Command::Codelist(codelist) => commands::codelist::run(&codelist),
        Command::Ehrql(ehrql) => commands::ehrql::run(&ehrql),
        Command::Verify(verify) => commands::verify::run(&verify),
        Command::User(user) => commands::user::run(&user),
        Command::Audit(audit) => commands::audit::run(&audit),
        Command::Backup(backup) => commands::backup::run(&backup),
        Command::Restore(restore) => commands::backup::restore(&restore),
        Command::Retention(retention) => commands::retention::run(&retention),
        Command::Serve(serve) => commands::serve::run(&serve),
        #[cfg(feature = "cluster")]
        Command::Cluster(cluster) => commands::cluster::run(&cluster),
        Command::Completions { shell } => commands::completions(shell),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            // Nobody reads on from a closed pipe; that is not a failure to report.
            if output::is_closed_pipe(&error) {
                return ExitCode::SUCCESS;
            }
            eprintln!("commonweal: {error:#}");
            ExitCode::FAILURE
        }
    }
}
