//! Signing in all at once, for a command: password, code, and the one role and purpose the command works under.

use super::{Choose, Factor, Proof, SignIn};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::visitor::{Request, Visitor};
use commonweal_operations::{Purpose, Role};

impl Desk {
    /// Signs in as the site does and works under the first of these roles and purposes that the account has. End the session
    /// with [`Desk::sign_out`].
    ///
    /// # Errors
    /// `Refused` where name, password or code are wrong, an attempt has to wait, or the account has none of the roles;
    /// `Store`; `Identity`.
    pub async fn sign_in_for(
        &self,
        user: &str,
        password: &str,
        code: &str,
        wanted: &[(Role, Purpose)],
        request: &Request,
    ) -> Result<Visitor, DeskError> {
        let wrong =
            || DeskError::refused("the name, the password or the code is wrong, or the account may not sign in");
        let wait = |until| DeskError::refused(format!("too many attempts; try again after {until}"));
        let pending = match self.sign_in_local(user, password, request).await? {
            SignIn::SecondFactor(pending) => pending,
            SignIn::Wait { until } => return Err(wait(until)),
            SignIn::Refused => return Err(wrong()),
        };
        let signed_in = match self.second_factor(pending.expose(), Proof::Code(code), request).await? {
            Factor::In(signed_in) => signed_in,
            Factor::Wait { until } => return Err(wait(until)),
            Factor::Wrong | Factor::Over => return Err(wrong()),
        };
        let gone = || DeskError::refused("the session ended at once; try again");
        let visitor = self.session(signed_in.cookie.expose(), request.clone()).await?.ok_or_else(gone)?;
        let choices = self.choices(&visitor).await?;
        let fits = |role, purpose| {
            choices.iter().find(|one| one.role == role && one.purpose == purpose && one.barred.is_none())
        };
        let Some(choice) = wanted.iter().find_map(|(role, purpose)| fits(*role, *purpose)) else {
            self.sign_out(&visitor).await?;
            let names: Vec<String> = wanted.iter().map(|(role, purpose)| format!("{role} for {purpose}")).collect();
            return Err(DeskError::refused(format!("this account cannot work as {}", names.join(" or "))));
        };
        match self.choose(&visitor, &choice.grant, choice.purpose).await? {
            Choose::In(working) => self.session(working.cookie.expose(), request.clone()).await?.ok_or_else(gone),
            Choose::SignInAgain(words) | Choose::Refused(words) => {
                self.sign_out(&visitor).await?;
                Err(DeskError::Refused(words))
            }
        }
    }
}
