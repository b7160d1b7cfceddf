//! Records of the plan on both engines: what is written comes back, also from the history; the database's own rules; one of
//! two edits at once.

use commonweal_operations::organisations::{Organisation, OrganisationKind};
use commonweal_operations::plan::Basis;
use commonweal_operations::plan::{
    CommitmentRecord, FigureClass, InitiativeRecord, PartRecord, Rag, Rating, ReachFigures, Report, Stage, Way,
};
use commonweal_store::{Database, RecordKind, Store, StoreError};
use jiff::civil::date;

use crate::places::{at, draft, on_each_engine, refused, sound};

fn part() -> PartRecord {
    PartRecord {
        id: "OUT-01.1".into(),
        framework: "outcomes".into(),
        level: "outcome".into(),
        title: "Fewer babies \"die\" — everywhere".into(),
        parent: Some("AMB-01".into()),
        basis: Basis::Proposed,
        organisation_id: "icb".into(),
        person: Some("Director of public health".into()),
        measures: vec!["infant_mortality".into(), "low_birth_weight".into()],
        note: String::new(),
    }
}

fn commitment() -> CommitmentRecord {
    CommitmentRecord {
        id: "S-SATOD".into(),
        organisation_id: "icb".into(),
        person: None,
        way: Way::Damped,
        report: Some(Report::DoneOn(date(2026, 3, 31))),
        note: "as reported to the board".into(),
    }
}

fn initiative() -> InitiativeRecord {
    let figures =
        "all; everybody; 1200; 1100; 400; 350; 300\ndeprivation; most deprived fifth; 400; 380; 120; 100; 3\n";
    InitiativeRecord {
        plan_id: Some("MID-05".into()),
        organisation_id: "icb".into(),
        stage: Stage::Delivering,
        rating: Some(Rating { rag: Rag::Amber, reason: "two posts are open".into(), on: date(2026, 9, 1) }),
        from: Some(date(2025, 4, 1)),
        partners: vec!["A charity; with a mark".into()],
        money_pounds: Some(120_000),
        figures: Some(ReachFigures::typed(FigureClass::Standard, date(2026, 9, 1), figures).expect("reads")),
        ..InitiativeRecord::begun("mid-05", "Opt-out help to stop smoking")
    }
}

async fn with_organisation(store: &Store) {
    let mut act = store.begin("ada", at(1)).await.expect("begins");
    let (name, kind, note) = ("The board".into(), OrganisationKind::Icb, String::new());
    act.add_organisation(&Organisation { id: "icb".into(), name, kind, parent: None, note }).await.expect("added");
    act.commit(draft(1, "icb")).await.expect("kept");
}

#[test]
fn records_of_the_plan_come_back_as_they_were_written() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        with_organisation(&store).await;
        let mut act = store.begin("ada", at(2)).await.expect("begins");
        assert_eq!(act.add_plan_part(&part()).await.expect("added"), 1, "{}", place.engine);
        assert_eq!(act.add_plan_commitment(&commitment()).await.expect("added"), 1);
        assert_eq!(act.add_plan_initiative(&initiative()).await.expect("added"), 1);
        act.commit(draft(2, "plan")).await.expect("kept");
        let mut bare = initiative();
        (bare.rating, bare.money_pounds, bare.figures, bare.from) = (None, None, None, None);
        (bare.stage, bare.organisation_id) = (Stage::Proposed, String::new());
        let mut act = store.begin("ben", at(3)).await.expect("begins");
        assert_eq!(act.save_plan_initiative(&bare, 1).await.expect("saved"), 2);
        act.commit(draft(3, "plan")).await.expect("kept");
        let mut reading = store.read().await.expect("reads");
        assert_eq!(reading.plan_part("OUT-01.1").await.expect("answers").expect("there").value, part());
        assert_eq!(reading.plan_commitments().await.expect("answers")[0].value, commitment());
        let stored = reading.plan_initiative("mid-05").await.expect("answers").expect("there");
        assert_eq!((stored.value, stored.version, stored.changed_by.as_str()), (bare, 2, "ben"));
        let changes = reading.changes(RecordKind::PlanInitiative, "mid-05").await.expect("answers");
        let first = InitiativeRecord::from_fields(changes[1].after.as_ref().expect("values")).expect("reads");
        assert_eq!(first, initiative(), "{}: the history gives the whole record back", place.engine);
        sound(&store).await;
    });
}

#[test]
fn the_database_itself_refuses_what_no_record_may_say() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        with_organisation(&store).await;
        let mut act = store.begin("ada", at(2)).await.expect("begins");
        act.add_plan_part(&part()).await.expect("added");
        act.add_plan_commitment(&commitment()).await.expect("added");
        act.add_plan_initiative(&initiative()).await.expect("added");
        act.commit(draft(2, "plan")).await.expect("kept");
        for wrong in [
            "UPDATE plan_initiatives SET stage = 'finished'",
            "UPDATE plan_initiatives SET organisation_id = NULL",
            "UPDATE plan_initiatives SET organisation_id = 'nobody'",
            "UPDATE plan_initiatives SET rag_reason = ''",
            "UPDATE plan_initiatives SET rag = 'blue'",
            "UPDATE plan_initiatives SET until_on = '2024-01-01'",
            "UPDATE plan_initiatives SET money_pounds = -1",
            "UPDATE plan_initiatives SET lived_experience = 'they said', lived_source = ''",
            "UPDATE plan_initiatives SET figures_class = ''",
            "UPDATE plan_commitments SET report_on = ''",
            "UPDATE plan_commitments SET report = 'on-track'",
            "UPDATE plan_commitments SET organisation_id = NULL",
            "UPDATE plan_parts SET parent = id",
            "UPDATE plan_parts SET basis = 'agreed'",
            "UPDATE plan_parts SET version = 0",
        ] {
            assert!(place.behind(wrong).await.is_err(), "{}: {wrong}", place.engine);
        }
        let mut act = store.begin("ada", at(3)).await.expect("begins");
        let twice = InitiativeRecord { id: "mid-05-again".into(), ..initiative() };
        let error = refused(act.add_plan_initiative(&twice).await);
        assert!(matches!(&error, StoreError::Taken { what } if what.contains("of the plans already")), "{error:?}");
    });
}

#[test]
fn of_two_edits_at_once_one_is_told_of_the_other() {
    on_each_engine(async |place| {
        let store = place.open(Database::Operations).await;
        with_organisation(&store).await;
        let mut act = store.begin("ada", at(2)).await.expect("begins");
        act.add_plan_part(&part()).await.expect("added");
        act.commit(draft(2, "plan")).await.expect("kept");
        let edit = |note: &str| PartRecord { note: note.into(), ..part() };
        let mut act = store.begin("ben", at(3)).await.expect("begins");
        act.save_plan_part(&edit("ben was here"), 1).await.expect("saved");
        act.commit(draft(3, "plan")).await.expect("kept");
        let mut act = store.begin("cas", at(4)).await.expect("begins");
        let error = refused(act.save_plan_part(&edit("cas was here"), 1).await);
        let StoreError::Conflict(conflict) = error else { panic!("{}: {error:?}", place.engine) };
        assert_eq!((conflict.stored, conflict.changed_by.as_str()), (2, "ben"));
        assert_eq!(conflict.base.expect("kept")["note"], "");
        assert_eq!(
            (conflict.theirs["note"].as_str(), conflict.yours["note"].as_str()),
            ("ben was here", "cas was here")
        );
    });
}
