//! Retention: what is due goes, what is not stays, it is counted and written down, and the audit is never cut.

use commonweal_operations::accounts::SignInWay;
use commonweal_operations::audit::Action;
use commonweal_operations::retention::{RetentionKind, RetentionRule};
use commonweal_store::{AuditFilter, Database, Session};
use jiff::{SignedDuration, Timestamp};

use crate::places::{account, at, draft, on_each_engine, sound};

fn session(id: &str, last_used_at: Timestamp) -> Session {
    Session {
        id: id.to_owned(),
        key_hash: id.to_owned(),
        account_id: "ada".to_owned(),
        way: SignInWay::Oidc,
        second_factor: false,
        started_at: last_used_at,
        last_used_at,
        grant_id: None,
        purpose: None,
        side: None,
        provider_session: None,
        agent: String::new(),
        ended_at: None,
        end_reason: None,
    }
}

#[test]
fn what_is_due_goes_counted_and_written_down_and_the_audit_stays() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        let days = RetentionKind::Sessions.default_days();
        let rules = [
            RetentionRule::default_of(RetentionKind::Sessions),
            RetentionRule::default_of(RetentionKind::Attempts),
            RetentionRule::default_of(RetentionKind::Changes),
            RetentionRule::default_of(RetentionKind::Snapshots),
        ];
        let old = at(0);
        let now = old + SignedDuration::from_hours(24 * i64::from(days) + 49);
        let mut act = store.begin("clerk", old).await.expect("begins");
        act.add_account(&account("ada")).await.expect("added");
        act.add_session(&session("old", old)).await.expect("added");
        act.add_session(&session("new", now)).await.expect("added");
        act.commit(draft(0, "ada")).await.expect("kept");
        let before = sound(&store).await.last.sequence;

        let counted = store.apply_retention("program", now, &rules, true).await.expect("counted");
        assert_eq!(counted.iter().map(|done| done.removed).collect::<Vec<_>>(), [1, 0, 0], "{}", place.engine);
        assert_eq!(sound(&store).await.last.sequence, before, "counting writes nothing");
        let done = store.apply_retention("program", now, &rules, false).await.expect("applied");
        assert_eq!(done, counted);

        let mut reading = store.read().await.expect("reads");
        let left = reading.sessions_of("ada", true).await.expect("read");
        assert_eq!(left.iter().map(|session| session.id.as_str()).collect::<Vec<_>>(), ["new"], "{}", place.engine);
        let filter = AuditFilter { action: Some(Action::RetentionApplied), ..Default::default() };
        let entries = reading.audit_page(&filter, 10).await.expect("read");
        let entries: Vec<_> = entries.iter().map(|entry| (entry.object.as_str(), entry.row_count)).collect();
        assert_eq!(entries, [("changes", Some(0)), ("attempts", Some(0)), ("sessions", Some(1))], "{}", place.engine);
        assert_eq!(sound(&store).await.last.sequence, before + 3);
    });
}
