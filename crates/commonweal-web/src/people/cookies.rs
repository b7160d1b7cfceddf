//! What does a browser keep for us? The id of a session, and, on the way to one, what ties its forms together.

use crate::random;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use cookie::{Cookie, SameSite};
use sha2::{Digest, Sha256};

/// Which of our cookies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The session.
    Session,
    /// The step between two pages: a password given and no code yet, an invitation opened, a provider asked.
    Step,
    /// What ties a form to the browser it was made for, before there is a session.
    Form,
    /// The page that was asked for before signing in.
    Next,
}

const ALL: [Kind; 4] = [Kind::Session, Kind::Step, Kind::Form, Kind::Next];

impl Kind {
    /// Its name. A browser takes a name that begins so over HTTPS only, for this host only; a demo on this machine has
    /// neither.
    pub(crate) fn name(self, is_secure: bool) -> &'static str {
        match (self, is_secure) {
            (Self::Session, true) => "__Host-commonweal",
            (Self::Step, true) => "__Host-commonweal-step",
            (Self::Form, true) => "__Host-commonweal-form",
            (Self::Next, true) => "__Host-commonweal-next",
            (Self::Session, false) => "commonweal-local",
            (Self::Step, false) => "commonweal-local-step",
            (Self::Form, false) => "commonweal-local-form",
            (Self::Next, false) => "commonweal-local-next",
        }
    }
}

/// The cookies of a request, ours alone.
#[derive(Clone, Default)]
pub(crate) struct Jar {
    held: [Option<String>; 4],
}

impl Jar {
    /// Reads them; the first of a name counts.
    pub(crate) fn read(headers: &HeaderMap, is_secure: bool) -> Self {
        let mut jar = Self::default();
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        for cookie in lines.flat_map(Cookie::split_parse).filter_map(Result::ok) {
            for (place, kind) in jar.held.iter_mut().zip(ALL) {
                if cookie.name() == kind.name(is_secure) && place.is_none() && !cookie.value().is_empty() {
                    *place = Some(cookie.value().to_owned());
                }
            }
        }
        jar
    }

    /// The value of one of them.
    pub(crate) fn get(&self, kind: Kind) -> Option<&str> {
        ALL.iter().position(|known| *known == kind).and_then(|at| self.held[at].as_deref())
    }

    /// Puts one in, as the browser will send it from now on.
    pub(crate) fn put(&mut self, kind: Kind, value: &str) {
        if let Some(at) = ALL.iter().position(|known| *known == kind) {
            self.held[at] = Some(value.to_owned());
        }
    }
}

/// Gives a cookie along with an answer.
pub(crate) fn set(response: &mut Response, kind: Kind, value: &str, is_secure: bool) {
    put(response, Cookie::new(kind.name(is_secure), value.to_owned()), is_secure);
}

/// Takes a cookie back.
pub(crate) fn clear(response: &mut Response, kind: Kind, is_secure: bool) {
    let mut cookie = Cookie::new(kind.name(is_secure), "");
    cookie.set_max_age(cookie::time::Duration::ZERO);
    put(response, cookie, is_secure);
}

fn put(response: &mut Response, mut cookie: Cookie<'static>, is_secure: bool) {
    cookie.set_path("/");
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    if is_secure {
        cookie.set_secure(true);
    }
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// A new value for [`Kind::Form`].
pub(crate) fn form_secret() -> Result<String, tokio_rustls::rustls::Error> {
    random::hex::<32>()
}

/// What a form carries so that it fits its cookie: the cookie cannot be read back from it.
pub(crate) fn form_token(secret: &str) -> String {
    random::digits(&Sha256::digest(format!("commonweal form|{secret}").as_bytes()))
}

/// A path of our own that a browser may be sent to after signing in; nothing else is followed.
pub(crate) fn own_path(asked: &str) -> Option<&str> {
    let is_ours = asked.starts_with('/') && !asked.starts_with("//") && asked.len() <= 500;
    let is_plain = asked.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'"' | b';' | b','));
    // The way in is no place to come back to.
    let is_way_in = ["/sign-in", "/sign-out", "/invitation"].iter().any(|way| asked.starts_with(way));
    (is_ours && is_plain && !is_way_in).then_some(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_followed() {
        for good in ["/", "/admin", "/audit?actor=x&before=3", "/indicators/a%20b"] {
            assert_eq!(own_path(good), Some(good));
        }
        for bad in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "\\\\evil",
            "javascript:alert(1)",
            "/a\nb",
            "/a b",
            "/sign-out",
            "/sign-in/purpose",
            "admin",
            "/a;b",
        ] {
            assert_eq!(own_path(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_browser_keeps_cookies_from_scripts_and_other_sites() {
        let mut response = Response::new(axum::body::Body::empty());
        set(&mut response, Kind::Session, "abc", true);
        let cookie = response.headers()[header::SET_COOKIE].to_str().expect("a cookie is text");
        for part in ["__Host-commonweal=abc", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.split("; ").any(|known| known == part), "{cookie} lacks {part}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }

    #[test]
    fn the_first_cookie_of_a_name_counts_and_others_are_not_ours() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=1; __Host-commonweal=x; __Host-commonweal=y"));
        let jar = Jar::read(&headers, true);
        assert_eq!(jar.get(Kind::Session), Some("x"));
        assert_eq!(jar.get(Kind::Form), None);
        assert_eq!(Jar::read(&headers, false).get(Kind::Session), None);
    }
}
