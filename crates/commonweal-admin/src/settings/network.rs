//! Which addresses a line of `trusted_proxies` means: one address, or a network such as `10.0.0.0/8`.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// An address or a network of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Whether an address lies in the network. An IPv4 address written as IPv6 counts as what it is.
    pub fn contains(&self, address: IpAddr) -> bool {
        let shared = |mine: u128, theirs: u128, width: u32| {
            let away = width - u32::from(self.bits);
            away >= width || (mine ^ theirs) >> away == 0
        };
        match (self.address.to_canonical(), address.to_canonical()) {
            (IpAddr::V4(mine), IpAddr::V4(theirs)) => shared(mine.to_bits().into(), theirs.to_bits().into(), 32),
            (IpAddr::V6(mine), IpAddr::V6(theirs)) => shared(mine.to_bits(), theirs.to_bits(), 128),
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| ())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| ())?;
        if bits > most || address.to_canonical() != address { Err(()) } else { Ok(Self { address, bits }) }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(network: &str, address: &str, inside: bool) {
        let network: Network = network.parse().expect("a network");
        assert_eq!(network.contains(address.parse().expect("an address")), inside, "{address} in {network}");
    }

    #[test]
    fn a_network_holds_its_addresses_and_no_others() {
        check("10.0.0.0/8", "10.255.1.2", true);
        check("10.0.0.0/8", "11.0.0.1", false);
        check("127.0.0.1", "127.0.0.1", true);
        check("127.0.0.1", "127.0.0.2", false);
        check("0.0.0.0/0", "203.0.113.9", true);
        check("0.0.0.0/0", "2001:db8::1", false);
        check("2001:db8::/32", "2001:db8:1::9", true);
        check("::/0", "2001:db8::1", true);
        check("10.0.0.0/8", "::ffff:10.1.1.1", true);
        for wrong in ["10.0.0.0/33", "10.0.0", "", "::1/129", "proxy", "10.0.0.0/-1"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
