//! Signing in with somebody else's service: linked once by an invitation, found by issuer and subject after that.

use crate::place::{Place, choose, grant, is_over, request, visitor};
use crate::provider::{CLIENT, Provider};
use commonweal_admin::settings::{OidcProfile, OidcSettings};
use commonweal_admin::{By, Choose, Clock, Desk, NewAccount, OidcFinish, SignIn};
use commonweal_operations::{Purpose, Role, Scope};
use jiff::SignedDuration;
use serde_json::{Value, json};

async fn places() -> (Provider, Vec<Place>) {
    let provider = Provider::start().await;
    let mut places = Place::each();
    for place in &mut places {
        place.settings.sign_in.address = Some("https://commonweal.example".to_owned());
        place.settings.sign_in.oidc = Some(OidcSettings {
            profile: OidcProfile::Generic,
            issuer: provider.issuer.clone(),
            client_id: CLIENT.to_owned(),
            client_secret_file: "oidc-client".into(),
            scopes: Vec::new(),
            acr_values: Vec::new(),
        });
        std::fs::write(place.dir().join("oidc-client"), "a secret\n").expect("is written");
    }
    (provider, places)
}

fn parameter<'a>(address: &'a str, name: &str) -> &'a str {
    let query = address.split_once('?').expect("a query").1;
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).expect("the parameter is there")
}

/// Goes to the provider and comes back as `subject`.
async fn round(
    provider: &Provider,
    place: &Place,
    desk: &Desk,
    invitation: Option<&str>,
    subject: &str,
    claims: &Value,
) -> OidcFinish {
    let begin = desk.oidc_begin(invitation).await.expect("the provider answers");
    let state = parameter(&begin.address, "state").to_owned();
    assert_eq!(parameter(&begin.address, "code_challenge_method"), "S256");
    let code = provider.code_for(subject, parameter(&begin.address, "nonce"), claims, place.clock.now());
    desk.oidc_finish(begin.cookie.expose(), &state, &code, &request()).await.expect("answers")
}

async fn invited(desk: &Desk, user: &str, role: Role) -> String {
    let request = request();
    let by = By::CommandLine { login: "root", request: &request };
    let new = NewAccount { user: user.to_owned(), name: "Made Up".to_owned(), organisation: None };
    let invitation = desk.invite(by, &new, Some(&grant(role, Scope::System))).await.expect("is invited");
    let open = desk.open_invitation(invitation.code.expose(), &request).await.expect("answers").expect("opens");
    open.pending.expose().to_owned()
}

fn cookie(finish: OidcFinish) -> String {
    match finish {
        OidcFinish::In(signed_in) => signed_in.cookie.expose().to_owned(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_invitation_links_a_sign_in_and_only_that_one_gets_in_again() {
    let (provider, places) = places().await;
    for place in places {
        let desk = place.create().await;
        let factor = json!({"amr": ["pwd", "mfa"], "sid": "s-1"});
        let stranger = round(&provider, &place, &desk, None, "ben", &factor).await;
        assert!(matches!(stranger, OidcFinish::NotLinked(_)), "{stranger:?}");
        let pending = invited(&desk, "ben@example.org", Role::Board).await;
        cookie(round(&provider, &place, &desk, Some(&pending), "ben", &factor).await);
        let again = round(&provider, &place, &desk, None, "ben", &factor).await;
        let working = choose(&desk, &cookie(again), Role::Board, Purpose::Planning).await;
        assert!(visitor(&desk, &working).await.second_factor, "{}", place.engine);
        // An address is no proof: the same one from another subject is a stranger.
        let same_address = json!({"email": "ben@example.org", "email_verified": true});
        let other = round(&provider, &place, &desk, None, "eve", &same_address).await;
        assert!(matches!(other, OidcFinish::NotLinked(_)), "{other:?}");
        let second = invited(&desk, "cyd@example.org", Role::Board).await;
        let taken = round(&provider, &place, &desk, Some(&second), "ben", &factor).await;
        assert!(matches!(taken, OidcFinish::Refused(_)), "linked to another account: {taken:?}");
        let local = desk.sign_in_local("ben@example.org", "any password at all", &request()).await.expect("answers");
        assert!(matches!(local, SignIn::Refused), "it has no password of ours: {local:?}");
    }
}

#[tokio::test]
async fn a_privileged_role_needs_the_second_factor_that_the_provider_vouches_for() {
    let (provider, places) = places().await;
    for place in places {
        let desk = place.create().await;
        let pending = invited(&desk, "ada@example.org", Role::Administrator).await;
        cookie(round(&provider, &place, &desk, Some(&pending), "ada", &json!({"amr": ["mfa"]})).await);
        let weak = round(&provider, &place, &desk, None, "ada", &json!({"amr": ["pwd"]})).await;
        assert!(matches!(weak, OidcFinish::TooWeak(_)), "{} {weak:?}", place.engine);
        let strong = round(&provider, &place, &desk, None, "ada", &json!({"amr": ["mfa"]})).await;
        choose(&desk, &cookie(strong), Role::Administrator, Purpose::Operation).await;
        // Somebody with both kinds of role gets in, but not at the privileged one.
        let request = request();
        let by = By::CommandLine { login: "root", request: &request };
        desk.give(by, "ada@example.org", &grant(Role::Board, Scope::System)).await.expect("is given");
        let weak = cookie(round(&provider, &place, &desk, None, "ada", &json!({})).await);
        let person = visitor(&desk, &weak).await;
        let choices = desk.choices(&person).await.expect("answers");
        let administrator = choices.iter().find(|one| one.role == Role::Administrator).expect("is listed");
        assert!(administrator.barred.is_some());
        let answer = desk.choose(&person, &administrator.grant, Purpose::Operation).await.expect("answers");
        assert!(matches!(answer, Choose::Refused(_)), "{answer:?}");
        choose(&desk, &weak, Role::Board, Purpose::Planning).await;
    }
}

#[tokio::test]
async fn an_answer_counts_once_in_the_browser_it_was_asked_from_and_not_late() {
    let (provider, places) = places().await;
    for place in places {
        let desk = place.create().await;
        let pending = invited(&desk, "ben@example.org", Role::Board).await;
        cookie(round(&provider, &place, &desk, Some(&pending), "ben", &json!({})).await);
        let away = async || {
            let begin = desk.oidc_begin(None).await.expect("answers");
            let state = parameter(&begin.address, "state").to_owned();
            let nonce = parameter(&begin.address, "nonce").to_owned();
            (begin.cookie, state, nonce)
        };
        let finish = async |cookie: &str, state: &str, code: &str| {
            desk.oidc_finish(cookie, state, code, &request()).await.expect("answers")
        };
        let (mine, state, nonce) = away().await;
        let code = provider.code_for("ben", &nonce, &json!({}), place.clock.now());
        let (other, ..) = away().await;
        let elsewhere = finish(other.expose(), &state, &code).await;
        assert!(matches!(elsewhere, OidcFinish::Refused(_)), "another browser: {elsewhere:?}");
        let spent = finish(mine.expose(), &state, &code).await;
        assert!(matches!(spent, OidcFinish::Refused(_)), "the state is spent: {spent:?}");
        let (mine, state, _) = away().await;
        let code = provider.code_for("ben", "another nonce", &json!({}), place.clock.now());
        let replayed = finish(mine.expose(), &state, &code).await;
        assert!(matches!(replayed, OidcFinish::Refused(_)), "a token of another sign-in: {replayed:?}");
        let (mine, state, nonce) = away().await;
        place.later(SignedDuration::from_mins(16));
        let code = provider.code_for("ben", &nonce, &json!({}), place.clock.now());
        let late = finish(mine.expose(), &state, &code).await;
        assert!(matches!(late, OidcFinish::Refused(_)), "{} {late:?}", place.engine);
    }
}

#[tokio::test]
async fn the_providers_word_ends_sessions_once_and_only_if_it_is_the_providers() {
    let (provider, places) = places().await;
    for place in places {
        let desk = place.create().await;
        let pending = invited(&desk, "ben@example.org", Role::Board).await;
        let one = cookie(round(&provider, &place, &desk, Some(&pending), "ben", &json!({"sid": "s-1"})).await);
        let two = cookie(round(&provider, &place, &desk, None, "ben", &json!({"sid": "s-2"})).await);
        let now = place.clock.now();
        let token = provider.logout_token("t-1", &json!({"sid": "s-1"}), now);
        let mut forged = token.clone();
        forged.replace_range(forged.len() - 8..forged.len() - 4, "AAAA");
        assert!(!desk.back_channel_logout(&forged).await.expect("answers"));
        assert!(!is_over(&desk, &one).await);
        assert!(desk.back_channel_logout(&token).await.expect("answers"));
        assert!(is_over(&desk, &one).await && !is_over(&desk, &two).await, "{}", place.engine);
        assert!(!desk.back_channel_logout(&token).await.expect("answers"), "the same message again");
        let all = provider.logout_token("t-2", &json!({"sub": "ben"}), now);
        assert!(desk.back_channel_logout(&all).await.expect("answers"));
        assert!(is_over(&desk, &two).await);
        let address = desk.provider_sign_out().await.expect("the provider has one");
        assert!(address.starts_with(&format!("{}/sign-out?", provider.issuer)), "{address}");
    }
}

#[tokio::test]
async fn somebody_who_is_signed_in_links_their_sign_in() {
    let (provider, places) = places().await;
    for place in places {
        let desk = place.create().await;
        let ben = place.person(&desk, "ben@example.org", Some(grant(Role::Board, Scope::System))).await;
        let here = visitor(&desk, &place.sign_in(&desk, &ben).await).await;
        let begin = desk.oidc_link_begin(&here).await.expect("answers");
        let (state, nonce) =
            (parameter(&begin.address, "state").to_owned(), parameter(&begin.address, "nonce").to_owned());
        let code = provider.code_for("ben", &nonce, &json!({}), place.clock.now());
        cookie(desk.oidc_finish(begin.cookie.expose(), &state, &code, &request()).await.expect("answers"));
        cookie(round(&provider, &place, &desk, None, "ben", &json!({})).await);
        place.sign_in(&desk, &ben).await;
    }
}
