//! Whether somebody who can run the installation is left.

use crate::desk::Desk;
use crate::error::DeskError;
use commonweal_operations::Role;
use commonweal_operations::time_text::{instant_text, utc_day};
use commonweal_store::Act;

/// What would be taken away.
#[derive(Debug, Clone, Copy)]
pub(super) enum Taken<'a> {
    /// An account.
    Account(&'a str),
    /// A grant.
    Grant(&'a str),
}

impl Desk {
    /// Refuses an act that would leave no active administrator with a grant that holds today.
    ///
    /// Two administrators who end each other at the same moment wait for one another here: each writes the same fact
    /// before it counts, so the second counts what the first has left.
    pub(super) async fn leaves_an_administrator(&self, act: &mut Act, taken: Taken<'_>) -> Result<(), DeskError> {
        let now = self.now();
        act.set_fact("administrators-counted", &instant_text(now)).await?;
        let mut was = false;
        for grant in act.grants(Some(Role::Administrator)).await? {
            if !grant.value.is_live(utc_day(now)) {
                continue;
            }
            let Some(account) = act.account(&grant.value.account_id).await? else { continue };
            if !account.value.state.may_sign_in() {
                continue;
            }
            let goes = match taken {
                Taken::Account(id) => id == account.value.id,
                Taken::Grant(id) => id == grant.value.id,
            };
            if !goes {
                return Ok(());
            }
            was = true;
        }
        if was {
            Err(DeskError::refused(
                "this is the last administrator; make another one first, who has accepted the invitation",
            ))
        } else {
            Ok(())
        }
    }
}
