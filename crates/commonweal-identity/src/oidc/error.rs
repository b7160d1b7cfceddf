//! Why a sign-in by the provider did not work, in words that hold no token.

/// A sign-in or sign-out by the provider that was refused, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OidcError {
    /// The settings cannot be used.
    #[error("[sign_in.oidc] {0}")]
    Settings(String),
    /// The provider does not answer, or not as the standard says.
    #[error("the sign-in service does not answer as it should: {0}")]
    Provider(String),
    /// What came back belongs to no sign-in that was begun here.
    #[error("this sign-in was not begun here, or was begun again meanwhile; sign in once more")]
    State,
    /// The code was refused: used before, too old, or not ours.
    #[error("the sign-in service refused the code, which works once and for a short time; sign in once more")]
    Code,
    /// There was no identity token in the answer.
    #[error("the sign-in service gave no identity token; ask its administrator to allow the scope `openid`")]
    NoToken,
    /// The token's signature is not the provider's.
    #[error("the identity token was not signed by the sign-in service: {0}")]
    Signature(String),
    /// The token was signed in a way that we do not accept.
    #[error("the identity token is signed with {0}; RS256, PS256, ES256 and ES384 are accepted")]
    Algorithm(String),
    /// The token is of another provider.
    #[error("the identity token was issued by another service")]
    Issuer,
    /// The token is for another program.
    #[error("the identity token is meant for another program")]
    Audience,
    /// The token is of another sign-in.
    #[error("the identity token belongs to another sign-in")]
    Nonce,
    /// The token is over, or not valid yet.
    #[error("the identity token is too old or not valid yet; check that this machine's clock is right")]
    Time,
    /// A claim is missing or cannot be used.
    #[error("the identity token lacks `{0}`, without which nobody can be told apart")]
    Claim(&'static str),
    /// A message of sign-out that is not as the standard says.
    #[error("the sign-out message {0}")]
    Logout(&'static str),
}

impl OidcError {
    /// Whether the provider failed, so that the same may work later.
    pub fn is_provider_down(&self) -> bool {
        matches!(self, Self::Provider(_))
    }
}
