//! What somebody may work as, and choosing it: one grant, one purpose, a new cookie.

use super::SignedIn;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::proof;
use crate::visitor::Visitor;
use commonweal_operations::agreements::{Agreement, live_ids};
use commonweal_operations::audit::Action;
use commonweal_operations::grants::{self, Grant, may_go_on};
use commonweal_operations::time_text::utc_day;
use commonweal_operations::{Purpose, Role, Scope};
use commonweal_store::Reading;
use jiff::civil::Date;

/// A grant and a purpose that somebody may work under.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Id of the grant.
    pub grant: String,
    /// Its role.
    pub role: Role,
    /// Where it holds.
    pub scope: Scope,
    /// The purpose.
    pub purpose: Purpose,
    /// Name of the organisation it is for.
    pub organisation_name: Option<String>,
    /// The agreement it rests on.
    pub agreement: Option<String>,
    /// The project it is for.
    pub project: Option<String>,
    /// Its last day.
    pub until: Option<Date>,
    /// Why it cannot be chosen now, in words; none where it can.
    pub barred: Option<String>,
}

/// What follows a choice.
#[derive(Debug, Clone)]
pub enum Choose {
    /// The session works under it, with a new cookie; the old one is worthless.
    In(SignedIn),
    /// Direct care and other work never share a session: these words say so.
    SignInAgain(String),
    /// It is not among the choices.
    Refused(String),
}

const NO_FACTOR: &str = "your sign-in provider did not say that you gave a second factor; sign in again with one";

impl Desk {
    /// What the visitor may work as in this process, by role and purpose.
    ///
    /// # Errors
    /// `Store`.
    pub async fn choices(&self, visitor: &Visitor) -> Result<Vec<Choice>, DeskError> {
        let mut reading = self.operations().read().await?;
        self.choices_in(&mut reading, visitor).await
    }

    async fn choices_in(&self, reading: &mut Reading, visitor: &Visitor) -> Result<Vec<Choice>, DeskError> {
        let today = utc_day(self.now());
        let grants: Vec<Grant> =
            reading.grants_of(&visitor.account).await?.into_iter().map(|grant| grant.value).collect();
        let agreements: Vec<Agreement> = reading.agreements().await?.into_iter().map(|one| one.value).collect();
        let live = live_ids(&agreements, today);
        let organisations = reading.organisations().await?;
        let worked = visitor.working.as_ref().map(|working| working.purpose);
        let open = grants::choices(visitor.kind, &grants, &live, self.sides(), today);
        let mut choices = Vec::new();
        for choice in open {
            let Some(grant) = grants.iter().find(|grant| grant.id == choice.grant_id) else { continue };
            let unproven = choice.role.facts().is_privileged && !visitor.second_factor;
            let barred = match may_go_on(worked, choice.purpose) {
                Err(again) => Some(again.to_string()),
                Ok(()) => unproven.then(|| NO_FACTOR.to_owned()),
            };
            let name =
                |id: &String| organisations.iter().find(|one| one.value.id == *id).map(|one| one.value.name.clone());
            choices.push(Choice {
                grant: choice.grant_id,
                role: choice.role,
                scope: choice.scope,
                purpose: choice.purpose,
                organisation_name: choice.organisation.as_ref().and_then(name),
                agreement: grant.agreement_id.clone(),
                project: grant.project.clone(),
                until: grant.until,
                barred,
            });
        }
        Ok(choices)
    }

    /// Lets the session work under a grant for a purpose. A session that did direct care never goes on to anything
    /// else, nor the reverse.
    ///
    /// # Errors
    /// `Store`.
    pub async fn choose(&self, visitor: &Visitor, grant: &str, purpose: Purpose) -> Result<Choose, DeskError> {
        let now = self.now();
        let Some(session) = &visitor.session else {
            return Ok(Choose::Refused("a service works under one purpose only".to_owned()));
        };
        let mut act = self.operations().begin(visitor.account.clone(), now).await?;
        let choices = self.choices_in(&mut act, visitor).await?;
        let chosen = choices.into_iter().find(|choice| choice.grant == grant && choice.purpose == purpose);
        let denied = |reason: &str| visitor.draft(now, Action::PurposeChosen, purpose.as_str()).denied(reason);
        let refused = match &chosen {
            None => Some((denied("not among the choices"), Choose::Refused("choose one of the list".to_owned()))),
            Some(choice) => choice.barred.as_ref().map(|why| {
                let again = visitor.working.as_ref().is_some_and(|now| now.purpose.side() != purpose.side());
                let answer = if again { Choose::SignInAgain(why.clone()) } else { Choose::Refused(why.clone()) };
                (denied(why), answer)
            }),
        };
        if let Some((draft, answer)) = refused {
            act.roll_back().await?;
            self.operations().note(draft).await?;
            return Ok(answer);
        }
        let cookie = proof::token();
        if !act.choose_purpose(session, &proof::token_hash(cookie.expose()), grant, purpose).await? {
            act.roll_back().await?;
            self.operations().note(denied("this session worked on the other side")).await?;
            let words = "direct care and other work never share a session; sign out and sign in again".to_owned();
            return Ok(Choose::SignInAgain(words));
        }
        let draft = visitor.draft(now, Action::PurposeChosen, grant);
        let draft = match chosen {
            Some(choice) => draft.as_role(choice.role, choice.purpose, None),
            None => draft,
        };
        act.commit(draft).await?;
        Ok(Choose::In(SignedIn { cookie, recovery_left: 0 }))
    }
}
