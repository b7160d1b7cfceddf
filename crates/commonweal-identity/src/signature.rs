//! Signatures of audit heads: what tells the outside that a head is ours, with a key that can be given to anybody.

use crate::keys::Key;
use data_encoding::HEXLOWER;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use std::fmt;

/// Signs with an installation's own key (Ed25519, RFC 8032).
pub struct AuditSigner {
    key: SigningKey,
    id: String,
}

impl fmt::Debug for AuditSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[signing key {}]", self.id)
    }
}

impl AuditSigner {
    /// A signer with the key of a key file.
    pub fn new(key: &Key) -> Self {
        let key = SigningKey::from_bytes(key.bytes());
        let id = id_of(&key.verifying_key());
        Self { key, id }
    }

    /// Which key this is: 16 hexadecimal digits of a hash of the public key.
    pub fn key_id(&self) -> &str {
        &self.id
    }

    /// The public key, to be kept where the heads are: 64 hexadecimal digits.
    pub fn public_text(&self) -> String {
        HEXLOWER.encode(self.key.verifying_key().as_bytes())
    }

    /// The signature of a text: 128 hexadecimal digits.
    pub fn sign(&self, text: &str) -> String {
        HEXLOWER.encode(&self.key.sign(text.as_bytes()).to_bytes())
    }
}

/// Whether a signature of a text was made with the key that belongs to this public key.
pub fn verify(public_text: &str, text: &str, signature: &str) -> bool {
    let Some(key) = public_key(public_text) else { return false };
    let Ok(bytes) = HEXLOWER.decode(signature.as_bytes()) else { return false };
    let Ok(signature) = Signature::from_slice(&bytes) else { return false };
    key.verify_strict(text.as_bytes(), &signature).is_ok()
}

/// Which key a public key's text is; `None` where it is none.
pub fn public_key_id(public_text: &str) -> Option<String> {
    public_key(public_text).map(|key| id_of(&key))
}

fn public_key(text: &str) -> Option<VerifyingKey> {
    let bytes: [u8; 32] = HEXLOWER.decode(text.trim().as_bytes()).ok()?.try_into().ok()?;
    VerifyingKey::from_bytes(&bytes).ok()
}

fn id_of(key: &VerifyingKey) -> String {
    HEXLOWER.encode(&Sha256::digest(key.as_bytes())[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_text_and_key_alone() {
        let (ours, theirs) = (AuditSigner::new(&Key::from_bytes([7; 32])), AuditSigner::new(&Key::from_bytes([8; 32])));
        let signature = ours.sign("head 1000");
        assert!(verify(&ours.public_text(), "head 1000", &signature));
        assert!(!verify(&ours.public_text(), "head 1001", &signature));
        assert!(!verify(&theirs.public_text(), "head 1000", &signature));
        assert!(!verify(&ours.public_text(), "head 1000", &signature.replace(&signature[..2], "zz")));
        assert!(!verify("nonsense", "head 1000", &signature));
        assert_eq!(public_key_id(&ours.public_text()).as_deref(), Some(ours.key_id()));
    }

    #[test]
    fn the_first_vector_of_the_standard() {
        // RFC 8032, 7.1, test 1: the empty message.
        let secret = HEXLOWER.decode(b"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").expect("hex");
        let signer = AuditSigner::new(&Key::from_bytes(secret.try_into().expect("32 bytes")));
        assert_eq!(signer.public_text(), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assert!(signer.sign("").starts_with("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"));
    }
}
