//! Prints reference tables with their rows, columns and the time the first use of each takes; all of them, or those named.

use std::time::Instant;

use commonweal_reference::{Reference, ReferenceError};

fn main() -> Result<(), ReferenceError> {
    let mut names: Vec<String> = std::env::args().skip(1).collect();
    if names.is_empty() {
        names = Reference::table_names().iter().map(|name| (*name).to_owned()).collect();
    }
    for name in names {
        let start = Instant::now();
        let table = Reference::embedded().table(&name)?;
        let elapsed = start.elapsed().as_millis();
        println!("{name:22} {:>8} rows {:>3} columns {elapsed:>5} ms", table.rows(), table.columns.len());
    }
    Ok(())
}
