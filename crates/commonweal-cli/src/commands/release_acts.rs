//! `commonweal release propose|approve|return|withdraw`: what changes a release, each under an account.

use super::desk::{Here, at_desk};
use super::release_account::{Account, As, by};
use super::release_show::{one_of, release_json};
use crate::arguments::Place;
use crate::display::Stages;
use crate::output;
use anyhow::anyhow;
use commonweal_admin::Visitor;
use commonweal_app::proposals::{self, ReleaseView};
use commonweal_app::{Progress, RefreshRequest};
use commonweal_operations::{Purpose, Role};

/// Those who propose.
const PROPOSES: [As; 2] = [(Role::Analyst, Purpose::Planning), (Role::Analyst, Purpose::Evaluation)];
/// Those who check.
const CHECKS: [As; 1] = [(Role::OutputChecker, Purpose::Release)];
/// Those who take back.
const WITHDRAWS: [As; 2] = [(Role::OutputChecker, Purpose::Release), (Role::IgLead, Purpose::Approvals)];

/// Counts, audits and proposes. The account is asked first: nobody waits for a pass that they may not propose.
pub(crate) fn propose(request: &RefreshRequest, account: &Account, place: &Place, json: bool) -> anyhow::Result<()> {
    let stages = Stages::new();
    let (view, report) = account.acting(place, &PROPOSES, async |here: &Here, visitor: &Visitor| {
        proposals::may_propose(&here.desk, by(visitor)).await?;
        // The pass has threads and a runtime of its own, and none may be begun within this one.
        let prepare = || proposals::prepare(&here.workspace, request, &stages);
        let prepared = std::thread::scope(|scope| scope.spawn(prepare).join());
        let prepared = prepared.map_err(|_| anyhow!("counting ended with a fault of ours; nothing is proposed"))??;
        let report = prepared.report.clone();
        stages.stage("Keeping the proposal", None);
        let view = proposals::propose(&here.desk, by(visitor), &here.workspace, prepared).await?;
        Ok((view, report))
    })?;
    stages.finish();
    if json {
        let printed = serde_json::json!({ "release": release_json(&view), "report": serde_json::to_value(&report)? });
        return output::print(&format!("{printed:#}\n"));
    }
    output::print(&report.words())?;
    eprintln!("\nProposed as {}. Nothing is released yet.", view.id);
    match report.stands_open() {
        Some(why) => eprintln!("It cannot be approved as it is: {why}"),
        None => eprintln!(
            "Somebody else checks it: an output checker opens /releases/{0} on the site, or runs `commonweal release approve {0}`.",
            view.id
        ),
    }
    Ok(())
}

/// Releases what somebody else proposed.
pub(crate) fn approve(id: &str, remark: &str, account: &Account, place: &Place, json: bool) -> anyhow::Result<()> {
    let stages = Stages::new();
    let view = account.acting(place, &CHECKS, async |here: &Here, visitor: &Visitor| {
        let id = one_of(here, visitor, id).await?;
        stages.stage("Reading it again, as it was audited", None);
        Ok(proposals::approve(&here.desk, by(visitor), &here.workspace, &id, None, remark).await?)
    })?;
    stages.finish();
    let when = if view.is_current {
        "The site shows it within seconds."
    } else {
        "The site shows it once the owner of the workspace has made it: `commonweal release finish`."
    };
    said(&view, json, &format!("Released {}. {when}", view.id))
}

/// Gives a proposal back.
pub(crate) fn give_back(id: &str, reason: &str, account: &Account, place: &Place, json: bool) -> anyhow::Result<()> {
    let view = account.acting(place, &CHECKS, async |here: &Here, visitor: &Visitor| {
        let id = one_of(here, visitor, id).await?;
        Ok(proposals::give_back(&here.desk, by(visitor), &here.workspace, &id, None, reason).await?)
    })?;
    let to = view.proposed_by.as_deref().unwrap_or("whoever proposed it");
    said(&view, json, &format!("Returned {} to {to}. It is never released; propose anew once it is mended.", view.id))
}

/// Takes a release back.
pub(crate) fn withdraw(id: &str, reason: &str, account: &Account, place: &Place, json: bool) -> anyhow::Result<()> {
    let (view, shown) = account.acting(place, &WITHDRAWS, async |here: &Here, visitor: &Visitor| {
        let id = one_of(here, visitor, id).await?;
        let view = proposals::withdraw(&here.desk, by(visitor), &here.workspace, &id, None, reason).await?;
        let all = proposals::list(&here.desk, by(visitor), &here.workspace).await?;
        Ok((view, all.into_iter().find(|one| one.is_current)))
    })?;
    let now = match shown {
        Some(shown) if shown.id == view.id => {
            "The site takes it away once the owner of the workspace has run `commonweal release finish`.".to_owned()
        }
        Some(shown) => format!("The site shows {} within seconds, and says that this one was withdrawn.", shown.id),
        None => "The site shows no figures now, and says why.".to_owned(),
    };
    said(&view, json, &format!("Withdrew {}. {now}", view.id))
}

/// Brings the files to where the records are.
pub(crate) fn finish(place: &Place) -> anyhow::Result<()> {
    let mended = at_desk(place, async |here: &Here| Ok(proposals::mend(&here.desk, &here.workspace).await?))?;
    for words in mended {
        eprintln!("{words}");
    }
    Ok(())
}

fn said(view: &ReleaseView, json: bool, words: &str) -> anyhow::Result<()> {
    if json {
        return output::print(&format!("{:#}\n", release_json(view)));
    }
    eprintln!("{words}");
    Ok(())
}
