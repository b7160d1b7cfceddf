//! The round trip: where to send the browser, and what came back.

use crate::oidc::error::OidcError;
use crate::oidc::exchange::{Exchanging, exchange, way_to_prove};
use crate::oidc::http::Http;
use crate::oidc::keys::ProviderKeys;
use crate::oidc::logout::{self, LoggedOut};
use crate::oidc::profile::OidcProfile;
use crate::oidc::{claims, reasons};
use crate::secret::{Secret, random_token, same};
use jiff::Timestamp;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKeySet, CoreJwsSigningAlgorithm,
};
use openidconnect::{
    AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, ProviderMetadataWithLogout, RedirectUrl, Scope,
};
use std::future::Future;
use std::pin::Pin;

/// Signatures that are accepted: public keys only, no longer broken hashes.
pub(super) const ALGORITHMS: [CoreJwsSigningAlgorithm; 4] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
];

/// What a deployer says of the provider.
#[derive(Debug, Clone)]
pub struct OidcConfig {
    /// Which kind it is.
    pub profile: OidcProfile,
    /// Its address, exactly as its tokens name it.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// Our proof there.
    pub client_secret: Secret,
    /// Where browsers come back to.
    pub redirect_uri: String,
    /// Scopes asked for; the profile's own where empty.
    pub scopes: Vec<String>,
    /// The authentication asked for; the profile's own where none is given.
    pub acr_values: Option<String>,
    /// Where browsers go after the provider has signed somebody out.
    pub after_sign_out: Option<String>,
}

/// A sign-in that was begun: the address to send the browser to, and what must be kept until it comes back.
#[derive(Debug, Clone)]
pub struct OidcStart {
    /// Where to send the browser.
    pub address: String,
    /// What to keep, out of the browser's reach or sealed.
    pub pending: OidcPending,
}

/// What is kept of a sign-in until the browser comes back.
#[derive(Debug, Clone)]
pub struct OidcPending {
    /// Comes back with the browser.
    pub state: Secret,
    /// Comes back inside the token.
    pub nonce: Secret,
    /// Proves that who fetches the token is who asked for it.
    pub verifier: Secret,
}

/// Whom the provider vouches for.
#[derive(Debug, Clone)]
pub struct OidcIdentity {
    /// The provider.
    pub issuer: String,
    /// The person there, for good.
    pub subject: String,
    /// Their address, if told.
    pub email: Option<String>,
    /// Whether the provider says that it verified the address.
    pub email_verified: bool,
    /// Their name, if told.
    pub name: Option<String>,
    /// Whether a second factor was used.
    pub second_factor: bool,
    /// The provider's own session, by which it tells us of a sign-out.
    pub session_id: Option<String>,
    /// The token, which the provider wants to see again at sign-out.
    pub id_token: Secret,
}

/// A provider whose metadata and keys have been read.
#[derive(Debug)]
pub struct OidcClient {
    config: OidcConfig,
    http: Http,
    metadata: ProviderMetadataWithLogout,
    keys: ProviderKeys,
}

impl OidcClient {
    /// Reads the provider's metadata and keys.
    ///
    /// # Errors
    /// `Settings` for what the deployer should change; `Provider` where it does not answer as the standard says.
    pub async fn discover(config: OidcConfig) -> Result<Self, OidcError> {
        config.profile.check_issuer(&config.issuer)?;
        let http = Http::new(&config.issuer)?;
        let issuer = IssuerUrl::new(config.issuer.clone())
            .map_err(|_| OidcError::Settings("issuer: write its whole address, https://...".to_owned()))?;
        RedirectUrl::new(config.redirect_uri.clone())
            .map_err(|_| OidcError::Settings("the site's own address is needed: `address` in [sign_in]".to_owned()))?;
        let metadata = ProviderMetadataWithLogout::discover_async(issuer, &http)
            .await
            .map_err(|error| reasons::discovery(&error))?;
        let token =
            metadata.token_endpoint().ok_or_else(|| OidcError::Provider("it names no token endpoint".to_owned()))?;
        if way_to_prove(&metadata).is_none() {
            let words = "the service takes no client secret; register this site there with one (client_secret_basic or client_secret_post)";
            return Err(OidcError::Settings(words.to_owned()));
        }
        let foreign = [metadata.authorization_endpoint().url(), token.url(), metadata.jwks_uri().url()]
            .into_iter()
            .find(|address| !http.is_ours(address));
        if let Some(foreign) = foreign {
            let host = foreign.host_str().unwrap_or("another host");
            return Err(OidcError::Provider(format!("its metadata names {host}, which is not the issuer's own host")));
        }
        let keys = ProviderKeys::new(metadata.jwks().clone());
        Ok(Self { config, http, metadata, keys })
    }

    /// Begins a sign-in.
    pub fn begin(&self) -> OidcStart {
        let (state, nonce) = (random_token(), random_token());
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = CoreClient::from_provider_metadata(
            self.metadata.clone(),
            ClientId::new(self.config.client_id.clone()),
            None,
        )
        .set_redirect_uri(self.redirect());
        let (kept_state, kept_nonce) = (state.expose().to_owned(), nonce.expose().to_owned());
        let mut request = client.authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || CsrfToken::new(kept_state),
            move || Nonce::new(kept_nonce),
        );
        for scope in self.scopes() {
            // The library asks for `openid` by itself.
            if scope != "openid" {
                request = request.add_scope(Scope::new(scope));
            }
        }
        let acr = self.config.acr_values.clone().or(self.config.profile.acr_values().map(str::to_owned));
        if let Some(acr) = acr {
            request = request.add_extra_param("acr_values", acr);
        }
        let (address, _, _) = request.set_pkce_challenge(challenge).url();
        let pending = OidcPending { state, nonce, verifier: Secret::new(verifier.secret().clone()) };
        OidcStart { address: address.to_string(), pending }
    }

    /// Finishes a sign-in with what the browser brought back.
    ///
    /// # Errors
    /// What is wrong with state, code or token; `Provider` where the provider fails.
    pub async fn finish(
        &self,
        code: &str,
        returned_state: &str,
        pending: &OidcPending,
        now: Timestamp,
    ) -> Result<OidcIdentity, OidcError> {
        if !same(returned_state.as_bytes(), pending.state.expose().as_bytes()) {
            return Err(OidcError::State);
        }
        // Named as a future that may move between threads: the compiler does not see it through the library's own type.
        let exchange: Pin<Box<dyn Future<Output = Result<CoreIdToken, OidcError>> + Send>> =
            Box::pin(exchange(self.http.clone(), self.exchanging(code, pending)));
        let token = exchange.await?;
        self.verify(&token, &Nonce::new(pending.nonce.expose().to_owned()), now).await
    }

    fn exchanging(&self, code: &str, pending: &OidcPending) -> Exchanging {
        Exchanging {
            metadata: self.metadata.clone(),
            client_id: ClientId::new(self.config.client_id.clone()),
            client_secret: ClientSecret::new(self.config.client_secret.expose().to_owned()),
            redirect: self.redirect(),
            code: AuthorizationCode::new(code.to_owned()),
            verifier: PkceCodeVerifier::new(pending.verifier.expose().to_owned()),
        }
    }

    /// Where to send the browser so that the provider signs out too; none where it has no such address.
    pub fn sign_out_address(&self, id_token: Option<&Secret>) -> Option<String> {
        let end = self.metadata.additional_metadata().end_session_endpoint.as_ref()?;
        let mut address = end.url().clone();
        {
            let mut pairs = address.query_pairs_mut();
            pairs.append_pair("client_id", &self.config.client_id);
            if let Some(token) = id_token {
                pairs.append_pair("id_token_hint", token.expose());
            }
            if let Some(after) = &self.config.after_sign_out {
                pairs.append_pair("post_logout_redirect_uri", after);
            }
        }
        Some(address.to_string())
    }

    /// Reads the provider's message that somebody has signed out there (OpenID Connect Back-Channel Logout 1.0). The caller
    /// keeps `token_id`, so that a message is not taken twice.
    ///
    /// # Errors
    /// What is wrong with the message.
    pub async fn back_channel(&self, logout_token: &str, now: Timestamp) -> Result<LoggedOut, OidcError> {
        let judge = |set: &CoreJsonWebKeySet| {
            logout::read(logout_token, set, &self.config.issuer, &self.config.client_id, self.config.profile, now)
        };
        let (set, edition) = self.keys.held();
        match judge(&set) {
            Err(OidcError::Signature(_)) if self.has_newer_keys(edition, now).await => judge(&self.keys.held().0),
            judged => judged,
        }
    }

    async fn verify(&self, token: &CoreIdToken, nonce: &Nonce, now: Timestamp) -> Result<OidcIdentity, OidcError> {
        let text = token.to_string();
        // The library forgives an unsigned token some of its checks; we do not.
        if let Ok(algorithm) = token.signing_alg()
            && !ALGORITHMS.contains(algorithm)
        {
            return Err(OidcError::Algorithm(reasons::name_of(algorithm)));
        }
        let said = claims::of_token(&text).ok_or(OidcError::NoToken)?;
        claims::check_present(&said)?;
        let (set, edition) = self.keys.held();
        let mut judged = self.judge(token, nonce, set);
        // The provider may have changed its keys since they were read.
        let is_signature = matches!(&judged, Err(ClaimsVerificationError::SignatureVerification(_)));
        if is_signature && self.has_newer_keys(edition, now).await {
            judged = self.judge(token, nonce, self.keys.held().0);
        }
        judged.map_err(reasons::token)?;
        claims::check_times(&said, now)?;
        claims::check_audience(&said, &self.config.client_id)?;
        let words = |name: &str| said.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
        Ok(OidcIdentity {
            issuer: self.config.issuer.clone(),
            subject: self.config.profile.subject(&said)?,
            email: words("email"),
            email_verified: self.config.profile.email_is_verified(&said),
            name: words("name"),
            second_factor: self.config.profile.has_second_factor(&said),
            session_id: words("sid"),
            id_token: Secret::new(text),
        })
    }

    /// The library's own checks: signature, issuer, audience, nonce. Times are judged by us, with leeway, at a time that
    /// is given.
    fn judge(&self, token: &CoreIdToken, nonce: &Nonce, set: CoreJsonWebKeySet) -> Result<(), ClaimsVerificationError> {
        let verifier = CoreIdTokenVerifier::new_confidential_client(
            ClientId::new(self.config.client_id.clone()),
            ClientSecret::new(self.config.client_secret.expose().to_owned()),
            self.metadata.issuer().clone(),
            set,
        )
        .set_allowed_algs(ALGORITHMS)
        .set_other_audience_verifier_fn(|_| true)
        .set_time_fn(|| LONG_AGO.parse().expect("a constant that is a time"));
        token.claims(&verifier, nonce).map(|_| ())
    }

    async fn has_newer_keys(&self, seen: u64, now: Timestamp) -> bool {
        self.keys.are_newer_than(seen, self.metadata.jwks_uri(), &self.http, now).await
    }

    fn scopes(&self) -> Vec<String> {
        if self.config.scopes.is_empty() {
            self.config.profile.scopes().iter().map(|scope| (*scope).to_owned()).collect()
        } else {
            self.config.scopes.clone()
        }
    }

    fn redirect(&self) -> RedirectUrl {
        RedirectUrl::new(self.config.redirect_uri.clone()).expect("judged when the provider was read")
    }
}

/// The library asks for a time; nothing that it compares with this one is over.
const LONG_AGO: &str = "2000-01-01T00:00:00Z";

#[cfg(test)]
mod tests {
    use super::*;

    fn may_move<T: Send>(_: &T) {}

    /// A web server moves a request's work between its threads.
    #[test]
    fn every_round_trip_may_move_between_threads() {
        let check = |client: &'static OidcClient, pending: &'static OidcPending| {
            may_move(&client.finish("code", "state", pending, Timestamp::UNIX_EPOCH));
            may_move(&client.back_channel("token", Timestamp::UNIX_EPOCH));
        };
        let _ = check;
        may_move(&OidcClient::discover(OidcConfig {
            profile: OidcProfile::Generic,
            issuer: "https://id.example.org".to_owned(),
            client_id: "commonweal".to_owned(),
            client_secret: Secret::new("secret"),
            redirect_uri: "https://commonweal.example.org/sign-in/callback".to_owned(),
            scopes: Vec::new(),
            acr_values: None,
            after_sign_out: None,
        }));
    }
}
