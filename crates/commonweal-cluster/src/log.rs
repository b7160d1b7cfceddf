//! What is written about a role's work, and where?

use tracing_subscriber::filter::LevelFilter;

/// Writes what a role does to stderr: warnings and failures, or everything down to its own debug
/// lines. No line at any level holds a value from a person's row.
pub fn log_to_stderr(everything: bool) {
    let level = if everything { LevelFilter::DEBUG } else { LevelFilter::WARN };
    // A second call finds the first one's logger in place, which is as good.
    let _ = tracing_subscriber::fmt().with_max_level(level).with_ansi(false).with_writer(std::io::stderr).try_init();
}
