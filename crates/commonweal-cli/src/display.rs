//! What a person sees while long work goes on: a bar on a terminal, plain lines elsewhere.

use commonweal_app::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Stages on standard error, each with its time once it is over.
pub(crate) struct Stages {
    now: Mutex<Option<(String, Instant, ProgressBar)>>,
    on_terminal: bool,
}

impl Stages {
    pub(crate) fn new() -> Self {
        Self { now: Mutex::new(None), on_terminal: std::io::stderr().is_terminal() }
    }

    /// Ends the stage at hand and says how long it took.
    pub(crate) fn finish(&self) {
        let mut now = self.now.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((name, started, bar)) = now.take() {
            bar.finish_and_clear();
            eprintln!("  {name}: {:.1} s", started.elapsed().as_secs_f64());
        }
    }
}

impl Progress for Stages {
    fn stage(&self, name: &str, total: Option<u64>) {
        self.finish();
        let target = if self.on_terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = match total {
            Some(total) => ProgressBar::with_draw_target(Some(total), target).with_style(
                ProgressStyle::with_template("  {msg} {bar:30} {human_pos} of {human_len}, {eta} left")
                    .expect("a fixed template"),
            ),
            None => ProgressBar::with_draw_target(None, target)
                .with_style(ProgressStyle::with_template("  {spinner} {msg}").expect("a fixed template")),
        };
        bar.set_message(name.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        let mut now = self.now.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now = Some((name.to_owned(), Instant::now(), bar));
    }

    fn done(&self, so_far: u64) {
        let now = self.now.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((_, _, bar)) = now.as_ref() {
            bar.set_position(so_far);
        }
    }
}
