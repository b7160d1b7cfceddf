//! How is it to be served? And which ways are refused because passwords would cross the network readable.

use commonweal_admin::{Desk, Network};
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Where lines go, and in which shape.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Log {
    /// Problems only, as plain lines.
    #[default]
    Quiet,
    /// Every request, as plain lines.
    Plain,
    /// Every request, as JSON.
    Json,
}

/// A certificate and its key.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// The certificate and those it rests on, as PEM.
    pub certificate: PathBuf,
    /// Its private key, as PEM.
    pub key: PathBuf,
}

/// How the site is served.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// Where it answers.
    pub address: SocketAddr,
    /// By TLS, where there is a certificate.
    pub tls: Option<TlsFiles>,
    /// Machines whose word is taken on where a request came from.
    pub trusted_proxies: Vec<Network>,
    /// Where a monitoring system reads what is counted.
    pub metrics: Option<SocketAddr>,
    /// What is written down.
    pub log: Log,
}

impl ServeOptions {
    /// Plain HTTP at an address, with nothing beside it.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, tls: None, trusted_proxies: Vec::new(), metrics: None, log: Log::Quiet }
    }

    /// Whether browsers reach the site by HTTPS. Accounts over plain HTTP are for this machine alone.
    pub(super) fn is_secure(&self, desk: Option<&Desk>) -> Result<bool, ServeError> {
        let Some(desk) = desk else { return Ok(true) };
        let site = desk.settings().sign_in.address.as_deref();
        self.is_secure_at(site)
    }

    fn is_secure_at(&self, site: Option<&str>) -> Result<bool, ServeError> {
        let here = self.address.ip().is_loopback();
        if self.tls.is_none() && !here && self.trusted_proxies.is_empty() {
            return Err(ServeError::PlainHttp { addr: self.address });
        }
        match site {
            Some(site) => Ok(!site.to_ascii_lowercase().starts_with("http://")),
            None if self.tls.is_some() => Ok(true),
            None if here => Ok(false),
            None => Err(ServeError::SiteAddress),
        }
    }
}

/// Why the site does not answer.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken or not ours.
    #[error("cannot answer on {addr}; another program may be using port {port}: choose another with --port", port = addr.port())]
    Listen {
        /// The address asked for.
        addr: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// Accounts would be reached over plain HTTP from other machines.
    #[error(
        "{addr} would take passwords over plain HTTP: give [serve] certificate and key, or name the proxy before it in [serve] trusted_proxies, or serve on 127.0.0.1"
    )]
    PlainHttp {
        /// The address asked for.
        addr: SocketAddr,
    },
    /// Behind a proxy nobody knows what browsers call the site.
    #[error(
        "behind a proxy the site must know its own address: set [sign_in] address, like https://analysis.example.org"
    )]
    SiteAddress,
    /// A certificate or key cannot be used.
    #[error("{path} {words}", path = path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        words: String,
    },
    /// The last head could not be signed, or the databases not closed.
    #[error("the site has stopped, but its records could not be closed in order")]
    Desk(#[source] Box<dyn std::error::Error + Send + Sync>),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(address: &str) -> ServeOptions {
        ServeOptions::new(address.parse().expect("an address"))
    }

    #[test]
    fn passwords_never_cross_a_network_readable() {
        assert!(matches!(at("0.0.0.0:80").is_secure_at(None), Err(ServeError::PlainHttp { .. })));
        let site = Some("https://care.example.org");
        assert!(matches!(at("192.0.2.1:80").is_secure_at(site), Err(ServeError::PlainHttp { .. })));
        assert!(!at("127.0.0.1:8080").is_secure_at(None).expect("this machine may"));
        assert!(at("127.0.0.1:8080").is_secure_at(site).expect("a proxy on this machine may"));
        let tls = TlsFiles { certificate: "c".into(), key: "k".into() };
        assert!(ServeOptions { tls: Some(tls), ..at("0.0.0.0:443") }.is_secure_at(None).expect("TLS may"));
    }
}
