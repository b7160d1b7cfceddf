//! A writing program that is killed, again and again, at moments nobody chose: the chain holds, what was acknowledged is
//! there, and of each act both halves or none.
//!
//! COMMONWEAL_KILLS is how often: ten by default. The writer is this test binary, run again with `COMMONWEAL_WRITER`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use commonweal_store::{AccountFilter, AuditFilter, Database, OpenMode, Store, StoreAddress};

use crate::places::{Place, account, at, draft, run, sound};

/// Not a test of its own: what the killed process does. Without the variable it does nothing.
#[test]
fn writer_to_be_killed() {
    let Ok(text) = std::env::var("COMMONWEAL_WRITER") else { return };
    let (round, place) = text.split_once(' ').expect("the round and the place");
    let address = match place.strip_prefix("postgres://") {
        Some(_) => StoreAddress::postgres(place, None).expect("an address"),
        None => StoreAddress::file(place),
    };
    run(async {
        let opened = Store::open(&address, Database::Operations, OpenMode::Existing, at(0)).await;
        let store = opened.expect("opens");
        for n in 0.. {
            let id = format!("made-{round}-{n}");
            let mut act = store.begin("writer", at(n)).await.expect("begins");
            act.add_account(&account(&id)).await.expect("added");
            act.commit(draft(n, &id)).await.expect("kept");
            let mut out = std::io::stdout().lock();
            writeln!(out, "kept {id}").and_then(|()| out.flush()).expect("said");
        }
    });
}

fn killed_writers(place: Place) {
    let kills = std::env::var("COMMONWEAL_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(10_u64);
    run(async { place.open(Database::Operations).await.close().await });
    let (mut acknowledged, mut found) = (Vec::new(), 0);
    for round in 0..kills {
        let program = std::env::current_exe().expect("this program");
        let mut child = Command::new(program)
            .args(["--exact", "killed::writer_to_be_killed", "--nocapture", "--test-threads=1"])
            .env("COMMONWEAL_WRITER", format!("{round} {}", place.text))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the writer starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        // Until it has kept one, and then a while that differs from round to round, in steps shorter than an act.
        let first = lines.by_ref().map_while(Result::ok).find(|line| line.contains("kept "));
        std::thread::sleep(Duration::from_micros(round.wrapping_mul(7_919) % 60_000));
        child.kill().expect("kill -9");
        child.wait().expect("ended");
        let rest = lines.map_while(Result::ok);
        let kept = first.into_iter().chain(rest).filter_map(|line| line.split("kept ").nth(1).map(str::to_owned));
        let kept: Vec<String> = kept.collect();
        assert!(!kept.is_empty(), "{}, round {round}: the writer kept something before it was killed", place.engine);
        acknowledged.extend(kept);
        found = run(whole(&place, &acknowledged));
    }
    println!(
        "proof: {}, {kills} kills: {} acts acknowledged, {found} found, none acknowledged is missing, none half, chain valid",
        place.engine,
        acknowledged.len()
    );
}

/// Each account has its entry and each entry its account; nothing acknowledged is missing. Says how many there are.
async fn whole(place: &Place, acknowledged: &[String]) -> usize {
    let store = place.open(Database::Operations).await;
    sound(&store).await;
    let filter = AccountFilter { limit: 1_000_000, ..Default::default() };
    let accounts = store.read().await.expect("reads").accounts(&filter).await.expect("read");
    let accounts: std::collections::BTreeSet<String> = accounts.into_iter().map(|account| account.value.id).collect();
    let mut entries = std::collections::BTreeSet::new();
    let filter = AuditFilter { actor: Some("tester".to_owned()), ..Default::default() };
    let visit = |row: commonweal_store::AuditRow| {
        entries.insert(row.entry?.object);
        Ok(())
    };
    store.walk_audit(&filter, 0, visit).await.expect("walked");
    assert_eq!(accounts, entries, "{}: each act has both halves", place.engine);
    for id in acknowledged {
        assert!(accounts.contains(id), "{}: {id} was acknowledged", place.engine);
    }
    store.close().await;
    accounts.len()
}

#[test]
fn killed_writers_lose_nothing_on_sqlite() {
    killed_writers(Place::sqlite());
}

#[test]
fn killed_writers_lose_nothing_on_postgres() {
    if let Some(place) = Place::postgres() {
        killed_writers(place);
    }
}
