//! Reading the audit, and finding every way that it can be tampered with.

use crate::place::{Place, entries_of, grant, request, visitor};
use commonweal_admin::{AuditFilter, By, Desk, DeskError, ProcessRole, Request, VerifyReport};
use commonweal_operations::audit::{Action, Chain};
use commonweal_operations::{Purpose, Role, Scope};
use jiff::SignedDuration;
use std::path::Path;

fn console(request: &Request) -> By<'_> {
    By::CommandLine { login: "root", request }
}

async fn verify(desk: &Desk) -> VerifyReport {
    let request = request();
    let mut reports = desk.audit_verify(console(&request), Some(Chain::Operations)).await.expect("answers");
    reports.remove(0)
}

async fn fill(desk: &Desk, entries: usize) {
    for number in 0..entries {
        desk.denied(None, &Request::new(format!("r{number}")), "/admin/accounts", "sign-in").await.expect("is written");
    }
}

#[tokio::test]
async fn a_page_shows_the_newest_and_goes_on_and_reading_it_is_an_entry() {
    for place in Place::each() {
        let desk = place.create().await;
        fill(&desk, 150).await;
        let request = request();
        let by = console(&request);
        let denied = AuditFilter { denied_only: true, ..AuditFilter::default() };
        let first = desk.audit_page(by, Chain::Operations, &denied).await.expect("answers");
        assert_eq!(first.entries.len(), 100, "{}", place.engine);
        assert!(first.entries.windows(2).all(|pair| pair[0].sequence > pair[1].sequence));
        let older = AuditFilter { before: first.older, ..denied };
        let second = desk.audit_page(by, Chain::Operations, &older).await.expect("answers");
        assert_eq!((second.entries.len(), second.older), (50, None));
        assert_eq!(entries_of(&desk, "audit-read").await, (2, 0));
    }
}

#[tokio::test]
async fn only_those_who_answer_for_it_read_the_audit() {
    for place in Place::each() {
        let desk = place.create().await;
        let ada = place.administrator(&desk).await;
        let iris = place.person(&desk, "iris@example.org", Some(grant(Role::IgLead, Scope::System))).await;
        let administrator = place.at_work(&desk, &ada, Role::Administrator, Purpose::Operation).await;
        let lead = place.at_work(&desk, &iris, Role::IgLead, Purpose::Audit).await;
        let approving = place.at_work(&desk, &iris, Role::IgLead, Purpose::Approvals).await;
        let filter = AuditFilter::default();
        for refused in [&administrator, &approving] {
            let page = desk.audit_page(By::Visitor(refused), Chain::Operations, &filter).await;
            assert!(matches!(page, Err(DeskError::Forbidden)), "{page:?}");
        }
        let page = desk.audit_page(By::Visitor(&lead), Chain::Operations, &filter).await.expect("may");
        let signed_in = page.entries.iter().find(|entry| entry.action == "signed-in").expect("is there");
        assert_eq!(signed_in.actor_name.as_deref(), Some("Made Up"), "{}", place.engine);
        let analysis = place.open(ProcessRole::Analysis).await;
        let care = analysis.audit_page(By::Visitor(&lead), Chain::Care, &filter).await;
        assert!(matches!(care, Err(DeskError::WrongRole { .. })), "{care:?}");
    }
}

#[tokio::test]
async fn the_file_has_every_entry_once_in_order() {
    for place in Place::each() {
        let desk = place.create().await;
        fill(&desk, 300).await;
        let request = request();
        let mut file = Vec::new();
        let rows = desk
            .audit_csv(console(&request), Chain::Operations, &AuditFilter::default(), &mut file)
            .await
            .expect("is written");
        let text = String::from_utf8(file).expect("is text");
        let lines: Vec<&str> = text.split_terminator("\r\n").collect();
        assert_eq!(lines.len() as u64, rows + 1, "{}", place.engine);
        for (at, line) in lines.iter().enumerate().skip(1) {
            assert!(line.starts_with(&format!("{at},\"2026-09-30T12:00:00.000000Z\"")), "{line}");
        }
        struct Full;
        impl std::io::Write for Full {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let gone = desk.audit_csv(console(&request), Chain::Operations, &AuditFilter::default(), &mut Full).await;
        assert!(matches!(gone, Err(DeskError::File { .. })), "{gone:?}");
    }
}

#[tokio::test]
async fn who_looked_at_a_record_is_answered_for_its_practice() {
    for place in Place::each() {
        let desk = place.create().await;
        let ben = place.person(&desk, "ben@example.org", Some(grant(Role::Board, Scope::System))).await;
        let looking = visitor(&desk, &place.sign_in(&desk, &ben).await).await;
        let (person, other) = ("0123456789abcdef0123456789abcdef", "f123456789abcdef0123456789abcdef");
        for (who, practice) in [(person, "C84001"), (person, "C84002"), (other, "C84001")] {
            desk.looked_at_person(&looking, Action::PersonViewed, who, practice).await.expect("is written");
        }
        let request = request();
        let found = desk.who_looked(console(&request), person, "C84001").await.expect("answers");
        assert_eq!(found.len(), 1, "{} {found:?}", place.engine);
        assert_eq!(found[0].actor, ben.id);
        let number = desk.who_looked(console(&request), "9990000018", "C84001").await;
        assert!(matches!(number, Err(DeskError::Refused(_))), "{number:?}");
    }
}

#[tokio::test]
async fn heads_are_signed_by_count_by_hour_and_at_the_end_and_copied_outside() {
    for place in Place::each() {
        let desk = place.create().await;
        desk.sign_heads(true).await.expect("signs");
        assert_eq!(desk.sign_heads(false).await.expect("answers"), 0, "nothing is due");
        fill(&desk, 5).await;
        assert_eq!(desk.sign_heads(false).await.expect("answers"), 0, "five entries are few");
        place.later(SignedDuration::from_mins(61));
        assert_eq!(desk.sign_heads(false).await.expect("signs"), 1, "an hour has passed");
        fill(&desk, 1_000).await;
        assert_eq!(desk.sign_heads(false).await.expect("signs"), 1, "a thousand entries");
        fill(&desk, 1).await;
        desk.close().await.expect("signs and closes");
        let outside = place.dir().join("audit-heads/operations/heads.jsonl");
        let lines = std::fs::read_to_string(outside).expect("is there").lines().count();
        assert_eq!(lines, 4, "{}", place.engine);
        let report = verify(&place.open(ProcessRole::Analysis).await).await;
        assert!(report.is_whole(), "{report:?}");
        assert_eq!(report.heads, 4);
    }
}

/// Copies the files of a closed SQLite database.
fn copy(from: &Path, to: &Path) {
    std::fs::copy(from, to).expect("is copied");
    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", to.display()));
    }
}

#[tokio::test]
async fn a_cut_tail_is_found_by_the_heads_outside() {
    let place = Place::sqlite();
    let database = place.dir().join("operations.db");
    let earlier = place.dir().join("earlier.db");
    let desk = place.create().await;
    fill(&desk, 20).await;
    desk.close().await.expect("closes");
    copy(&database, &earlier);
    let desk = place.open(ProcessRole::Analysis).await;
    fill(&desk, 20).await;
    desk.close().await.expect("signs and closes");
    // Somebody puts the database of before in its place: its chain is whole, but shorter than a signed head.
    copy(&earlier, &database);
    let report = verify(&place.open(ProcessRole::Analysis).await).await;
    assert!(!report.is_whole() && report.first_bad.is_some(), "{report:?}");
}

#[tokio::test]
async fn a_changed_entry_is_found_and_named() {
    let place = Place::sqlite();
    let desk = place.create().await;
    fill(&desk, 30).await;
    desk.denied(None, &Request::new("r"), "/the/tell-tale", "sign-in").await.expect("is written");
    let request = request();
    let filter = AuditFilter { object: Some("/the/tell-tale".to_owned()), ..AuditFilter::default() };
    let page = desk.audit_page(console(&request), Chain::Operations, &filter).await.expect("answers");
    let sequence = page.entries[0].sequence;
    fill(&desk, 30).await;
    desk.close().await.expect("closes");
    let file = place.dir().join("operations.db");
    let mut bytes = std::fs::read(&file).expect("is read");
    let mut changed = 0;
    for at in 0..bytes.len() - 14 {
        if &bytes[at..at + 14] == b"/the/tell-tale" {
            bytes[at + 5] = b'T';
            changed += 1;
        }
    }
    assert!(changed > 0, "the entry is in the file");
    std::fs::write(&file, bytes).expect("is written");
    let desk = place.open(ProcessRole::Analysis).await;
    let report = verify(&desk).await;
    assert_eq!(report.first_bad, Some(sequence), "{report:?}");
}

#[tokio::test]
async fn heads_outside_that_were_removed_changed_or_forged_are_found() {
    for place in Place::each() {
        let desk = place.create().await;
        fill(&desk, 3).await;
        desk.sign_heads(true).await.expect("signs");
        let outside = place.dir().join("audit-heads/operations/heads.jsonl");
        let lines = std::fs::read_to_string(&outside).expect("is there");
        std::fs::write(&outside, "").expect("is written");
        let emptied = verify(&desk).await;
        assert!(!emptied.is_whole() && emptied.first_bad.is_none(), "{emptied:?}");
        std::fs::write(&outside, format!("{lines}not a head\n")).expect("is written");
        assert!(!verify(&desk).await.is_whole());
        let forged = lines.replace("2026-09-30T12", "2026-09-30T11");
        assert_ne!(forged, lines);
        std::fs::write(&outside, format!("{lines}{forged}")).expect("is written");
        let report = verify(&desk).await;
        assert!(!report.is_whole(), "{} {report:?}", place.engine);
        std::fs::write(&outside, lines).expect("is written");
        assert!(verify(&desk).await.is_whole());
    }
}
