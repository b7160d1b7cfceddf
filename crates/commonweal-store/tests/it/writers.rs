//! Many writers at once leave one chain without a gap.
//!
//! COMMONWEAL_AUDIT_ENTRIES is how many entries each of the eight writers makes: few by default, 12,500 and more in the proof.

use std::time::Instant;

use commonweal_store::{Database, OpenMode, Store};

use crate::places::{Place, at, draft, run, sound};

const WRITERS: u64 = 8;

fn eight_writers(place: Place) {
    let each = std::env::var("COMMONWEAL_AUDIT_ENTRIES").ok().and_then(|text| text.parse().ok()).unwrap_or(500);
    run(async {
        place.open(Database::Operations).await.close().await;
        let began = Instant::now();
        let mut writers = Vec::new();
        for writer in 0..WRITERS {
            // A store of its own for each: they share no connection and no lock inside this process.
            let opened = Store::open(&place.address, Database::Operations, OpenMode::Existing, at(0)).await;
            let store = opened.expect("opens");
            writers.push(tokio::spawn(async move {
                for n in 0..each {
                    let written = store.note(draft(n as i64, format!("{writer} {n}"))).await;
                    written.unwrap_or_else(|error| panic!("writer {writer}, entry {n}: {error}"));
                }
                store.close().await;
            }));
        }
        for writer in writers {
            writer.await.expect("ends");
        }
        let (took, all) = (began.elapsed().as_secs_f64(), WRITERS * each);
        let store = place.open(Database::Operations).await;
        assert_eq!(sound(&store).await.last.sequence, all + 1, "{}", place.engine);
        println!(
            "proof: {}, {WRITERS} writers of {each} entries: {all} in sequence, chain valid, {took:.1} s, {:.0} entries a second",
            place.engine,
            all as f64 / took
        );
    });
}

#[test]
fn eight_writers_leave_one_chain_on_sqlite() {
    eight_writers(Place::sqlite());
}

#[test]
fn eight_writers_leave_one_chain_on_postgres() {
    if let Some(place) = Place::postgres() {
        eight_writers(place);
    }
}
