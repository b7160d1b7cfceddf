//! Prints every reference table with its rows, columns and the time its first use takes.

use std::time::Instant;

use commonweal_reference::Reference;

fn main() -> Result<(), commonweal_reference::ReferenceError> {
    let first = std::env::args().nth(1);
    let names = Reference::table_names().iter().copied();
    for name in first.as_deref().into_iter().chain(names) {
        let start = Instant::now();
        let table = Reference::embedded().table(name)?;
        let elapsed = start.elapsed().as_millis();
        println!("{name:22} {:>8} rows {:>3} columns {elapsed:>5} ms", table.rows(), table.columns.len());
    }
    Ok(())
}
