//! What each section of `commonweal.toml` may say, and what is said where it is wrong.

use super::reader::{Found, Section, nearest};
use super::{
    DatabasePlace, LEAST_IDLE_MINUTES, MOST_HOURS, OidcProfile, OidcSettings, RetentionSettings, ServeSettings,
    Settings, SignInSettings, StoreSettings,
};
use commonweal_cohort::{Diagnostic, SourceFile};
use commonweal_operations::retention::{MOST_DAYS, RetentionKind, RetentionRule};
use std::cell::RefCell;
use std::path::PathBuf;
use toml::de::DeTable;

const SECTIONS: [&str; 6] = ["store", "secrets", "sign_in", "serve", "audit", "retention"];

/// Keys of the workspace itself, never taken for a misspelt section.
const WORKSPACE_KEYS: [&str; 7] = ["name", "area", "class", "index_date", "months", "buckets", "engine"];

pub(super) fn settings(path: &str, text: &str) -> Result<Settings, Vec<Diagnostic>> {
    let file = SourceFile { path: path.to_owned(), text: text.to_owned() };
    let table = match DeTable::parse(&file.text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            let message = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
            return Err(vec![file.problem(error.span().unwrap_or(0..0), format!("this is not TOML: {message}"))]);
        }
    };
    let problems = RefCell::new(Vec::new());
    misspelt_sections(&file, &table, &problems);
    let section = |key: &'static str| Section::new(&file, &problems, Some(&table), key, key);
    let defaults = Settings::default();
    let settings = Settings {
        store: store(section("store"), defaults.store),
        secrets: folder(section("secrets"), "folder", "\"secrets\"", defaults.secrets),
        sign_in: sign_in(section("sign_in"), defaults.sign_in),
        serve: serve(section("serve")),
        group_may_read: false,
        heads: folder(section("audit"), "heads", "\"audit-heads\"", defaults.heads),
        retention: retention(&section("retention")),
    };
    let mut problems = problems.into_inner();
    problems.sort_by_key(|problem| (problem.line, problem.column));
    if problems.is_empty() { Ok(settings) } else { Err(problems) }
}

/// A table of the file that is nearly one of ours: `[stroe]` would otherwise be read by nobody.
fn misspelt_sections(file: &SourceFile, table: &DeTable<'_>, problems: &RefCell<Vec<Diagnostic>>) {
    for (key, value) in table {
        let word = key.get_ref().as_ref();
        if SECTIONS.contains(&word) || WORKSPACE_KEYS.contains(&word) || !value.get_ref().is_table() {
            continue;
        }
        let mut problem = file.problem(key.span(), format!("there is no section [{word}]"));
        problem.help = Some(nearest(word, SECTIONS).map_or_else(
            || format!("the sections are {}", SECTIONS.join(", ")),
            |near| format!("did you mean [{near}]?"),
        ));
        problems.borrow_mut().push(problem);
    }
}

fn folder(section: Section<'_>, key: &'static str, like: &str, default: PathBuf) -> PathBuf {
    let folder = section.text(key, like).map_or(default, |found| PathBuf::from(found.value));
    section.finish();
    folder
}

fn store(section: Section<'_>, defaults: StoreSettings) -> StoreSettings {
    let settings = StoreSettings {
        operations: database(&section, "operations", "operations_password_file", defaults.operations),
        care: database(&section, "care", "care_password_file", defaults.care),
        vault: database(&section, "vault", "vault_password_file", defaults.vault),
    };
    let places = [("operations", &settings.operations), ("care", &settings.care), ("vault", &settings.vault)];
    for (at, (key, place)) in places.iter().enumerate() {
        if let Some((other, _)) = places[..at].iter().find(|(_, other)| same_database(place, other))
            && let Some(found) = section.text(key, "\"care.db\"").or_else(|| section.text(other, "\"care.db\""))
        {
            let message = format!("`{key}` and `{other}` are the same database");
            section.problem(found.span, message, "each of the three has its own, with its own credentials");
        }
    }
    section.finish();
    settings
}

fn same_database(one: &DatabasePlace, other: &DatabasePlace) -> bool {
    match (one, other) {
        (DatabasePlace::File(one), DatabasePlace::File(other)) => one == other,
        (DatabasePlace::Postgres { url: one, .. }, DatabasePlace::Postgres { url: other, .. }) => {
            // The user before @ does not make it another database.
            let place = |url: &str| url.rsplit_once('@').map_or(url, |(_, place)| place).to_owned();
            place(one) == place(other)
        }
        _ => false,
    }
}

fn database(
    section: &Section<'_>,
    key: &'static str,
    password_key: &'static str,
    default: DatabasePlace,
) -> DatabasePlace {
    let password = section.text(password_key, "\"/etc/commonweal/password\"");
    let found = section.text(key, "\"operations.db\"");
    let place = match found {
        None => default,
        Some(found) if is_postgres(&found.value) => return postgres(section, key, password_key, found, password),
        Some(found) if found.value.contains("://") => {
            let message = format!("`{key}` is neither a file nor a PostgreSQL database");
            section.problem(found.span, message, "write \"operations.db\" or \"postgres://user@host/database\"");
            default
        }
        Some(found) => DatabasePlace::File(PathBuf::from(found.value)),
    };
    if let Some(password) = password {
        let message = format!("`{password_key}` is set, but `{key}` is a file, which has no password");
        section.problem(
            password.span,
            message,
            format!("leave it out, or write {key} = \"postgres://user@host/database\""),
        );
    }
    place
}

fn is_postgres(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

fn postgres(
    section: &Section<'_>,
    key: &'static str,
    password_key: &'static str,
    found: Found<String>,
    password: Option<Found<String>>,
) -> DatabasePlace {
    let rest = found.value.split_once("://").map_or("", |(_, rest)| rest);
    let user = rest.split(['/', '?']).next().unwrap_or("").rsplit_once('@').map_or("", |(user, _)| user);
    let query = rest.split_once('?').map_or("", |(_, query)| query);
    if user.contains(':') || query.split('&').any(|pair| pair.starts_with("password=")) {
        section.problem(
            found.span,
            format!("`{key}` holds a password, which would be copied with this file"),
            format!("take it out, put it into a file that only the program's user can read, and name that file: {password_key} = \"...\""),
        );
    }
    DatabasePlace::Postgres { url: found.value, password_file: password.map(|found| PathBuf::from(found.value)) }
}

fn sign_in(section: Section<'_>, defaults: SignInSettings) -> SignInSettings {
    let local = section.flag("local").unwrap_or(defaults.local);
    let idle_minutes = section
        .number(
            "idle_minutes",
            LEAST_IDLE_MINUTES..=defaults.idle_minutes,
            "an idle session ends after 15 minutes at most, and people need 5 to read a page",
        )
        .unwrap_or(defaults.idle_minutes);
    let most_hours = section
        .number("most_hours", 1..=MOST_HOURS, "a session ends after 12 hours at most")
        .unwrap_or(defaults.most_hours);
    let address = section.text("address", "\"https://commonweal.example\"");
    if let Some(found) = address.as_ref().filter(|found| !is_site(&found.value)) {
        section.problem(
            found.span.clone(),
            "`address` is not the address of a site",
            "write https:// and the host, without a path: \"https://commonweal.example\" (http:// on localhost only)",
        );
    }
    let inner = section.inner("oidc", "sign_in.oidc");
    let oidc = oidc(inner);
    section.finish();
    SignInSettings { local, idle_minutes, most_hours, address: address.map(|found| found.value), oidc }
}

/// Whether a text is an origin: https and a host, or http and this machine.
fn is_site(text: &str) -> bool {
    let host = |rest: &str| {
        let valid = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        !rest.is_empty() && rest.chars().all(valid)
    };
    let local = |rest: &str| {
        let name = rest.strip_prefix("[::1]").map(|_| "[::1]").or_else(|| rest.split(':').next()).unwrap_or("");
        ["localhost", "127.0.0.1", "[::1]"].contains(&name)
    };
    match text.split_once("://") {
        Some(("https", rest)) => host(rest),
        Some(("http", rest)) => host(rest) && local(rest),
        _ => false,
    }
}

fn oidc(section: Section<'_>) -> Option<OidcSettings> {
    if !section.is_there() {
        section.finish();
        return None;
    }
    let profile = section.text("profile", "\"generic\"").map_or(Some(OidcProfile::Generic), |found| {
        let known = [OidcProfile::Generic, OidcProfile::Cis2, OidcProfile::Entra];
        let profile = known.into_iter().find(|profile| profile.as_str() == found.value);
        if profile.is_none() {
            section.problem(found.span, "this profile is not known", "the profiles are generic, cis2 and entra");
        }
        profile
    });
    let issuer = section.required_text("issuer", "\"https://login.example\"");
    if let Some(found) = issuer.as_ref().filter(|found| !is_issuer(&found.value)) {
        let help = "write it exactly as the provider's tokens name it, beginning with https://";
        section.problem(found.span.clone(), "`issuer` is not the address of a provider", help);
    }
    let client_id = section.required_text("client_id", "\"commonweal\"");
    let secret = section.required_text("client_secret_file", "\"secrets/oidc-client\"");
    let list = |key, like| {
        let texts = section.texts(key, like).unwrap_or_default();
        texts.into_iter().map(|found| found.value).collect::<Vec<_>>()
    };
    let scopes = list("scopes", "[\"profile\"]");
    let acr_values = list("acr_values", "[\"AAL2_OR_AAL3_ANY\"]");
    let settings = (|| {
        Some(OidcSettings {
            profile: profile?,
            issuer: issuer?.value,
            client_id: client_id?.value,
            client_secret_file: PathBuf::from(secret?.value),
            scopes,
            acr_values,
        })
    })();
    section.finish();
    settings
}

/// Providers are reached by https; a provider on this machine serves tests.
fn is_issuer(text: &str) -> bool {
    let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let after =
        |start: &str| text.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']));
    text.strip_prefix("https://").is_some_and(|rest| !rest.is_empty() && !rest.contains([' ', '@', '#', '?']))
        || local.iter().any(|start| after(start))
}

fn serve(section: Section<'_>) -> ServeSettings {
    let parsed = |key: &'static str, like: &str, help: &str| {
        let found = section.text(key, like)?;
        found.value.parse().map_err(|_| section.problem(found.span, format!("`{key}` is not an address"), help)).ok()
    };
    let address = parsed("address", "\"127.0.0.1\"", "write an IP address like \"127.0.0.1\" or \"0.0.0.0\"");
    let metrics = {
        let found = section.text("metrics", "\"127.0.0.1:9464\"");
        found.and_then(|found| {
            let help = "write an IP address and a port like \"127.0.0.1:9464\"";
            let problem = |_| section.problem(found.span.clone(), "`metrics` is not an address with a port", help);
            found.value.parse().map_err(problem).ok()
        })
    };
    let port = section.number("port", 1..=u32::from(u16::MAX), "a port like 8443");
    let certificate = section.text("certificate", "\"/etc/commonweal/site.pem\"");
    let key = section.text("key", "\"/etc/commonweal/site.key\"");
    match (&certificate, &key) {
        (Some(found), None) => {
            section.problem(found.span.clone(), "`certificate` needs its private key", "add key = \"...\"");
        }
        (None, Some(found)) => {
            section.problem(found.span.clone(), "`key` needs its certificate", "add certificate = \"...\"");
        }
        _ => {}
    }
    let proxies = section.texts("trusted_proxies", "[\"10.0.0.0/8\"]").unwrap_or_default();
    let mut trusted_proxies = Vec::new();
    for found in proxies {
        match found.value.parse() {
            Ok(network) => trusted_proxies.push(network),
            Err(()) => section.problem(
                found.span,
                "this is neither an address nor a network",
                "write \"127.0.0.1\" or \"10.0.0.0/8\"",
            ),
        }
    }
    let path = |found: Option<Found<String>>| found.map(|found| PathBuf::from(found.value));
    section.finish();
    ServeSettings {
        address,
        port: port.and_then(|port| u16::try_from(port).ok()),
        certificate: path(certificate),
        key: path(key),
        trusted_proxies,
        metrics,
    }
}

/// The settings of `[retention]`, in the order of [`RetentionKind::ALL`].
fn days_key(kind: RetentionKind) -> &'static str {
    match kind {
        RetentionKind::Sessions => "sessions_days",
        RetentionKind::Attempts => "attempts_days",
        RetentionKind::Invitations => "invitations_days",
        RetentionKind::Changes => "changes_days",
        RetentionKind::Snapshots => "snapshots_days",
        RetentionKind::Releases => "releases_days",
        RetentionKind::Proposals => "proposals_days",
    }
}

fn retention(section: &Section<'_>) -> RetentionSettings {
    let rule = |kind: &RetentionKind| {
        let bounds = kind.least_days()..=MOST_DAYS;
        let days = section.number(days_key(*kind), bounds, "days; shorter would remove what is still needed");
        days.and_then(|days| RetentionRule::new(*kind, days).ok()).unwrap_or(RetentionRule::default_of(*kind))
    };
    let rules = RetentionKind::ALL.iter().map(rule).collect();
    section.finish();
    RetentionSettings { rules }
}
