//! The call that turns a code into an identity token.

use crate::oidc::error::OidcError;
use crate::oidc::http::Http;
use crate::oidc::reasons;
use openidconnect::core::{CoreClient, CoreClientAuthMethod, CoreIdToken};
use openidconnect::{
    AuthType, AuthorizationCode, ClientId, ClientSecret, PkceCodeVerifier, ProviderMetadataWithLogout, RedirectUrl,
    TokenResponse,
};

/// What a code is exchanged with; the library's own types hide the secrets when printed.
pub(super) struct Exchanging {
    pub(super) metadata: ProviderMetadataWithLogout,
    pub(super) client_id: ClientId,
    pub(super) client_secret: ClientSecret,
    pub(super) redirect: RedirectUrl,
    pub(super) code: AuthorizationCode,
    pub(super) verifier: PkceCodeVerifier,
}

/// Exchanges the code for the identity token.
pub(super) async fn exchange(http: Http, with: Exchanging) -> Result<CoreIdToken, OidcError> {
    let way = way_to_prove(&with.metadata).unwrap_or(AuthType::BasicAuth);
    let client = CoreClient::from_provider_metadata(with.metadata, with.client_id, Some(with.client_secret))
        .set_redirect_uri(with.redirect)
        .set_auth_type(way);
    let answer = client
        .exchange_code(with.code)
        .map_err(|_| OidcError::Provider("it names no token endpoint".to_owned()))?
        .set_pkce_verifier(with.verifier)
        .request_async(&http)
        .await
        .map_err(reasons::exchange)?;
    answer.id_token().cloned().ok_or(OidcError::NoToken)
}

/// How we prove who we are: by the header, or where the provider does not take that, in the form; none where it takes no
/// secret.
pub(super) fn way_to_prove(metadata: &ProviderMetadataWithLogout) -> Option<AuthType> {
    // The header is what the standard has where the metadata does not say.
    let Some(methods) = metadata.token_endpoint_auth_methods_supported() else { return Some(AuthType::BasicAuth) };
    if methods.contains(&CoreClientAuthMethod::ClientSecretBasic) {
        Some(AuthType::BasicAuth)
    } else {
        methods.contains(&CoreClientAuthMethod::ClientSecretPost).then_some(AuthType::RequestBody)
    }
}
