//! The pass over the benchmark's records.

use crate::Fallible;
use crate::library::Asked;
use crate::records::files;
use commonweal_cohort::SourceFile;
use commonweal_cohort::evaluate::Interval;
use commonweal_engine::{Engine, PassSpec, Questions, RecordFiles};
use commonweal_model::tables;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// Asks everything at these dates. Prints the count of each question at the last of them.
pub(crate) fn pass(
    folder: &Path,
    definitions: &[SourceFile],
    asked: &Asked,
    dates: &[Date],
    threads: usize,
) -> Fallible<()> {
    let spec = spec(folder, definitions, &asked.cohorts, &asked.indicators, dates)?;
    let summary = Engine::new(Some(threads))?.pass(&spec, &|_| ())?;
    println!("rows {} people, {} events, {} rows in all", summary.people, summary.events, summary.rows);
    for total in summary.totals.iter().filter(|total| usize::from(total.interval) + 1 == dates.len()) {
        let question = usize::from(total.question);
        match question.checked_sub(asked.cohorts.len()) {
            None => println!("count {} {}", asked.cohorts[question], total.numerator),
            Some(indicator) => {
                let id = &asked.indicators[indicator];
                println!("count {id}_denominator {}\ncount {id}_numerator {}", total.denominator, total.numerator);
            }
        }
    }
    Ok(())
}

/// Asks each definition alone, twice, and prints how long the second time took.
pub(crate) fn warm(
    folder: &Path,
    definitions: &[SourceFile],
    asked: &Asked,
    date: Date,
    threads: usize,
) -> Fallible<()> {
    let engine = Engine::new(Some(threads))?;
    let cohorts = asked.cohorts.iter().map(|id| (id, vec![id.clone()], Vec::new()));
    let indicators = asked.indicators.iter().map(|id| (id, Vec::new(), vec![id.clone()]));
    for (id, cohorts, indicators) in cohorts.chain(indicators) {
        let spec = spec(folder, definitions, &cohorts, &indicators, &[date])?;
        engine.pass(&spec, &|_| ())?;
        let begun = Instant::now();
        engine.pass(&spec, &|_| ())?;
        println!("warm {id} {:.4}", begun.elapsed().as_secs_f64());
    }
    Ok(())
}

fn spec(
    folder: &Path,
    definitions: &[SourceFile],
    cohorts: &[String],
    indicators: &[String],
    dates: &[Date],
) -> Fallible<Arc<PassSpec>> {
    let questions =
        Questions::Library { files: definitions.to_vec(), cohorts: cohorts.to_vec(), indicators: indicators.to_vec() };
    let intervals = dates.iter().map(|date| Interval::on(*date)).collect();
    Ok(Arc::new(PassSpec::new(questions, intervals, record_files(folder)?)))
}

/// Every table that has files, a file for each bucket.
pub(crate) fn record_files(folder: &Path) -> Fallible<RecordFiles> {
    let mut found = BTreeMap::new();
    for table in tables::ALL {
        let buckets = files(folder, table.name)?;
        if !buckets.is_empty() {
            found.insert(table.name.to_owned(), buckets.into_iter().map(|file| vec![file]).collect());
        }
    }
    Ok(RecordFiles { tables: found })
}
