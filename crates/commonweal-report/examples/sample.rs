//! Writes a report that holds everything a report can hold, in every kind of file, into a folder: to be looked at.

#[path = "../tests/it/sample.rs"]
mod sample;

use commonweal_report::{Format, write};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("which folder?")?);
    std::fs::create_dir_all(&folder)?;
    for format in Format::ALL {
        std::fs::write(folder.join(format!("sample.{}", format.ending())), write(&sample::plain(), format)?)?;
    }
    Ok(())
}
