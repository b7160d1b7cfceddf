//! A period released again from another snapshot: kept where few people moved, and why.

use crate::support::{MONTHS, PEOPLE, at, copied, shared};
use commonweal_app::{
    DEMO_INDEX_DATE, Progress, RefreshRequest, Silent, Site, SnapshotManifest, Workspace, current_release,
    drop_snapshot, refresh,
};
use commonweal_disclosure::{ReleasedRecord, ReleasedSet};
use commonweal_model::PersonRecords;
use commonweal_records::{ids_in_bucket, write_snapshot};
use commonweal_reference::Reference;
use commonweal_synthetic::Population;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

/// The people of the shared demonstration but for the first so many.
fn without_the_first(workspace: &Workspace, gone: i64) -> SnapshotManifest {
    let population = Population::new(&Reference::embedded(), PEOPLE, 7, DEMO_INDEX_DATE).unwrap();
    let buckets = workspace.config.buckets;
    let people = |bucket| {
        let ids = ids_in_bucket(population.people(), bucket, buckets);
        let people = population.people_of(ids).filter(move |person| person.patient.patient_id > gone);
        Box::new(people) as Box<dyn Iterator<Item = PersonRecords> + Send>
    };
    write_snapshot(&workspace.dir, "made-up people, some gone", "synthetic", buckets, people, 2, &|_| {}).unwrap()
}

/// What a refresh says as it goes.
#[derive(Default)]
struct Said(Mutex<Vec<String>>);

impl Progress for Said {
    fn stage(&self, name: &str, _: Option<u64>) {
        self.0.lock().unwrap().push(name.to_owned());
    }

    fn done(&self, _: u64) {}
}

impl Said {
    #[track_caller]
    fn says(&self, words: &str) {
        let said = self.0.lock().unwrap();
        assert!(said.iter().any(|stage| stage.contains(words)), "{words}: {said:?}");
    }
}

/// Refreshes from a snapshot and reads the release back.
fn refreshed(workspace: &Workspace, snapshot: &SnapshotManifest, now: &str) -> (ReleasedSet, Said) {
    let said = Said::default();
    refresh(workspace, &RefreshRequest { snapshot: Some(snapshot.id.clone()), ..at(now) }, &said).unwrap();
    let (manifest, set) = current_release(workspace).unwrap();
    assert_eq!((manifest.snapshot, manifest.released_at), (snapshot.id.clone(), now.to_owned()));
    (set, said)
}

/// The rows, leaving out where they are from.
fn plain(set: &ReleasedSet) -> Vec<ReleasedRecord> {
    let without = |record: ReleasedRecord| {
        let snapshot = record.snapshot.map(|_| String::new());
        ReleasedRecord { release_id: String::new(), released_at: String::new(), snapshot, ..record }
    };
    set.to_records().into_iter().map(without).collect()
}

/// The snapshots and times of the counted figures of each indicator and period.
fn origins(set: &ReleasedSet) -> BTreeMap<(String, String), BTreeSet<(String, String)>> {
    let mut origins: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for figure in set.iter() {
        if let Some(snapshot) = figure.snapshot() {
            let which = (figure.key().indicator_id.clone(), figure.key().period.to_string());
            origins.entry(which).or_default().insert((snapshot.to_owned(), figure.released_at().to_owned()));
        }
    }
    origins
}

/// What is said to be hidden is what is hidden in the release, whether a figure was counted now or kept; how many counts are
/// read from kept figures.
#[track_caller]
fn says_what_is_hidden(workspace: &Workspace, set: &ReleasedSet) -> u64 {
    let site = Site::open(&workspace.dir).unwrap();
    let utility = site.utility().expect("it is kept");
    let mut said: BTreeMap<(String, Vec<String>), (u64, u64)> = BTreeMap::new();
    for row in &utility.rows {
        let by = row.dimensions.iter().map(|dimension| dimension.as_str().to_owned()).collect();
        let of = said.entry((row.area_type.as_str().to_owned(), by)).or_default();
        of.0 += row.cells;
        of.1 += row.withheld_by_rule + row.withheld_by_audit;
    }
    let mut found: BTreeMap<(String, Vec<String>), (u64, u64)> = BTreeMap::new();
    let of_counts = |record: &ReleasedRecord| {
        record.snapshot.is_some()
            && ["proportion", "indirectly_standardised_ratio"].contains(&record.statistic.as_str())
    };
    for record in set.to_records().into_iter().filter(of_counts) {
        let by = [record.dimension_1, record.dimension_2].into_iter().flatten().collect();
        let of = found.entry((record.area_type, by)).or_default();
        of.0 += 1;
        of.1 += u64::from(matches!(record.withheld_reason.as_deref(), Some("disclosure" | "linked")));
    }
    said.retain(|_, of| of.0 > 0);
    assert_eq!(said, found, "listed counts, and those of them that are hidden");
    site.kept_counts()
}

#[test]
fn a_few_people_fewer_change_no_figure_and_what_they_were_in_keeps_its_date() {
    let (_dir, workspace) = copied();
    let (first, before) = (&shared().snapshot, &shared().set);
    let first_time = "2026-10-01T09:00:00Z".to_owned();
    let second = without_the_first(&workspace, 9);
    assert_eq!((second.people, second.id == first.id), (PEOPLE - 9, false));
    let (set, said) = refreshed(&workspace, &second, "2026-11-01T09:00:00Z");
    said.says("person by person");
    said.says("kept as released: fewer than ten people joined, left or changed");
    assert_eq!(plain(&set), plain(before), "nobody can tell that nine people are gone");
    let found = origins(&set);
    let kept = BTreeSet::from([(first.id.clone(), first_time)]);
    let anew = BTreeSet::from([(second.id.clone(), "2026-11-01T09:00:00Z".to_owned())]);
    // An indicator's figures of one period are of one release, whole.
    assert!(found.values().all(|origin| *origin == kept || *origin == anew), "{found:?}");
    let of_smoking = |period: &str| &found[&("smoking_prevalence".to_owned(), period.to_owned())];
    assert_eq!(*of_smoking("2026-09-30/P1D"), kept, "adults are among the nine");
    assert_eq!(says_what_is_hidden(&shared().workspace, before), 0, "all of the first release was counted");
    assert!(says_what_is_hidden(&workspace, &set) > 0, "what was kept is read from the figures");
    let (manifest, _) = current_release(&workspace).unwrap();
    assert_eq!(
        manifest.earlier_snapshots,
        std::slice::from_ref(&first.id),
        "the snapshot of what was kept is still needed"
    );
    // And again from the same snapshot: what was kept is kept, with its first date.
    let (again, _) = refreshed(&workspace, &second, "2026-11-02T09:00:00Z");
    assert_eq!(plain(&again), plain(before));
    let still = origins(&again);
    for (which, origin) in &found {
        assert_eq!(still[which] == *origin, *origin == kept, "{which:?}");
    }
}

#[test]
fn half_of_the_people_gone_leaves_no_period_half_of_one_release_and_half_of_another() {
    let (_dir, workspace) = copied();
    let second = without_the_first(&workspace, i64::try_from(PEOPLE / 2).unwrap());
    let (set, _) = refreshed(&workspace, &second, "2026-11-01T09:00:00Z");
    let before: BTreeMap<_, _> = shared().set.iter().map(|figure| (figure.key().clone(), figure.to_record())).collect();
    let (mut kept, mut days) = (0, BTreeSet::new());
    for (which, origin) in origins(&set) {
        assert_eq!(origin.len(), 1, "{which:?}");
        days.insert(which.1);
    }
    for figure in set.iter().filter(|figure| figure.snapshot() == Some(shared().snapshot.id.as_str())) {
        assert_eq!(Some(&figure.to_record()), before.get(figure.key()), "a kept figure is as it was, whole");
        kept += 1;
    }
    assert_eq!(days.len(), MONTHS as usize);
    assert!(says_what_is_hidden(&workspace, &set) > 0);
    assert!(kept > 1_000, "{kept} kept: among 8,000 people most tables have groups that few left");
}

#[test]
fn without_the_earlier_snapshot_all_is_kept_until_the_release_is_withdrawn() {
    let (_dir, workspace) = copied();
    let (first_release, _) = current_release(&workspace).unwrap();
    let second = without_the_first(&workspace, 4_000);
    drop_snapshot(&workspace, &shared().snapshot.id).unwrap();
    let (set, said) = refreshed(&workspace, &second, "2026-11-01T09:00:00Z");
    said.says("the snapshot they were counted from is gone");
    let counted = |set: &ReleasedSet| -> Vec<ReleasedRecord> {
        set.to_records().into_iter().filter(|record| record.snapshot.is_some()).collect()
    };
    assert_eq!(counted(&set), counted(&shared().set), "every counted figure with its own date and snapshot");
    let releases = workspace.dir.join("results/releases");
    let ids = [first_release.release_id, current_release(&workspace).unwrap().0.release_id];
    for id in ids {
        let note = "{\"at\": \"2026-11-02T09:00:00Z\", \"by\": \"ada\", \"reason\": \"wrong people\"}";
        std::fs::write(releases.join(id).join("withdrawn.json"), note).unwrap();
    }
    let (corrected, _) = refreshed(&workspace, &second, "2026-11-03T09:00:00Z");
    assert!(corrected.iter().all(|figure| figure.snapshot().is_none_or(|snapshot| snapshot == second.id)));
    assert_ne!(plain(&corrected), plain(&shared().set));
    // A period that was never released is stated from whatever snapshot is there.
    let new_day = RefreshRequest {
        index_dates: vec!["2026-06-15".parse().unwrap()],
        months: Some(1),
        only: vec!["smoking_prevalence".to_owned()],
        ..at("2026-11-04T09:00:00Z")
    };
    refresh(&workspace, &new_day, &Silent).unwrap();
    let (_, set) = current_release(&workspace).unwrap();
    assert!(set.iter().all(|figure| figure.released_at() == "2026-11-04T09:00:00Z"));
}
