//! Calls to the provider: to the issuer's own host and no other, without redirects, within limits of time and size.

use crate::oidc::error::OidcError;
use openidconnect::reqwest::dns::{Addrs, Name, Resolve, Resolving};
use openidconnect::reqwest::{Client, redirect};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http};
use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

const CONNECT: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(10);
/// A key set or a token has a few KiB.
const MOST_BYTES: usize = 1 << 20;

/// A call that failed, in words.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct CallError(String);

/// Answers of the issuer's host.
#[derive(Debug, Clone)]
pub(super) struct Http {
    client: Client,
    /// Scheme, host and port of the issuer: `https://id.example.org:443`.
    origin: String,
}

impl Http {
    /// For an issuer over HTTPS, or on this machine itself, where tests and first steps run.
    pub(super) fn new(issuer: &str) -> Result<Self, OidcError> {
        let bad = |words: &str| OidcError::Settings(format!("issuer: {words}"));
        let url = openidconnect::url::Url::parse(issuer).map_err(|_| bad("write its whole address, https://..."))?;
        let host = url.host_str().ok_or_else(|| bad("write its whole address, https://..."))?;
        let is_here = is_this_machine(host);
        if url.scheme() != "https" && !(url.scheme() == "http" && is_here) {
            return Err(bad("it must be an https address, unless it is on this machine itself"));
        }
        if let Ok(address) = host.trim_matches(['[', ']']).parse::<IpAddr>()
            && !is_here
            && !is_public(address)
        {
            return Err(bad("an address of a private network is not called; give the provider's public name"));
        }
        let mut client =
            Client::builder().redirect(redirect::Policy::none()).connect_timeout(CONNECT).timeout(WHOLE).no_proxy();
        if !is_here {
            client = client.dns_resolver(Arc::new(PublicOnly));
        }
        let client = client.build().map_err(|error| OidcError::Provider(error.to_string()))?;
        Ok(Self { client, origin: url.origin().ascii_serialization() })
    }

    /// Whether an address of the provider's metadata is on the issuer's own host.
    pub(super) fn is_ours(&self, address: &openidconnect::url::Url) -> bool {
        address.origin().ascii_serialization() == self.origin
    }

    async fn answer(&self, request: HttpRequest) -> Result<HttpResponse, CallError> {
        let url = openidconnect::url::Url::parse(&request.uri().to_string())
            .map_err(|_| CallError("an address that cannot be read".to_owned()))?;
        if !self.is_ours(&url) {
            return Err(CallError("its metadata names another host, which is not called".to_owned()));
        }
        let request = request.try_into().map_err(|_| CallError("a call that cannot be made".to_owned()))?;
        let mut response = self.client.execute(request).await.map_err(|error| CallError(plain(&error)))?;
        if response.status().is_redirection() {
            return Err(CallError("it answered with a redirect, which is not followed".to_owned()));
        }
        let mut answer = http::Response::builder().status(response.status());
        if let Some(kind) = response.headers().get(http::header::CONTENT_TYPE) {
            answer = answer.header(http::header::CONTENT_TYPE, kind);
        }
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|error| CallError(plain(&error)))? {
            if body.len() + part.len() > MOST_BYTES {
                return Err(CallError("its answer is longer than a mebibyte".to_owned()));
            }
            body.extend_from_slice(&part);
        }
        answer.body(body).map_err(|_| CallError("an answer that cannot be read".to_owned()))
    }
}

/// The form that the library asks for; a future that borrows nothing, so that a handler's may move between threads.
impl<'c> AsyncHttpClient<'c> for Http {
    type Error = CallError;
    type Future = Answer;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        let http = self.clone();
        Box::pin(async move { http.answer(request).await })
    }
}

/// An answer to come.
pub(super) type Answer = Pin<Box<dyn Future<Output = Result<HttpResponse, CallError>> + Send>>;

/// What happened, without the address, which may hold what is not for a log.
fn plain(error: &openidconnect::reqwest::Error) -> String {
    if error.is_timeout() {
        "it took longer than ten seconds".to_owned()
    } else if error.is_connect() {
        "no connection; check the address and the network".to_owned()
    } else {
        "the connection broke off".to_owned()
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Names that lead into a private network are not called: a name server must not choose what we talk to inside.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err("its name leads to no public address".into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the public network (the registries of special addresses, RFC 6890 and its successors).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => match (v6.to_ipv4_mapped(), v6.segments()) {
            (Some(v4), _) => is_public_v4(v4),
            // Translated by the network to the address of the older protocol in its end (RFC 6052), or its beginning (6to4).
            (None, [0x64, 0xff9b, 0, 0, 0, 0, high, low]) | (None, [0x2002, high, low, ..]) => {
                is_public_v4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)))
            }
            // What is given to the public begins with the bits 001; a part of it is for documents.
            (None, [first, second, ..]) => first & 0xe000 == 0x2000 && (first, second) != (0x2001, 0xdb8),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let is_special = match (first, second) {
        (0 | 240.., _) => true,
        // Shared by customers of a carrier, protocol assignments, measuring.
        (100, 64..128) | (198, 18 | 19) => true,
        (192, 0) => third == 0,
        _ => false,
    };
    !(is_special
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_networks_are_told_from_the_public_one() {
        for (text, public) in [
            ("10.0.0.1", false),
            ("172.16.5.4", false),
            ("192.168.1.1", false),
            ("169.254.169.254", false),
            ("100.64.0.1", false),
            ("0.0.0.0", false),
            ("127.0.0.1", false),
            ("::1", false),
            ("fd00::1", false),
            ("fe80::1", false),
            ("::ffff:10.0.0.1", false),
            ("::10.0.0.1", false),
            ("64:ff9b::10.0.0.1", false),
            ("64:ff9b::20.190.128.1", true),
            ("64:ff9b:1::1", false),
            ("2002:a00:1::1", false),
            ("2001:db8::1", false),
            ("fec0::1", false),
            ("ff02::1", false),
            ("255.255.255.255", false),
            ("192.0.0.8", false),
            ("198.18.0.1", false),
            ("192.0.2.1", false),
            ("20.190.128.1", true),
            ("2603:1006:2000::1", true),
        ] {
            assert_eq!(is_public(text.parse().expect("an address")), public, "{text}");
        }
    }

    #[test]
    fn an_issuer_is_https_or_this_machine() {
        for (issuer, taken) in [
            ("https://id.example.org", true),
            ("http://127.0.0.1:4000", true),
            ("http://localhost:4000", true),
            ("http://id.example.org", false),
            ("https://10.0.0.1", false),
            ("id.example.org", false),
            ("ftp://id.example.org", false),
        ] {
            assert_eq!(Http::new(issuer).is_ok(), taken, "{issuer}");
        }
    }
}
