//! The audit as those who answer for it read it: by page, and about one person. Writing down what people do is here too.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::visitor::{AUDIT, By, Request, Visitor};
use commonweal_operations::audit::{self, Action, Chain, Draft, Entry, Outcome, Pseudonym};
use commonweal_store::{self as store, Reading};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Entries on one page.
const PAGE: u32 = 100;

/// Which entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// From this time.
    pub from: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
    /// By this account, or `stranger`, `program`, `command-line`.
    pub actor: Option<String>,
    /// Of this action.
    pub action: Option<Action>,
    /// About this object.
    pub object: Option<String>,
    /// Denials only.
    pub denied_only: bool,
    /// Entries before this one: `older` of the page before.
    pub before: Option<u64>,
}

impl AuditFilter {
    pub(super) fn of_store(&self) -> store::AuditFilter {
        store::AuditFilter {
            from: self.from,
            until: self.until,
            actor: self.actor.clone(),
            action: self.action,
            object: self.object.clone(),
            outcome: self.denied_only.then_some(Outcome::Denied),
            before: self.before,
            ..store::AuditFilter::default()
        }
    }
}

/// One entry, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditView {
    /// Its place in the chain.
    pub sequence: u64,
    /// When.
    pub at: Timestamp,
    /// Who: an account's id, or `stranger`, `program`, `command-line`.
    pub actor: String,
    /// The account's name, where there is one.
    pub actor_name: Option<String>,
    /// Working as what.
    pub role: Option<String>,
    /// For which purpose.
    pub purpose: Option<String>,
    /// For which organisation.
    pub organisation: Option<String>,
    /// What was done.
    pub action: String,
    /// To what.
    pub object: String,
    /// How many rows were concerned.
    pub rows: Option<u64>,
    /// Allowed, or denied.
    pub allowed: bool,
    /// Why.
    pub reason: Option<String>,
    /// The request, as log lines name it.
    pub request: Option<String>,
}

/// Some entries, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditView>,
    /// What to ask for to see those before them.
    pub older: Option<u64>,
}

fn view(entry: Entry, names: &BTreeMap<String, String>) -> AuditView {
    AuditView {
        sequence: entry.sequence,
        at: entry.at,
        actor_name: names.get(&entry.actor).cloned(),
        actor: entry.actor,
        role: entry.role.map(|role| role.to_string()),
        purpose: entry.purpose.map(|purpose| purpose.to_string()),
        organisation: entry.organisation,
        action: entry.action.to_string(),
        object: entry.object,
        rows: entry.row_count,
        allowed: entry.outcome == Outcome::Allowed,
        reason: entry.reason,
        request: entry.request_id,
    }
}

impl Desk {
    /// A page of the audit of one database. Reading it is an entry too.
    ///
    /// # Errors
    /// `Forbidden`; `WrongRole` for a database that this process does not hold; `Store`.
    pub async fn audit_page(&self, by: By<'_>, chain: Chain, filter: &AuditFilter) -> Result<AuditPage, DeskError> {
        self.permit(by, &AUDIT, "audit").await?;
        let mut reading = self.store(chain)?.read().await?;
        let mut entries = reading.audit_page(&filter.of_store(), PAGE + 1).await?;
        drop(reading);
        let more = entries.len() > PAGE as usize;
        entries.truncate(PAGE as usize);
        let older = entries.last().filter(|_| more).map(|entry| entry.sequence);
        let draft = by.draft(self.now(), Action::AuditRead, chain.as_str()).rows(entries.len() as u64);
        self.operations().note(draft).await?;
        Ok(AuditPage { entries: self.named(entries).await?, older })
    }

    /// Who looked at one person's record at one practice: every entry, oldest first.
    ///
    /// # Errors
    /// `Refused` for what is no pseudonym; `Forbidden`; `Store`.
    pub async fn who_looked(&self, by: By<'_>, person: &str, practice: &str) -> Result<Vec<AuditView>, DeskError> {
        self.permit(by, &AUDIT, "who looked at a record").await?;
        let words = "a pseudonym is 32 digits of 0 to 9 and a to f; a number of a person is never used here";
        let pseudonym = Pseudonym::parse(person).map_err(|_| DeskError::refused(words))?;
        let filter =
            store::AuditFilter { person: Some(pseudonym.as_str().to_owned()), ..store::AuditFilter::default() };
        let mut found = Vec::new();
        for store in self.stores() {
            let keep = |row: store::AuditRow| {
                found.extend(row.entry.ok().filter(|entry| concerns(entry, practice)));
                Ok(())
            };
            store.walk_audit(&filter, 0, keep).await?;
        }
        found.sort_by_key(|entry| (entry.at, entry.sequence));
        let object = format!("who looked, practice {practice}");
        let draft = by.draft(self.now(), Action::AuditRead, object).rows(found.len() as u64).person(pseudonym);
        self.operations().note(draft).await?;
        self.named(found).await
    }

    /// Writes down that somebody was refused by a rule of the site, signed in or not.
    ///
    /// # Errors
    /// `Store`: then nothing may be answered but an error.
    pub async fn denied(
        &self,
        visitor: Option<&Visitor>,
        request: &Request,
        object: &str,
        reason: &str,
    ) -> Result<(), DeskError> {
        let now = self.now();
        let draft = match visitor {
            Some(visitor) => visitor.draft(now, Action::PageDenied, object),
            None => Draft::new(now, audit::STRANGER, Action::PageDenied, object).request(request.id.clone()),
        };
        self.operations().note(draft.denied(reason)).await?;
        Ok(())
    }

    /// Writes down that somebody looks at something, before it is shown.
    ///
    /// # Errors
    /// `Store`: then it must not be shown.
    pub async fn looked(
        &self,
        visitor: &Visitor,
        action: Action,
        object: &str,
        rows: Option<u64>,
    ) -> Result<(), DeskError> {
        let mut draft = visitor.draft(self.now(), action, object);
        draft.row_count = rows;
        self.operations().note(draft).await?;
        Ok(())
    }

    /// Writes down, in the care chain, that somebody looks at one person of a practice, before it is shown.
    ///
    /// # Errors
    /// `Refused` for what is no pseudonym; `WrongRole` where this process holds no care; `Store`.
    pub async fn looked_at_person(
        &self,
        visitor: &Visitor,
        action: Action,
        person: &str,
        practice: &str,
    ) -> Result<(), DeskError> {
        let pseudonym = Pseudonym::parse(person).map_err(|_| DeskError::refused("this is no pseudonym"))?;
        let draft = visitor.draft(self.now(), action, format!("practice {practice}")).person(pseudonym);
        self.store(Chain::Care)?.note(draft).await?;
        Ok(())
    }

    async fn named(&self, entries: Vec<Entry>) -> Result<Vec<AuditView>, DeskError> {
        let mut reading = self.operations().read().await?;
        let mut names = BTreeMap::new();
        for entry in &entries {
            if !names.contains_key(&entry.actor)
                && let Some(name) = name_of(&mut reading, &entry.actor).await?
            {
                names.insert(entry.actor.clone(), name);
            }
        }
        Ok(entries.into_iter().map(|entry| view(entry, &names)).collect())
    }
}

/// The name of an account, which has none where the actor is a stranger or the program.
pub(crate) async fn name_of(reading: &mut Reading, actor: &str) -> Result<Option<String>, DeskError> {
    if [audit::STRANGER, audit::PROGRAM, audit::COMMAND_LINE].contains(&actor) {
        return Ok(None);
    }
    Ok(reading.account(actor).await?.map(|account| account.value.display_name))
}

/// Whether an entry about a person is of this practice.
fn concerns(entry: &Entry, practice: &str) -> bool {
    let mut words = entry.object.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| word.eq_ignore_ascii_case(practice)) || entry.organisation.as_deref() == Some(practice)
}
