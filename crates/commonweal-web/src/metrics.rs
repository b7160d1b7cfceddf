//! What is counted for those who run it: requests by route, sign-ins, refusals. Never an address, a name or a key.

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

type Labels<const N: usize> = [(&'static str, String); N];

/// Upper bounds of the histogram, in seconds: what a reader feels as at once, as quick, as slow.
const SECONDS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Everything that is counted.
pub(crate) struct Metrics {
    registry: Mutex<Registry>,
    requests: Family<Labels<2>, Counter>,
    seconds: Family<Labels<1>, Histogram, fn() -> Histogram>,
    sign_ins: Family<Labels<1>, Counter>,
    refused: Family<Labels<1>, Counter>,
    entries: Family<Labels<1>, Gauge>,
}

impl Default for Metrics {
    fn default() -> Self {
        let seconds: fn() -> Histogram = || Histogram::new(SECONDS);
        let metrics = Self {
            registry: Mutex::new(Registry::with_prefix("commonweal")),
            requests: Family::default(),
            seconds: Family::new_with_constructor(seconds),
            sign_ins: Family::default(),
            refused: Family::default(),
            entries: Family::default(),
        };
        {
            let mut registry = metrics.registry.lock().unwrap_or_else(PoisonError::into_inner);
            registry.register("requests", "Requests by route and class of status", metrics.requests.clone());
            registry.register("request_seconds", "Time to answer by route", metrics.seconds.clone());
            registry.register("sign_ins", "Attempts to sign in by outcome", metrics.sign_ins.clone());
            registry.register("refused", "Requests refused by reason", metrics.refused.clone());
            registry.register("audit_entries", "Last signed entry of the audit by database", metrics.entries.clone());
        }
        metrics
    }
}

impl Metrics {
    /// A request was answered.
    pub(crate) fn answered(&self, route: &str, status: u16, took: Duration) {
        let class = format!("{}xx", status / 100);
        self.requests.get_or_create(&[("route", route.to_owned()), ("status", class)]).inc();
        self.seconds.get_or_create(&[("route", route.to_owned())]).observe(took.as_secs_f64());
    }

    /// Somebody tried to sign in.
    pub(crate) fn sign_in(&self, outcome: &str) {
        self.sign_ins.get_or_create(&[("outcome", outcome.to_owned())]).inc();
    }

    /// A request was refused.
    pub(crate) fn refused(&self, reason: &str) {
        self.refused.get_or_create(&[("reason", reason.to_owned())]).inc();
    }

    /// The last signed entry of a database.
    pub(crate) fn head(&self, database: &str, sequence: u64) {
        let gauge = self.entries.get_or_create(&[("database", database.to_owned())]).clone();
        gauge.set(i64::try_from(sequence).unwrap_or(i64::MAX));
    }

    /// All of it, as a monitoring system reads it.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        match encode(&mut text, &registry) {
            Ok(()) => text,
            Err(_) => String::new(),
        }
    }
}
