//! How do a certificate and a key become what answers by TLS?

use super::options::{ServeError, TlsFiles};
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

/// What answers by TLS 1.2 and 1.3.
pub(super) fn acceptor(files: &TlsFiles) -> Result<TlsAcceptor, ServeError> {
    let (certificate, key) = (files.certificate.as_path(), files.key.as_path());
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&read(certificate)?)
        .collect::<Result<_, _>>()
        .map_err(|_| wrong(certificate, "is no certificate in PEM"))?;
    if chain.is_empty() {
        return Err(wrong(certificate, "holds no certificate"));
    }
    let private = PrivateKeyDer::from_pem_slice(&read(key)?).map_err(|_| wrong(key, "is no private key in PEM"))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(certificate, &error.to_string()))?
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(|error| wrong(certificate, &format!("does not go with the key: {error}")))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn read(path: &Path) -> Result<Vec<u8>, ServeError> {
    std::fs::read(path).map_err(|error| wrong(path, &format!("cannot be read: {error}")))
}

fn wrong(path: &Path, words: &str) -> ServeError {
    ServeError::Certificate { path: path.to_owned(), words: words.to_owned() }
}
