//! Is this address one that strangers cannot reach, and is it free?

use crate::error::ClusterError;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, TcpListener};

/// Gives the address back if it is a loopback or private one.
///
/// Ballista asks nobody who they are, so the network is the only wall: an address that others
/// than the cluster's own machines can reach is refused, and so is "every address of this machine".
///
/// ```
/// # #[cfg(feature = "ballista")] {
/// use commonweal_cluster::private;
/// assert!(private("10.1.0.5:7400".parse().unwrap()).is_ok());
/// assert!(private("0.0.0.0:7400".parse().unwrap()).is_err());
/// # }
/// ```
///
/// # Errors
/// `Public` for any other address.
pub fn private(address: SocketAddr) -> Result<SocketAddr, ClusterError> {
    let ip = match address.ip() {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(IpAddr::V6(v6), IpAddr::V4),
        v4 => v4,
    };
    let inside = match ip {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local(),
    };
    if inside { Ok(address) } else { Err(ClusterError::Public(address)) }
}

/// Whether a role may listen there: strangers cannot reach it, and nobody else listens.
pub(crate) fn free(address: SocketAddr, option: &'static str) -> Result<SocketAddr, ClusterError> {
    private(address)?;
    match TcpListener::bind(address) {
        // Any other fault is told by the role itself, with its own words.
        Err(error) if error.kind() == ErrorKind::AddrInUse => Err(ClusterError::Taken { address, option }),
        _ => Ok(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn an_address_that_is_taken_is_refused_with_the_option_that_chooses_it() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let error = free(listener.local_addr().unwrap(), "--port").unwrap_err().to_string();
        assert!(error.contains("127.0.0.1:") && error.contains("--port"), "{error}");
    }

    #[track_caller]
    fn check(address: &str, inside: bool) {
        assert_eq!(private(address.parse().unwrap()).is_ok(), inside, "{address}");
    }

    #[test]
    fn only_loopback_and_private_addresses_are_bound() {
        check("127.0.0.1:7400", true);
        check("10.0.0.1:7400", true);
        check("172.16.0.1:7400", true);
        check("172.31.255.255:7400", true);
        check("192.168.1.1:7400", true);
        check("[::1]:7400", true);
        check("[fd00::1]:7400", true);
        check("[::ffff:10.0.0.1]:7400", true);
        check("0.0.0.0:7400", false);
        check("[::]:7400", false);
        check("172.32.0.1:7400", false);
        check("8.8.8.8:7400", false);
        check("[2001:db8::1]:7400", false);
        check("[::ffff:8.8.8.8]:7400", false);
    }
}
