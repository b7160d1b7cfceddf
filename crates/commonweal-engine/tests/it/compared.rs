//! Two snapshots side by side: who joined a cell, left it or answers otherwise, by hand and against the plain evaluator.

use crate::people::{WHOLE, any_population, cells_of, geography, specs};
use crate::support::{At, library, pass, spec, write};
use commonweal_cohort::Library;
use commonweal_cohort::evaluate::Interval;
use commonweal_engine::{CellDimension, CellSpec, Engine, EngineError, Geography, Movement, PassSpec, RecordFiles};
use commonweal_model::{AreaType, Family, PersonRecords, Sex};
use commonweal_testkit::{INDEX_DATE, any_files, judge};
use jiff::ToSpan;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Joined, left and changed of each cell in which anybody moved.
type Moves = BTreeMap<At, (u64, u64, u64)>;

#[track_caller]
fn compared(threads: usize, earlier: &PassSpec, later: &PassSpec) -> Vec<Movement> {
    Engine::new(Some(threads)).unwrap().compare(earlier, later, &|_| {}).unwrap()
}

fn moves(geography: &Geography, found: &[Movement]) -> Moves {
    let at = |one: &Movement| (one.spec, geography.area(one.area).to_string(), one.categories.clone());
    let moves: Moves = found.iter().map(|one| (at(one), (one.joined, one.left, one.changed))).collect();
    assert_eq!(moves.len(), found.len(), "each cell is counted once");
    moves
}

/// The same person by another number.
fn numbered(mut person: PersonRecords, id: i64) -> PersonRecords {
    person.patient.patient_id = id;
    person.registrations.iter_mut().for_each(|row| row.patient_id = id);
    person.addresses.iter_mut().for_each(|row| row.patient_id = id);
    person.ethnicity.iter_mut().for_each(|row| row.patient_id = id);
    person.events.iter_mut().for_each(|row| row.patient_id = id);
    person
}

/// A later snapshot: some people as they were, some gone, some with other rows, and new ones.
fn later(people: &[PersonRecords], others: &[PersonRecords], fates: &[u8]) -> Vec<PersonRecords> {
    let mut later = Vec::new();
    for (at, person) in people.iter().enumerate() {
        match fates[at % fates.len()] {
            0 => {}
            1 => later.push(numbered(others[at % others.len()].clone(), person.patient.patient_id)),
            _ => later.push(person.clone()),
        }
    }
    let new = others.iter().zip(100_i64..).filter(|(_, id)| fates[(id % 7) as usize % fates.len()] < 2);
    later.extend(new.map(|(person, id)| numbered(person.clone(), id)));
    later
}

/// Whether somebody is counted, in each cell in which they are asked.
fn answers(library: &Library, person: &PersonRecords) -> BTreeMap<At, bool> {
    let judgement = judge(library, &library.indicators["random"], person, INDEX_DATE);
    let asked = cells_of(person).into_iter().filter(|_| judgement.in_denominator);
    asked.map(|cell| (cell, judgement.in_numerator)).collect()
}

/// One person at a time, one cell at a time.
fn expected(library: &Library, earlier: &[PersonRecords], later: &[PersonRecords]) -> Moves {
    let of = |people: &[PersonRecords]| -> BTreeMap<i64, BTreeMap<At, bool>> {
        people.iter().map(|person| (person.patient.patient_id, answers(library, person))).collect()
    };
    let (before, now) = (of(earlier), of(later));
    let nowhere = BTreeMap::new();
    let mut moves = Moves::new();
    for id in before.keys().chain(now.keys().filter(|id| !before.contains_key(id))) {
        let (was, is) = (before.get(id).unwrap_or(&nowhere), now.get(id).unwrap_or(&nowhere));
        for (cell, answer) in was {
            match is.get(cell) {
                None => moves.entry(cell.clone()).or_default().1 += 1,
                Some(now) if now != answer => moves.entry(cell.clone()).or_default().2 += 1,
                Some(_) => {}
            }
        }
        for cell in is.keys().filter(|cell| !was.contains_key(*cell)) {
            moves.entry(cell.clone()).or_default().0 += 1;
        }
    }
    moves
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn who_moved_is_what_the_plain_evaluator_says_of_each_person_in_both_snapshots(
        people in any_population(),
        others in any_population(),
        fates in vec(0..6_u8, 1..12),
        files in any_files(),
        buckets in 1..6_u32,
    ) {
        let library = library(&files);
        let changed = later(&people, &others, &fates);
        let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let records = [write(dirs[0].path(), &people, buckets), write(dirs[1].path(), &changed, buckets)];
        let [before, now] =
            records.map(|records| spec(&records, &files, "random", INDEX_DATE).with_cells(geography(), specs()));
        let found = compared(2, &before, &now);
        prop_assert_eq!(moves(&geography(), &found), expected(&library, &people, &changed));
        prop_assert_eq!(&compared(1, &before, &now), &found, "one thread or two");
        prop_assert_eq!(moves(&geography(), &compared(2, &now, &before)), expected(&library, &changed, &people));
        prop_assert_eq!(compared(2, &now, &now), vec![]);
        // What joined less what left is what the counts differ by.
        let [earlier, later] = [before, now].map(|spec| pass(2, &Arc::new(spec)));
        let count = |cells: &[commonweal_engine::Cell], one: &Movement| {
            let is_it = |cell: &&commonweal_engine::Cell| {
                (cell.spec, cell.area, &cell.categories) == (one.spec, one.area, &one.categories)
            };
            cells.iter().find(is_it).map_or(0, |cell| cell.denominator)
        };
        for one in &found {
            prop_assert_eq!(count(&earlier.cells, one) + one.joined, count(&later.cells, one) + one.left);
        }
    }
}

fn cuboids(intervals: Vec<u16>) -> Vec<CellSpec> {
    let cuboid = |dimensions| CellSpec {
        family: Family::Residence,
        area_type: AreaType::Icb,
        dimensions,
        questions: vec![0],
        intervals: intervals.clone(),
    };
    vec![cuboid(vec![]), cuboid(vec![CellDimension::Sex])]
}

#[test]
fn somebody_who_joins_leaves_or_is_of_another_sex_now_moves_where_they_are_and_were() {
    let mut runner = TestRunner::deterministic();
    // Files and people for which somebody is asked: the first that fit of what the generators give.
    let (files, asked) = (0..200)
        .find_map(|_| {
            let files = any_files().new_tree(&mut runner).unwrap().current();
            let people = any_population().new_tree(&mut runner).unwrap().current();
            let library = library(&files);
            let is_asked = |person: &PersonRecords| {
                let other = PersonRecords { patient: other_sex(person), ..person.clone() };
                let of_both = [person, &other].map(|person| answers(&library, person));
                // Asked in the area whatever their sex, and with one answer.
                let all = |answers: &BTreeMap<At, bool>| answers.get(&(0, WHOLE.to_owned(), vec![])).copied();
                of_both.iter().all(|answers| all(answers).is_some()) && all(&of_both[0]) == all(&of_both[1])
            };
            Some((files, people.into_iter().find(is_asked)?))
        })
        .expect("among so many somebody is asked");
    let sexes = [asked.patient.sex, other_sex(&asked).sex].map(|sex| sex.as_str().to_owned());
    let crowd: Vec<PersonRecords> = (1..=2_500).map(|id| numbered(asked.clone(), id)).collect();
    let mut now = crowd.clone();
    now[7].patient = other_sex(&now[7]);
    now.remove(1_200);
    now.extend([9_001, 9_002].map(|id| numbered(asked.clone(), id)));
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let records = [write(dirs[0].path(), &crowd, 2), write(dirs[1].path(), &now, 2)];
    // At two dates; the earlier one is long before anybody's rows, and nobody is in an area then.
    let intervals = [INDEX_DATE.saturating_sub(300.years()), INDEX_DATE].map(Interval::on).to_vec();
    let of = |records: &RecordFiles, cells: Vec<CellSpec>| {
        let one = spec(records, &files, "random", INDEX_DATE);
        PassSpec::new(one.questions, intervals.clone(), one.files).with_cells(geography(), cells)
    };
    let specs = [&records[0], &records[1]].map(|records| of(records, cuboids(vec![0, 1])));
    let found = compared(2, &specs[0], &specs[1]);
    assert!(found.iter().all(|one| one.interval == 1 && one.question == 0));
    let at = |spec, categories: &[&String]| {
        (spec, WHOLE.to_owned(), categories.iter().map(|category| (*category).clone()).collect::<Vec<_>>())
    };
    // In all two came and one went; of their sex two came, and two are no longer of it.
    let wanted = [(at(0, &[]), (2, 1, 0)), (at(1, &[&sexes[0]]), (2, 2, 0)), (at(1, &[&sexes[1]]), (1, 0, 0))];
    assert_eq!(moves(&geography(), &found), Moves::from(wanted));
    // Snapshots that cannot be set beside each other are refused.
    let engine = Engine::new(Some(1)).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let elsewhere = of(&records[1], cuboids(vec![1]));
    let three = of(&write(dir.path(), &now, 3), cuboids(vec![0, 1]));
    for other in [&elsewhere, &three] {
        let error = engine.compare(&specs[0], other, &|_| {}).unwrap_err();
        assert!(
            matches!(&error, EngineError::Definition(words) if words.contains("as many questions and buckets")),
            "{error}"
        );
    }
}

fn other_sex(person: &PersonRecords) -> commonweal_model::PatientRow {
    let sex = if person.patient.sex == Sex::Female { Sex::Male } else { Sex::Female };
    commonweal_model::PatientRow { sex, ..person.patient.clone() }
}
