//! What do all tasks of one pass share? The definitions, index dates, cuboids and file names, in
//! one packed form that is unpacked and compiled once in a process, however many tasks it gets.

use commonweal_engine::{PassSpec, PersonFoldExec};
use datafusion::common::{DataFusionError, Result, exec_err};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The first bytes of a packed pass: what it is, and which build packed it.
const MARK: &[u8] = b"commonweal pass\n";
/// Passes that a process keeps unpacked: the one at work, and one that follows it.
const KEPT: usize = 2;
/// Most bytes a packed pass unpacks to; a hundred times a national one.
const MOST_UNPACKED: u64 = 1 << 30;

/// A pass as it travels, and the operator it becomes.
pub(crate) struct Work {
    packed: Vec<u8>,
    fold: OnceLock<Result<Arc<PersonFoldExec>, String>>,
}

impl fmt::Debug for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Work({} bytes)", self.packed.len())
    }
}

impl Work {
    /// Packs a pass for its journey.
    pub(crate) fn pack(spec: &PassSpec) -> Result<Arc<Self>> {
        let mut packed = MARK.to_vec();
        packed.extend_from_slice(build());
        let mut gzip = GzEncoder::new(packed, Compression::fast());
        gzip.write_all(spec.to_json().as_bytes())?;
        Ok(Arc::new(Self { packed: gzip.finish()?, fold: OnceLock::new() }))
    }

    /// The pass of these bytes; the same one for every task of it that this process gets.
    pub(crate) fn unpack(packed: &[u8]) -> Result<Arc<Self>> {
        let Some(rest) = packed.strip_prefix(MARK) else { return exec_err!("this is not a pass") };
        if !rest.starts_with(build()) {
            return exec_err!(
                "the pass comes from another build of commonweal; every machine of a cluster runs the same program file"
            );
        }
        static LATEST: Mutex<VecDeque<Arc<Work>>> = Mutex::new(VecDeque::new());
        let mut latest = LATEST.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = latest.iter().find(|work| work.packed == packed) {
            return Ok(Arc::clone(known));
        }
        let work = Arc::new(Self { packed: packed.to_vec(), fold: OnceLock::new() });
        latest.truncate(KEPT - 1);
        latest.push_front(Arc::clone(&work));
        Ok(work)
    }

    /// The bytes that travel.
    pub(crate) fn packed(&self) -> &[u8] {
        &self.packed
    }

    /// The operator, compiled when the first task asks for it.
    pub(crate) fn fold(&self) -> Result<Arc<PersonFoldExec>> {
        let made = self.fold.get_or_init(|| self.compile().map(Arc::new).map_err(|e| e.to_string()));
        made.clone().map_err(DataFusionError::Execution)
    }

    fn compile(&self) -> Result<PersonFoldExec> {
        let body = &self.packed[MARK.len() + build().len()..];
        let mut json = String::new();
        GzDecoder::new(body).take(MOST_UNPACKED).read_to_string(&mut json)?;
        Ok(PersonFoldExec::new(Arc::new(PassSpec::from_json(&json)?))?)
    }
}

/// Which build this is: the hash of the program's own file. Counts from two builds must never be
/// added up, and a version number would not tell them apart.
fn build() -> &'static [u8; 32] {
    static BUILD: OnceLock<[u8; 32]> = OnceLock::new();
    // A system that hides the program's file leaves the version to compare.
    BUILD.get_or_init(|| own_hash().unwrap_or_else(|_| Sha256::digest(env!("CARGO_PKG_VERSION")).into()))
}

fn own_hash() -> std::io::Result<[u8; 32]> {
    let mut file = BufReader::with_capacity(1 << 20, File::open(std::env::current_exe()?)?);
    let mut hash = Sha256::new();
    loop {
        let bytes = file.fill_buf()?;
        let length = bytes.len();
        if length == 0 {
            return Ok(hash.finalize().into());
        }
        hash.update(bytes);
        file.consume(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use commonweal_engine::{Questions, RecordFiles};

    fn packed() -> Vec<u8> {
        let nothing = Questions::Library { files: vec![], cohorts: vec![], indicators: vec![] };
        Work::pack(&PassSpec::new(nothing, vec![], RecordFiles::default())).unwrap().packed().to_vec()
    }

    #[test]
    fn a_pass_from_another_build_is_refused() {
        let mut other = packed();
        other[MARK.len()] ^= 1;
        let error = Work::unpack(&other).unwrap_err().to_string();
        assert!(error.contains("another build"), "{error}");
    }

    #[test]
    fn all_tasks_of_a_pass_share_one_unpacked_form() {
        let bytes = packed();
        assert!(Arc::ptr_eq(&Work::unpack(&bytes).unwrap(), &Work::unpack(&bytes).unwrap()));
    }

    #[test]
    fn a_damaged_pass_is_an_error() {
        let mut bytes = packed();
        bytes.truncate(bytes.len() - 4);
        assert!(Work::unpack(&bytes).unwrap().fold().is_err());
        assert!(Work::unpack(b"something else").is_err());
    }
}
