//! Where do lines go, and in which shape? To standard error, one line each. Lines name routes, not addresses asked.

use super::options::Log;
use std::io::stderr;
use tracing_subscriber::EnvFilter;

/// Begins to write lines, unless somebody else does already.
pub(super) fn begin(log: Log) {
    let level =
        if log == Log::Quiet { "warn" } else { "warn,commonweal=info,commonweal_web=info,commonweal_admin=info" };
    let lines = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(level)).with_writer(stderr);
    let _ = match log {
        Log::Json => lines.json().flatten_event(true).try_init(),
        Log::Plain | Log::Quiet => lines.with_ansi(false).with_target(false).try_init(),
    };
}
