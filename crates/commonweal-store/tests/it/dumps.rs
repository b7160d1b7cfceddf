//! Dumps: from one engine to the other and back the same; cut, changed or foreign ones leave the database empty.

use std::io::Cursor;
use std::time::Instant;

use commonweal_operations::audit::{Chain, Head};
use commonweal_store::{Database, DumpReport, OpenMode, SealedIdentity, Store, StoreError, newest_schema};

use crate::places::{Place, account, at, draft, refused, run, sound};
use crate::schema::OLD_ACCOUNTS;

async fn dumped(store: &Store) -> (Vec<u8>, DumpReport) {
    let mut bytes = Vec::new();
    let report = store.dump(&mut bytes).await.expect("dumped");
    (bytes, report)
}

/// Texts that have gone wrong somewhere before.
const HARD: &[&str] =
    &["", " ", "'; DROP TABLE accounts; --", "\"\\/\n\r\t", "\u{1F9EA} é ﬀ \u{202E}", "$1 ? %s", "null", "0012"];

async fn filled(place: &Place) -> Store {
    let store = place.open(Database::Operations).await;
    for (n, text) in HARD.iter().enumerate() {
        let mut act = store.begin("writer", at(n as i64)).await.expect("begins");
        let mut one = account(&format!("a{n}"));
        one.organisation = Some((*text).to_owned());
        act.add_account(&one).await.expect("added");
        act.set_fact(&format!("fact {n}"), text).await.expect("set");
        act.commit(draft(n as i64, text).because(*text)).await.expect("kept");
    }
    let link = store.read().await.expect("reads").audit_tail().await.expect("read");
    let mut head = Head::unsigned(Chain::Operations, &link, at(50), "key");
    head.signature = "signed".to_owned();
    let mut jotting = store.jot(at(50)).await.expect("begins");
    jotting.add_head(&head).await.expect("added");
    jotting.keep().await.expect("kept");
    store
}

#[test]
fn a_database_goes_to_the_other_engine_and_back_the_same() {
    let mut places = vec![Place::sqlite(), Place::sqlite()];
    if let (Some(one), Some(two)) = (Place::postgres(), Place::postgres()) {
        places.splice(1..1, [one, two]);
    }
    run(async {
        let mut places = places.into_iter();
        let place = places.next().expect("a place");
        let store = filled(&place).await;
        let (mut bytes, report) = dumped(&store).await;
        let mut engines = Vec::new();
        for next in places {
            let restored = Store::restore(&next.address, Database::Operations, &mut Cursor::new(&bytes), at(99)).await;
            let (store, said) = restored.unwrap_or_else(|error| panic!("{}: {error}", next.engine));
            let (again, same) = dumped(&store).await;
            assert_eq!((&same, &again), (&report, &bytes), "{}: the same bytes", next.engine);
            assert_eq!((said.rows, &said.sha256), (report.rows, &report.sha256));
            assert_eq!(said.chain.heads, 1);
            sound(&store).await;
            store.note(draft(100, "goes on")).await.expect("the chain goes on");
            engines.push(next.engine);
            bytes = again;
        }
        assert_eq!(engines.last(), Some(&"sqlite"), "it came back");
    });
}

#[test]
fn a_dump_that_was_cut_or_changed_leaves_the_database_empty() {
    let mut places = vec![Place::sqlite()];
    places.extend(Place::postgres());
    for place in places {
        run(async {
            let source = Place::sqlite();
            let (bytes, _) = dumped(&filled(&source).await).await;
            let text = String::from_utf8(bytes.clone()).expect("text");
            let cut_line = text.trim_end().rfind('\n').expect("lines") + 1;
            let cases: Vec<(&str, Vec<u8>)> = vec![
                ("nothing", Vec::new()),
                ("cut in a line", bytes[..bytes.len() / 2].to_vec()),
                ("cut at a line", text[..cut_line].into()),
                ("a value changed", text.replacen("Person a3", "Person a4", 1).into_bytes()),
                ("something after", format!("{text}{{}}\n").into_bytes()),
                (
                    "a foreign column",
                    text.replacen("\"display_name\"", "\"display_name) SELECT 1 --\"", 1).into_bytes(),
                ),
                ("another format", text.replacen("\"commonweal_dump\":1", "\"commonweal_dump\":2", 1).into_bytes()),
            ];
            for (name, wrong) in cases {
                let restored =
                    Store::restore(&place.address, Database::Operations, &mut Cursor::new(wrong), at(99)).await;
                let error = refused(restored);
                assert!(matches!(error, StoreError::BadDump { .. }), "{} {name}: {error}", place.engine);
                assert!(!Store::exists(&place.address, Database::Operations).await.expect("answers"), "{name}");
            }
            let other = Store::restore(&place.address, Database::Care, &mut Cursor::new(&bytes), at(99)).await;
            assert!(matches!(refused(other), StoreError::WrongDatabase { .. }));
            let restored = Store::restore(&place.address, Database::Operations, &mut Cursor::new(&bytes), at(99)).await;
            restored.expect("the whole one goes in").0.close().await;
            let again = Store::restore(&place.address, Database::Operations, &mut Cursor::new(&bytes), at(99)).await;
            assert!(matches!(refused(again), StoreError::NotEmpty { .. }), "{}", place.engine);
        });
    }
}

#[test]
fn a_dump_of_an_earlier_schema_is_brought_up_to_date() {
    let mut places = vec![Place::sqlite()];
    places.extend(Place::postgres());
    for place in places {
        run(async {
            let older = Place::sqlite();
            let old = Store::open_up_to(&older.address, Database::Operations, OpenMode::Create, at(0), 1).await;
            let old = old.expect("made at schema 1");
            older.behind(OLD_ACCOUNTS).await.expect("data of schema 1");
            let (bytes, report) = dumped(&old).await;
            assert_eq!(report.schema, 1);
            let restored = Store::restore(&place.address, Database::Operations, &mut Cursor::new(bytes), at(99)).await;
            let (store, said) = restored.unwrap_or_else(|error| panic!("{}: {error}", place.engine));
            assert_eq!(said.schema, 1);
            assert_eq!(store.check().await.expect("well").schema, newest_schema(Database::Operations));
            let mut reading = store.read().await.expect("reads");
            let moved = reading.identity_account("https://issuer.example", "sub-ada").await.expect("read");
            assert_eq!(moved.expect("carried over").id, "ada", "{}", place.engine);
            assert_eq!(sound(&store).await.last.sequence, 2, "made, and brought up to date");
        });
    }
}

#[test]
fn a_restore_takes_many_rows_a_second() {
    let mut places = vec![Place::sqlite()];
    places.extend(Place::postgres());
    let source = Place::sqlite();
    let (bytes, report) = run(async {
        let store = source.open(Database::Vault).await;
        let sealed = |n: u32| SealedIdentity {
            practice_code: "C84001".to_owned(),
            pseudonym: format!("{n:032x}"),
            key_id: "k1".to_owned(),
            sealed: "c2VhbGVk".repeat(12),
        };
        let mut act = store.begin("import", at(1)).await.expect("begins");
        act.put_identities(&(0..40_000).map(sealed).collect::<Vec<_>>()).await.expect("put");
        act.commit_all((0..10_000).map(|n| draft(n, n)).collect()).await.expect("kept");
        dumped(&store).await
    });
    for place in places {
        run(async {
            let began = Instant::now();
            let restored = Store::restore(&place.address, Database::Vault, &mut Cursor::new(&bytes), at(9)).await;
            let (store, said) = restored.expect("restored");
            let speed = report.rows as f64 / began.elapsed().as_secs_f64();
            println!("proof: {}, restored {} rows, {speed:.0} rows a second, chain valid", place.engine, said.rows);
            assert_eq!(said.rows, report.rows);
            // The target is 20,000; a busy machine is given some room, a slow way of writing is not.
            assert!(speed > 10_000.0, "{}: {speed:.0} rows a second", place.engine);
            store.close().await;
        });
    }
}
