//! Which addresses a site has: links are followed from the first page on, and addresses of one shape are one kind of page.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use anyhow::{Result, bail};

use crate::server::{self, Site};

/// Addresses kept of each kind.
const OF_A_KIND: usize = 12;
/// Pages whose links are followed.
const FOLLOWED: usize = 150;

/// Some addresses of every kind that can be reached from the first page, each of which answers.
///
/// # Errors
/// Names an address that a page links to and that does not answer.
pub(crate) fn reachable(site: &Site) -> Result<BTreeMap<String, Vec<String>>> {
    let mut kinds: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut seen: BTreeSet<String> = BTreeSet::from(["/".to_owned()]);
    let mut waiting: VecDeque<String> = VecDeque::from(["/".to_owned()]);
    let mut followed = 0;
    while let Some(path) = waiting.pop_front() {
        let of_kind = kinds.entry(kind(&path)).or_default();
        if of_kind.len() == OF_A_KIND {
            continue;
        }
        let (status, body) = server::get(site.address, &path)?;
        if status != 200 {
            bail!("{path}, which a page links to, answers with {status}");
        }
        of_kind.push(path);
        followed += 1;
        for link in links(&body).filter(|_| followed <= FOLLOWED) {
            if seen.insert(link.clone()) {
                waiting.push_back(link);
            }
        }
    }
    Ok(kinds)
}

/// The shape of an address: its first part, how many follow, how the last ends, and what is asked.
fn kind(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut parts = path.split('/').skip(1);
    let mut kind = format!("/{}", parts.next().unwrap_or_default());
    for part in parts {
        kind.push_str("/*");
        if let Some((_, ending)) = part.rsplit_once('.') {
            kind.push('.');
            kind.push_str(ending);
        }
    }
    let mut asked: Vec<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    asked.sort_unstable();
    asked.iter().filter(|name| !name.is_empty()).for_each(|name| {
        kind.push_str(" ?");
        kind.push_str(name);
    });
    kind
}

/// The addresses of the same site that a page links to.
fn links(body: &str) -> impl Iterator<Item = String> {
    body.split(" href=\"").skip(1).filter_map(|rest| {
        let (link, _) = rest.split_once('"')?;
        let link = link.split('#').next().unwrap_or_default().replace("&amp;", "&").replace("&#38;", "&");
        (link.starts_with('/') && !link.starts_with("//")).then_some(link)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_shape_are_one_kind() {
        assert_eq!(kind("/"), "/");
        assert_eq!(kind("/indicators/a"), kind("/indicators/b"));
        assert_ne!(kind("/indicators/a"), kind("/indicators/a.csv"));
        assert_ne!(kind("/indicators/a"), kind("/indicators/a/b"));
        assert_eq!(kind("/compare?b=1&a=2"), kind("/compare?a=3&b=4"));
        assert_ne!(kind("/compare"), kind("/compare?a=3"));
    }

    #[test]
    fn only_links_within_the_site_are_followed() {
        let body = r##"<a href="/a?b=1&amp;c=2#d">x</a> <a href="https://example.org/">y</a> <a href="#top">z</a>"##;
        assert_eq!(links(body).collect::<Vec<_>>(), ["/a?b=1&c=2"]);
    }
}
