//! What a page may see: released figures, the definitions behind them, and public facts about areas.

use crate::changes::{Changes, changes};
use crate::cost::{BreakdownCost, CostRequest, release_cost};
use crate::definition_words::{DefinitionEntry, DefinitionKind, DefinitionWords, definition_words, entries};
use crate::definitions::{files, load_library};
use crate::error::AppError;
use crate::plan_book::{PlanBook, PlanStamp};
use crate::preview::{Preview, preview};
use crate::reconcile::{ReconcilePair, read_pairs};
use crate::refresh::{WithheldShare, withheld};
use crate::results::{ReleaseManifest, current_release};
use crate::results_table::csv_of;
use crate::similar::{SimilarArea, similar_areas};
use crate::site_areas::{AreaInfo, EnglandAges, areas, map_layers};
use crate::standing::{Withdrawn, withdrawn_releases};
use crate::utility::{ReleaseUtility, read_utility};
use crate::workspace::Workspace;
use commonweal_chart::MapLayer;
use commonweal_cohort::{Domain, Groups, IndicatorDefinition, Library, Method};
use commonweal_disclosure::rules::r5;
use commonweal_disclosure::{FigureKey, Released, ReleasedSet, Selection, Statistic, Utility, WorkspaceClass};
use commonweal_indicator::sample_of;
use commonweal_model::{AgeBand, AreaCode, AreaType, Breakdown, DataClass, Dimension, Family, Polarity};
use commonweal_operations::plan::Judgement;
use commonweal_reference::Reference;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

/// What is true of the whole site.
#[derive(Debug, Clone)]
pub struct SiteFacts {
    /// Name of the workspace.
    pub name: String,
    /// The whole area.
    pub area: AreaCode,
    /// Its name.
    pub area_name: String,
    /// What the workspace holds.
    pub class: WorkspaceClass,
    /// People in the snapshot; real people to the nearest five.
    pub people: u64,
    /// How many they are beside the real people of the area, in words: `a synthetic sample of one in ten`.
    pub sample: String,
    /// The snapshot counted.
    pub snapshot: String,
    /// The latest day people were judged at.
    pub index_date: Option<Date>,
    /// The release shown.
    pub release_id: String,
    /// When it was released, RFC 3339 in UTC.
    pub released_at: String,
    /// Rules of disclosure control it was made by.
    pub rules_version: String,
    /// Version of the program that made it.
    pub program_version: String,
    /// Figures in the release, and how many are withheld.
    pub figures: (u64, u64),
}

/// An indicator, as a page shows it.
#[derive(Debug, Clone)]
pub struct IndicatorInfo {
    /// Its id in addresses.
    pub id: String,
    /// Name.
    pub title: String,
    /// Name for narrow columns.
    pub short_title: String,
    /// The plain question it answers.
    pub question: String,
    /// Access, experience or outcomes.
    pub domain: Domain,
    /// The one family it has small areas for.
    pub family: Family,
    /// Disclosure class.
    pub class: DataClass,
    /// Which direction is good.
    pub polarity: Polarity,
    /// Unit of the value.
    pub unit: String,
    /// How the value is made, in words.
    pub method_text: String,
    /// The statistic that is its plain value: a proportion, or a ratio to what is expected.
    pub statistic: Statistic,
    /// Who is counted, in words.
    pub numerator_text: String,
    /// Who could be counted, in words.
    pub denominator_text: String,
    /// Who is left out.
    pub exclusions: Vec<String>,
    /// What to bear in mind.
    pub caveats: Vec<String>,
    /// Who answers for the definition.
    pub owner: String,
    /// Where the definition comes from.
    pub source: String,
    /// Codelists with their versions.
    pub codelists: Vec<(String, String)>,
    /// Requirements it serves.
    pub requirements: Vec<String>,
    /// Fingerprint of the definition, codelists included.
    pub definition_hash: String,
    /// Whether its values are published elsewhere.
    pub published: bool,
    /// Characteristics it is broken down by.
    pub breakdowns: Vec<Dimension>,
    /// Path of its definition file.
    pub definition_path: String,
    /// Whether age-standardised values are made.
    pub standardised: bool,
}

/// Everything a page may see, read once.
#[derive(Debug)]
pub struct Site {
    facts: SiteFacts,
    indicators: Vec<IndicatorInfo>,
    areas: BTreeMap<AreaCode, AreaInfo>,
    england_ages: EnglandAges,
    layers: BTreeMap<AreaType, MapLayer>,
    /// The plans with what people added.
    pub(crate) book: PlanBook,
    /// How each commitment stands, once asked for.
    pub(crate) judged: OnceLock<BTreeMap<String, Judgement>>,
    released: ReleasedSet,
    /// How much of the release is hidden, where that was kept.
    utility: Option<ReleaseUtility>,
    /// The definitions as they were when the site was opened.
    library: Library,
    /// Indicators that somebody else publishes too.
    pairs: Vec<ReconcilePair>,
    /// The workspace, for what is read only when it is asked for.
    workspace: Workspace,
    /// What has changed since the release before, once asked for.
    changes: OnceLock<Result<Changes, String>>,
    /// The latest release, where it was withdrawn, so that an earlier one is shown or none.
    withdrawn: Option<Withdrawn>,
    /// When the file of what people added to the plans was written, and its length, when the site was opened.
    pub(crate) plan_stamp: PlanStamp,
}

impl Site {
    /// The site of a workspace's current release.
    ///
    /// # Errors
    /// `NothingReleased`, or whatever is wrong with the release, the definitions or the reference data.
    pub fn open(dir: &Path) -> Result<Self, AppError> {
        let workspace = Workspace::open(dir)?;
        let (manifest, released) = current_release(&workspace)?;
        let library = load_library(Some(&workspace.dir))?;
        Self::of(workspace, Some(&manifest), released, library, &Reference::embedded())
    }

    /// A site of these figures; without a manifest nothing is released.
    pub(crate) fn of(
        workspace: Workspace,
        manifest: Option<&ReleaseManifest>,
        released: ReleasedSet,
        library: Library,
        reference: &Reference,
    ) -> Result<Self, AppError> {
        let mut indicators = Vec::new();
        for definition in library.indicators.values() {
            if released.find(&definition.id).len() > 0 {
                indicators.push(indicator_info(definition, &library));
            }
        }
        indicators.sort_by_key(|i| (i.published, i.domain));
        let (areas, england_ages) = areas(reference, &workspace.config.area, &workspace.config.name)?;
        let real = areas.get(&workspace.config.area).and_then(|area| u64::try_from(area.population?).ok());
        let people = shown_people(workspace.config.class, manifest.map_or(0, |manifest| manifest.people));
        let word = |of: fn(&ReleaseManifest) -> &String| manifest.map(of).cloned().unwrap_or_default();
        let released_at = word(|manifest| &manifest.released_at);
        let newest = withdrawn_releases(&workspace)?.pop();
        let withdrawn = newest.filter(|one| one.released_at > released_at);
        let facts = SiteFacts {
            name: workspace.config.name.clone(),
            area: workspace.config.area.clone(),
            area_name: workspace.config.name.clone(),
            class: workspace.config.class,
            people,
            sample: sample_of(people, real),
            snapshot: word(|manifest| &manifest.snapshot),
            index_date: manifest.and_then(|manifest| manifest.index_dates.last()?.parse().ok()),
            release_id: word(|manifest| &manifest.release_id),
            released_at,
            rules_version: word(|manifest| &manifest.rules_version),
            program_version: word(|manifest| &manifest.program_version),
            figures: manifest.map_or((0, 0), |manifest| (manifest.figures, manifest.withheld)),
        };
        let layers = map_layers(reference)?;
        let changes = OnceLock::new();
        let pairs = read_pairs(&files(Some(&workspace.dir))?, &library).map_err(AppError::Definitions)?;
        // Taken first: a change between the two is read again, and none is missed.
        let plan_stamp = PlanStamp::of(&workspace.dir);
        let book = PlanBook::of(&library, Some(&workspace.dir));
        let utility = manifest.map_or(Ok(None), |manifest| read_utility(&workspace, manifest))?;
        Ok(Self {
            facts,
            indicators,
            areas,
            england_ages,
            layers,
            book,
            judged: OnceLock::new(),
            released,
            utility,
            library,
            pairs,
            workspace,
            changes,
            withdrawn,
            plan_stamp,
        })
    }

    /// The same site with other figures: what a page may show depends on nothing else of a release.
    #[must_use]
    pub fn with_figures(self, released: ReleasedSet) -> Self {
        Self { released, changes: OnceLock::new(), judged: OnceLock::new(), ..self }
    }

    /// The same site with another release: its figures, and how much of it is hidden.
    #[must_use]
    pub fn with_release(self, released: ReleasedSet, utility: Option<Utility>) -> Self {
        let utility = utility.map(|counted| ReleaseUtility { counted, kept: 0 });
        Self { utility, ..self.with_figures(released) }
    }

    /// How much of the release is hidden, by kind of area and breakdown; none where that was not kept.
    pub fn utility(&self) -> Option<&Utility> {
        self.utility.as_ref().map(|utility| &utility.counted)
    }

    /// How many of the counts that [`Site::utility`] is about are read from figures, because some of these are kept as an earlier
    /// release has them: what was not listed beside them is not among the counts.
    pub fn kept_counts(&self) -> u64 {
        self.utility.as_ref().map_or(0, |utility| utility.kept)
    }

    /// Every definition, by kind and id.
    pub fn definitions(&self) -> Vec<DefinitionEntry> {
        entries(&self.library)
    }

    /// The definition of this id in words; of several, the kind asked for, else the first.
    pub fn definition(&self, id: &str, kind: Option<DefinitionKind>) -> Option<DefinitionWords> {
        definition_words(&self.library, id, kind)
    }

    /// What the definitions on disk would make of one indicator, through the gate; nothing is kept.
    ///
    /// # Errors
    /// As [`crate::preview()`].
    pub fn preview(&self, id: &str) -> Result<Preview, AppError> {
        preview(&self.workspace, id, &self.released, &crate::Silent)
    }

    /// What a breakdown would cost in hidden figures: for those who work figures out, on screen; nothing is kept.
    ///
    /// # Errors
    /// As [`crate::release_cost()`].
    pub fn cost(&self, request: &CostRequest) -> Result<BreakdownCost, AppError> {
        release_cost(&self.workspace, request, &crate::Silent)
    }

    /// Indicators that somebody else publishes too, with why the two differ.
    pub fn reconcile_pairs(&self) -> &[ReconcilePair] {
        &self.pairs
    }

    /// What has changed since the release before this one: read once, when it is first asked for.
    ///
    /// # Errors
    /// Why an earlier release cannot be read, in words.
    pub fn changes(&self) -> Result<&Changes, &str> {
        let read = || changes(&self.workspace, &self.released, &self.facts.release_id).map_err(|e| e.to_string());
        self.changes.get_or_init(read).as_ref().map_err(String::as_str)
    }

    /// The folder of the workspace.
    pub fn dir(&self) -> &Path {
        &self.workspace.dir
    }

    /// Whether there are figures to show: whether a release is current.
    pub fn shows_a_release(&self) -> bool {
        !self.facts.release_id.is_empty()
    }

    /// The latest release, where it was withdrawn: an earlier one is shown instead, or none.
    pub fn withdrawn(&self) -> Option<&Withdrawn> {
        self.withdrawn.as_ref()
    }

    /// What is true of the whole site.
    pub fn facts(&self) -> &SiteFacts {
        &self.facts
    }

    /// People of any snapshot of this workspace as anybody may know them: real people to the nearest five.
    pub fn shown_people(&self, people: u64) -> u64 {
        shown_people(self.facts.class, people)
    }

    /// The indicators with figures: those counted here first, by domain.
    pub fn indicators(&self) -> &[IndicatorInfo] {
        &self.indicators
    }

    /// An indicator by id.
    pub fn indicator(&self, id: &str) -> Option<&IndicatorInfo> {
        self.indicators.iter().find(|i| i.id == id)
    }

    /// The areas that have a page, by code.
    pub fn areas(&self) -> impl Iterator<Item = &AreaInfo> {
        self.areas.values()
    }

    /// An area by code.
    pub fn area(&self, code: &AreaCode) -> Option<&AreaInfo> {
        self.areas.get(code)
    }

    /// People of England of these ages, mid-2020, to set beside an area's.
    pub fn england_people(&self, band: AgeBand) -> i64 {
        let of_band = |age: u16| age >= band.from && band.to.is_none_or(|to| age <= to);
        self.england_ages.iter().filter(|(age, _)| of_band(*age)).map(|(_, people)| people).sum()
    }

    /// The areas of the same kind whose people are most like an area's, the likest first.
    pub fn similar_areas(&self, area: &AreaInfo) -> Vec<SimilarArea> {
        similar_areas(area, self.areas.values().filter(|other| other.area_type == area.area_type))
    }

    /// The outlines of a kind of area, where there are any.
    pub fn boundary_layer(&self, area_type: AreaType) -> Option<&MapLayer> {
        self.layers.get(&area_type)
    }

    /// How indicators are grouped for readers.
    pub fn groups(&self) -> &Groups {
        &self.library.groups
    }

    /// Every figure that may be shown, of every period; [`ReleasedSet::select`] answers from the latest.
    pub fn released(&self) -> &ReleasedSet {
        &self.released
    }

    /// Every period of one figure that has one now, oldest first: what is counted here before what others publish.
    /// Withheld periods are among them; there is none where the area has no such figure.
    pub fn trend(
        &self,
        indicator: &str,
        area: &AreaCode,
        breakdowns: &[Breakdown],
        statistic: Statistic,
    ) -> &[Released] {
        let selection = Selection {
            indicator: Some(indicator),
            area: Some(area),
            statistic: Some(statistic),
            ..Selection::default()
        };
        let figures = self.released.select(&selection);
        let of = figures.iter().filter(|figure| figure.key().breakdowns == breakdowns);
        let first = of.min_by_key(|figure| figure.index_date().is_none());
        first.map_or(&[][..], |figure| self.released.trend(figure.key()))
    }

    /// How much of what was counted here is withheld, for each type of area that has figures, largest areas first.
    pub fn withheld(&self) -> Vec<WithheldShare> {
        withheld(&self.released)
    }

    /// Figures as CSV, with the columns of `released_values`.
    pub fn csv(&self, rows: &[&Released]) -> String {
        csv_of(&rows.iter().map(|r| r.to_record()).collect::<Vec<_>>())
    }

    /// The command that prints a figure.
    pub fn reproduce(&self, key: &FigureKey) -> String {
        let by: Vec<String> = key.breakdowns.iter().map(|b| format!(" --by {}", b.dimension)).collect();
        format!(
            "commonweal indicator {}{} --area {} --period {} --csv",
            key.indicator_id,
            by.concat(),
            key.area,
            key.period
        )
    }
}

/// People of a snapshot as anybody may know them. Real people to the nearest five: two releases that say exactly how many
/// there are also say how many came and went.
fn shown_people(class: WorkspaceClass, people: u64) -> u64 {
    match class {
        WorkspaceClass::Synthetic | WorkspaceClass::Published => people,
        WorkspaceClass::Personal => r5(people),
    }
}

fn indicator_info(definition: &IndicatorDefinition, library: &Library) -> IndicatorInfo {
    let (statistic, method_text) = match &definition.method {
        Method::Proportion => (
            Statistic::Proportion,
            "The share of people, with 95% limits by Wilson's score method, worked out from the rounded counts shown."
                .to_owned(),
        ),
        Method::RatioToExpected(expected) => (
            Statistic::IndirectlyStandardisedRatio,
            format!(
                "People counted for each 100 expected from their age and sex, with 95% limits by Byar's method. The expected number is modelled from: {}",
                expected.source
            ),
        ),
        Method::Published(series) => {
            let publishers: BTreeSet<&str> = series.iter().map(|s| s.series.as_str()).collect();
            let publishers: Vec<&str> = publishers.into_iter().collect();
            (Statistic::PublishedValue, format!("As published by {}, with its own limits.", publishers.join(", ")))
        }
    };
    let version = |id: &String| library.codelists.get(id).map(|list| list.version.clone()).unwrap_or_default();
    IndicatorInfo {
        id: definition.id.clone(),
        title: definition.title.clone(),
        short_title: definition.short_title.clone(),
        question: definition.question.clone(),
        domain: definition.domain,
        family: definition.family,
        class: definition.class,
        polarity: definition.polarity,
        unit: definition.unit.clone(),
        method_text,
        statistic,
        numerator_text: definition.numerator.text.clone(),
        denominator_text: definition.denominator.text.clone(),
        exclusions: definition.exclusions.clone(),
        caveats: definition.caveats.clone(),
        owner: definition.owner.clone(),
        source: definition.source.clone(),
        codelists: definition.codelists.iter().map(|id| (id.clone(), version(id))).collect(),
        requirements: definition.requirements.clone(),
        definition_hash: definition.hash.clone(),
        published: definition.is_published(),
        breakdowns: definition.breakdowns.clone(),
        definition_path: definition.path.clone(),
        standardised: definition.standardise,
    }
}
