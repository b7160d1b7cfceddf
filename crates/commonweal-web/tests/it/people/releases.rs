//! Releases on the pages: proposed by one account, read, checked, returned and taken back by others, each act with words.

use super::live::copied;
use super::world::{Browser, PASSWORD, Somebody, World, between, generous};
use axum::Router;
use axum::http::StatusCode;
use commonweal_admin::{AuditFilter, By, ProcessRole, Request};
use commonweal_app::proposals;
use commonweal_app::{RefreshRequest, Silent, Site, Workspace};
use commonweal_operations::audit::{Action, Chain};
use commonweal_operations::{Purpose, Role};
use commonweal_web::{People, PeopleOptions, router_with};
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// An installation with a workspace of its own, an analyst, two output checkers and a lead of information governance.
struct House {
    world: World,
    place: tempfile::TempDir,
    router: Router,
    ann: Somebody,
    olive: Somebody,
    omar: Somebody,
    iris: Somebody,
}

impl House {
    async fn new() -> Self {
        let place = tokio::task::spawn_blocking(copied).await.unwrap();
        let folder = place.path().to_owned();
        let site = tokio::task::spawn_blocking(move || Arc::new(Site::open(&folder).unwrap())).await.unwrap();
        let world = World::new().await;
        let desk = Arc::new(world.desk(ProcessRole::Analysis).await);
        let options = PeopleOptions { limits: generous(), ..PeopleOptions::default() };
        let router = router_with(site, People::new(desk, options));
        let ann = world.somebody(&router, "ann@example.org", &[World::grant(Role::Analyst)]).await;
        let olive = world.somebody(&router, "olive@example.org", &[World::grant(Role::OutputChecker)]).await;
        let omar = world.somebody(&router, "omar@example.org", &[World::grant(Role::OutputChecker)]).await;
        let iris = world.somebody(&router, "iris@example.org", &[World::grant(Role::IgLead)]).await;
        Self { world, place, router, ann, olive, omar, iris }
    }

    /// Counts, audits and proposes, as the command line does it; the id.
    async fn propose(&self, now: &str) -> String {
        let (folder, now) = (self.place.path().to_owned(), now.to_owned());
        let prepare = move || {
            let workspace = Workspace::open(&folder).unwrap();
            let request = RefreshRequest { now, months: Some(1), ..RefreshRequest::default() };
            proposals::prepare(&workspace, &request, &Silent).unwrap()
        };
        let prepared = std::thread::spawn(prepare).join().unwrap();
        let desk = &self.world.console;
        self.world.forward(2);
        let roles = [(Role::Analyst, Purpose::Planning)];
        let request = Request::new("propose");
        let code = self.world.code(&self.ann.key);
        let visitor = desk.sign_in_for(&self.ann.user, PASSWORD, &code, &roles, &request).await.unwrap();
        let workspace = Workspace::open(self.place.path()).unwrap();
        proposals::propose(desk, By::Visitor(&visitor), &workspace, prepared).await.unwrap().id
    }

    async fn checker(&self, who: &Somebody) -> Browser {
        self.world.at_work(&self.router, who, Role::OutputChecker, Purpose::Release).await
    }

    async fn analyst(&self) -> Browser {
        self.world.at_work(&self.router, &self.ann, Role::Analyst, Purpose::Planning).await
    }

    fn current(&self) -> String {
        fs::read_to_string(self.place.path().join("results/current")).unwrap().trim().to_owned()
    }

    /// Allowed and denied entries of an action.
    async fn entries(&self, action: Action) -> (usize, usize) {
        let filter = AuditFilter { action: Some(action), ..AuditFilter::default() };
        let page = self.world.console.audit_page(self.world.by(), Chain::Operations, &filter).await.unwrap();
        let allowed = page.entries.iter().filter(|entry| entry.allowed).count();
        (allowed, page.entries.len() - allowed)
    }
}

/// The version in the form that is sent to an address.
fn version_of(page: &str, action: &str) -> String {
    let form = between(page, &format!("action=\"{action}\""), "</form>");
    between(form, "name=\"version\" value=\"", "\"").to_owned()
}

fn is_released(dir: &Path, id: &str) -> bool {
    dir.join("results/releases").join(id).join("released_values.parquet").is_file()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_account_proposes_another_reads_the_report_and_releases() {
    let house = House::new().await;
    let before = house.current();
    let id = house.propose("2026-10-05T09:00:00Z").await;
    assert!(!is_released(house.place.path(), &id), "a proposal is no release");
    // Whoever proposed it sees it, and no button that would release it.
    let mut ann = house.analyst().await;
    let list = ann.get("/releases").await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.body);
    assert!(list.body.contains("You proposed it. It waits for somebody else to check it."), "{}", list.body);
    assert!(list.body.contains("commonweal release propose --account ann@example.org"), "{}", list.body);
    let address = format!("/releases/{id}");
    let own = ann.get(&address).await;
    assert_eq!(own.status, StatusCode::OK, "{}", own.body);
    assert!(own.body.contains("You proposed this release. Somebody else has to check it."), "{}", own.body);
    assert!(!own.body.contains("Release these figures"), "{}", own.body);
    assert_eq!(ann.post(&format!("{address}/approve"), &[("remark", "mine")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.current(), before);
    // Somebody else reads the report.
    let mut olive = house.checker(&house.olive).await;
    let list = olive.get("/releases").await;
    assert!(list.body.contains("Proposed by ann@example.org"), "{}", list.body);
    let page = olive.get(&address).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for words in [
        "waits for a second person",
        "What an attacker finds",
        "Figures that changed clearly",
        "Definitions",
        "What is hidden, and why",
        "What the audit hid besides",
        "History",
        "People are judged at",
        "2026-09-30",
    ] {
        assert!(page.body.contains(words), "the report does not say: {words}: {}", page.body);
    }
    assert_eq!(page.headers["cache-control"], "no-store");
    let figures = olive.get(&format!("{address}/figures?indicator=smoking_prevalence&areas=icb")).await;
    assert_eq!(figures.status, StatusCode::OK, "{}", figures.body);
    assert!(figures.body.contains("Released now") && figures.body.contains("In this release"), "{}", figures.body);
    let none = olive.get(&format!("{address}/figures?indicator=smoking_prevalence&q=atlantis")).await;
    assert!(none.body.contains("No figure fits. Take a filter away."), "{}", none.body);
    for wrong in ["areas=planet", "page=0", "only=some", "colour=blue"] {
        assert_eq!(olive.get(&format!("{address}/figures?{wrong}")).await.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    // Words are asked for, beside their field.
    let page = olive.get(&address).await.body;
    let approve = format!("{address}/approve");
    let version = version_of(&page, &approve);
    let silent = olive.post(&approve, &[("version", &version), ("remark", "  ")]).await;
    assert_eq!(silent.status, StatusCode::BAD_REQUEST, "{}", silent.body);
    assert!(silent.body.contains("href=\"#approve-remark\"") && silent.body.contains("<title>Error:"));
    let done = olive.post(&approve, &[("version", &version), ("remark", "Compared with September")]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert!(done.body.contains(&format!("Released: {id}.")), "{}", done.body);
    assert!(is_released(house.place.path(), &id));
    assert_eq!(house.current(), id);
    assert_eq!(house.entries(Action::ReleaseChecked).await.0, 1);
    let file = olive.get("/releases.csv").await;
    assert_eq!(file.status, StatusCode::OK);
    let row = file.body.lines().find(|line| line.starts_with(&id)).unwrap();
    for cell in ["released", "checked", "ann@example.org", "olive@example.org", "Compared with September"] {
        assert!(row.contains(cell), "{cell}: {row}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_checkers_the_second_is_told_what_the_first_did_and_keeps_the_words() {
    let house = House::new().await;
    let before = house.current();
    let id = house.propose("2026-10-06T09:00:00Z").await;
    let address = format!("/releases/{id}");
    let mut olive = house.checker(&house.olive).await;
    let mut omar = house.checker(&house.omar).await;
    let version = version_of(&olive.get(&address).await.body, &format!("{address}/return"));
    omar.get(&address).await;
    let reason = "One practice is counted twice";
    let returned = olive.post(&format!("{address}/return"), &[("version", &version), ("reason", reason)]).await;
    assert_eq!(returned.status, StatusCode::OK, "{}", returned.body);
    assert!(returned.body.contains(&format!("Returned: {id}.")), "{}", returned.body);
    let late = omar.post(&format!("{address}/approve"), &[("version", &version), ("remark", "Looks well")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.body);
    for words in ["acted on this release while you were reading it", "Its state now: Returned", "Looks well"] {
        assert!(late.body.contains(words), "{words}: {}", late.body);
    }
    assert!(!is_released(house.place.path(), &id), "what was returned went out");
    assert_eq!(house.current(), before);
    let mut ann = house.analyst().await;
    let list = ann.get("/releases").await.body;
    assert!(list.contains("Returned to you: One practice is counted twice"), "{list}");
    assert_eq!(house.entries(Action::ReleaseChecked).await.0, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_release_is_withdrawn_with_a_reason_by_governance_and_by_checkers_and_by_nobody_else() {
    let house = House::new().await;
    let before = house.current();
    let id = house.propose("2026-10-07T09:00:00Z").await;
    let address = format!("/releases/{id}");
    let mut olive = house.checker(&house.olive).await;
    let version = version_of(&olive.get(&address).await.body, &format!("{address}/approve"));
    let form = [("version", version.as_str()), ("remark", "Compared")];
    assert_eq!(olive.post(&format!("{address}/approve"), &form).await.status, StatusCode::OK);
    // Governance sees which releases there are, and no report.
    let mut iris = house.world.at_work(&house.router, &house.iris, Role::IgLead, Purpose::Approvals).await;
    let list = iris.get("/releases").await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.body);
    assert!(list.body.contains(&format!("href=\"{address}/withdraw\"")), "{}", list.body);
    assert_eq!(iris.get(&address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(iris.get(&format!("{address}/figures")).await.status, StatusCode::NOT_FOUND);
    let mut ann = house.analyst().await;
    assert_eq!(ann.get(&format!("{address}/withdraw")).await.status, StatusCode::NOT_FOUND);
    let page = iris.get(&format!("{address}/withdraw")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("Everybody who reads the site reads this"), "{}", page.body);
    let version = iris.version();
    let silent = iris.post(&format!("{address}/withdraw"), &[("version", &version)]).await;
    assert_eq!(silent.status, StatusCode::BAD_REQUEST, "{}", silent.body);
    let form = [("version", version.as_str()), ("reason", "One practice was counted twice")];
    let done = iris.post(&format!("{address}/withdraw"), &form).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/releases"), "{}", done.body);
    assert_eq!(house.current(), before, "the release before is shown again");
    let note = house.place.path().join("results/releases").join(&id).join("withdrawn.json");
    assert!(fs::read_to_string(note).unwrap().contains("One practice was counted twice"));
    let again = iris.get(&format!("{address}/withdraw")).await.body;
    assert!(again.contains("This release cannot be withdrawn. Its state: Withdrawn."), "{again}");
    let list = iris.get("/releases").await.body;
    assert!(
        list.contains("Withdrawn by iris@example.org") && list.contains("One practice was counted twice"),
        "{list}"
    );
    assert_eq!(house.entries(Action::ReleaseWithdrawn).await, (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proposal_that_was_changed_on_disk_is_not_released() {
    let house = House::new().await;
    let before = house.current();
    let id = house.propose("2026-10-08T09:00:00Z").await;
    let address = format!("/releases/{id}");
    let mut olive = house.checker(&house.olive).await;
    let version = version_of(&olive.get(&address).await.body, &format!("{address}/approve"));
    let values = house.place.path().join("results/proposed").join(&id).join("released_values.parquet");
    let mut bytes = fs::read(&values).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&values, bytes).unwrap();
    let form = [("version", version.as_str()), ("remark", "Compared")];
    let refused = olive.post(&format!("{address}/approve"), &form).await;
    assert!(refused.status.is_client_error(), "{}: {}", refused.status, refused.body);
    assert!(refused.body.contains("proposed"), "{}", refused.body);
    assert!(!is_released(house.place.path(), &id));
    assert_eq!(house.current(), before);
}
