//! Organisations and who owns what.

use commonweal_operations::organisations::{Organisation, OrganisationKind, organisation_problems};
use commonweal_operations::ownership::{Ownership, SubjectKind, owner_on, ownership_problems};
use jiff::civil::date;

/// The list of organisations that comes with the program.
const REFERENCE: &str = include_str!("../../../../reference/plan/organisations.csv");

fn organisation(id: &str, parent: Option<&str>) -> Organisation {
    Organisation {
        id: id.to_owned(),
        name: format!("The organisation {id}"),
        kind: OrganisationKind::Other,
        parent: parent.map(str::to_owned),
        note: String::new(),
    }
}

#[test]
fn every_kind_of_the_list_that_comes_with_the_program_is_known() {
    let mut rows = 0;
    for line in REFERENCE.lines().skip(1) {
        let known = line.split(',').filter_map(OrganisationKind::from_reference).count();
        // The kind is a field of its own, so each row has one; the word of a kind may stand in other columns too.
        assert!(known >= 1, "no known kind in: {line}");
        rows += 1;
    }
    assert!(rows > 100);
    assert_eq!(OrganisationKind::from_reference("council_upper"), Some(OrganisationKind::CouncilUpper));
    assert_eq!(OrganisationKind::from_reference("circus"), None);
}

#[test]
fn an_organisation_has_an_id_and_a_name() {
    assert_eq!(organisation("city-hwb", Some("icb")).problems(), []);
    let wrong = Organisation { id: "City HWB".into(), name: " ".into(), ..organisation("x", None) };
    let fields: Vec<&str> = wrong.problems().iter().map(|problem| problem.field).collect();
    assert_eq!(fields, ["id", "name"]);
    assert_eq!(organisation("icb", Some("icb")).problems()[0].field, "parent");
}

#[test]
fn a_list_of_organisations_has_no_id_twice_no_unknown_parent_and_no_ring() {
    let sound = [organisation("ics", None), organisation("icb", Some("ics")), organisation("hwb", Some("icb"))];
    assert_eq!(organisation_problems(&sound), []);
    let messages = |list: &[Organisation]| -> Vec<String> {
        organisation_problems(list).iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        messages(&[organisation("icb", None), organisation("icb", None)]),
        ["Two organisations have the id icb; change one"]
    );
    assert_eq!(
        messages(&[organisation("hwb", Some("icb"))]),
        ["hwb is a part of icb, which is not in the list; add it or choose another"]
    );
    let ring = [
        organisation("aa", Some("bb")),
        organisation("bb", Some("cc")),
        organisation("cc", Some("aa")),
        organisation("dd", Some("aa")),
    ];
    assert_eq!(messages(&ring).len(), 3, "those in the ring, not the one that hangs on it");
}

fn ownership(organisation: &str, from: (i16, i8, i8), until: Option<(i16, i8, i8)>) -> Ownership {
    let day = |(y, m, d)| date(y, m, d);
    Ownership {
        id: format!("owner-{organisation}"),
        subject_kind: SubjectKind::Indicator,
        subject_id: "hypertension-control".to_owned(),
        organisation_id: organisation.to_owned(),
        person: None,
        from: day(from),
        until: until.map(day),
    }
}

#[test]
fn a_subject_has_one_owner_on_a_day() {
    let first = ownership("icb", (2026, 4, 1), Some((2026, 9, 30)));
    let second = ownership("city-hwb", (2026, 10, 1), None);
    let both = [first.clone(), second.clone()];
    assert_eq!(ownership_problems(&both), []);
    let owner = |y, m, d| {
        let found = owner_on(&both, SubjectKind::Indicator, "hypertension-control", date(y, m, d));
        found.map(|owner| owner.organisation_id.as_str())
    };
    assert_eq!(owner(2026, 3, 31), None);
    assert_eq!(owner(2026, 9, 30), Some("icb"));
    assert_eq!(owner(2026, 10, 1), Some("city-hwb"));
    assert_eq!(owner_on(&both, SubjectKind::Outcome, "hypertension-control", date(2026, 9, 30)), None);

    let overlapping = [ownership("icb", (2026, 4, 1), None), second.clone()];
    let problems = ownership_problems(&overlapping);
    assert_eq!(
        problems[0].message,
        "icb and city-hwb would both own the indicator hypertension-control from 2026-10-01; end one before the other begins"
    );
    let of_another = Ownership { subject_id: "smoking".into(), ..ownership("icb", (2026, 4, 1), None) };
    assert_eq!(ownership_problems(&[of_another, second]), []);
    assert_eq!(ownership("icb", (2026, 4, 1), Some((2026, 3, 31))).problems()[0].field, "until");
}
