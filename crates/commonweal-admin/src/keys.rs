//! The keys that a process of each role may hold, by the names of their files.
//!
//! | File in the folder of secrets | For | Held by |
//! | --- | --- | --- |
//! | `operations-seal.key` | second factors at rest | analysis, care, command line |
//! | `operations-audit.key` | heads of the operations audit | analysis, care, command line |
//! | `session-seal.key` | half-done sign-ins, names in the throttle | analysis, care, command line |
//! | `care-seal.key`, `care-audit.key` | the care database | care, command line |
//! | `vault-seal.key`, `vault-audit.key` | the vault | care, command line |
//! | `backup.key` | backups | command line |

use crate::error::DeskError;
use crate::role::ProcessRole;
use commonweal_identity::{AuditSigner, IdentityError, Key, KeyFolder, pseudonym, seal, unseal, verify};
use commonweal_operations::audit::{Chain, Head, Link};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::path::Path;

const OPERATIONS: [&str; 3] = ["operations-seal", "operations-audit", "session-seal"];
const CARE: [&str; 4] = ["care-seal", "care-audit", "vault-seal", "vault-audit"];
/// The key that seals backups.
const BACKUP: &str = "backup";

/// The keys of one process.
pub(crate) struct Keys {
    factors: Key,
    steps: Key,
    signers: Vec<(Chain, AuditSigner)>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[keys]")
    }
}

impl Keys {
    /// Makes the keys that are missing, and says which.
    pub(crate) fn make(folder: &Path) -> Result<Vec<String>, DeskError> {
        let keys = KeyFolder::make(folder)?;
        let mut made = Vec::new();
        for name in OPERATIONS.iter().chain(&CARE).chain(std::iter::once(&BACKUP)) {
            if keys.make_key(name)? {
                made.push(format!("the key {}", folder.join(format!("{name}.key")).display()));
            }
        }
        Ok(made)
    }

    /// Reads the keys of a role, and no others.
    pub(crate) fn open(folder: &Path, role: ProcessRole, group_may_read: bool) -> Result<Self, DeskError> {
        let keys = KeyFolder::open(folder, group_may_read)?;
        let mut signers = vec![(Chain::Operations, AuditSigner::new(&keys.read("operations-audit")?))];
        if role.opens_care() {
            signers.push((Chain::Care, AuditSigner::new(&keys.read("care-audit")?)));
            signers.push((Chain::Vault, AuditSigner::new(&keys.read("vault-audit")?)));
        }
        Ok(Self { factors: keys.read("operations-seal")?, steps: keys.read("session-seal")?, signers })
    }

    /// What a name is counted under in the throttle: the same for the same name, and no name.
    pub(crate) fn subject(&self, user: &str) -> String {
        pseudonym(&self.steps, "sign-in", &user.trim().to_ascii_lowercase())
    }

    /// Seals a second factor for its account; another account's cannot be put in its place.
    pub(crate) fn seal_factor(&self, account: &str, factor: &str) -> (String, String) {
        let sealed = seal(&self.factors, format!("factor|{account}").as_bytes(), factor.as_bytes());
        (sealed, self.factors.id().to_owned())
    }

    /// Opens an account's second factor.
    pub(crate) fn open_factor(&self, account: &str, sealed: &str) -> Result<String, DeskError> {
        let plain = unseal(&self.factors, format!("factor|{account}").as_bytes(), sealed)?;
        Ok(String::from_utf8_lossy(&plain).into_owned())
    }

    /// Seals what is kept between two steps.
    pub(crate) fn seal_step(&self, step: &str, kept: &impl Serialize) -> String {
        let plain = serde_json::to_vec(kept).expect("what is kept between steps is texts only");
        seal(&self.steps, format!("step|{step}").as_bytes(), &plain)
    }

    /// Opens what was kept.
    pub(crate) fn open_step<T: DeserializeOwned>(&self, step: &str, sealed: &str) -> Result<T, DeskError> {
        let plain = unseal(&self.steps, format!("step|{step}").as_bytes(), sealed)?;
        serde_json::from_slice(&plain).map_err(|_| DeskError::refused("this step is of an older program; begin again"))
    }

    /// The id of the key that seals steps.
    pub(crate) fn steps_id(&self) -> &str {
        self.steps.id()
    }

    /// Signs the end of a chain.
    pub(crate) fn sign_head(&self, chain: Chain, tail: &Link, at: Timestamp) -> Option<Head> {
        let (_, signer) = self.signers.iter().find(|(of, _)| *of == chain)?;
        let mut head = Head::unsigned(chain, tail, at, signer.key_id());
        head.signature = signer.sign(&head.signed_text());
        Some(head)
    }

    /// Whether a head was signed with the key of its chain.
    pub(crate) fn is_genuine(&self, head: &Head) -> bool {
        let signer = self.signers.iter().find(|(of, _)| *of == head.chain);
        signer.is_some_and(|(_, signer)| {
            signer.key_id() == head.key_id && verify(&signer.public_text(), &head.signed_text(), &head.signature)
        })
    }
}

/// The key of backups, for whoever types at the machine.
pub(crate) fn backup_key(folder: &Path, group_may_read: bool) -> Result<Key, IdentityError> {
    KeyFolder::open(folder, group_may_read)?.read(BACKUP)
}
