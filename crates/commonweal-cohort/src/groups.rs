//! Where does a reader find an indicator? Its theme, stage of life, Core20PLUS5 area, and step on the way to care.
//!
//! Kept apart from the definitions: what stands where on a page does not change what is counted, so it changes no
//! definition's hash.

use std::collections::BTreeMap;

/// How indicators are grouped for readers, as `groups.toml` says. Without that file nothing is grouped.
///
/// # Example
/// ```
/// use commonweal_cohort::{Groups, LifeStage};
/// let none = Groups::default();
/// assert!(none.theme_of("smi_six_checks").is_none());
/// assert_eq!(none.life_stage_of("smi_six_checks"), LifeStage::AllAges);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Groups {
    /// Themes in reading order; an indicator has one at most.
    pub themes: Vec<Theme>,
    /// Stage of life of the indicators that have one, by id.
    pub life_stages: BTreeMap<String, LifeStage>,
    /// The clinical areas of Core20PLUS5, in the order NHS England lists them.
    pub clinical_areas: Vec<ClinicalArea>,
    /// Ways to care, step by step.
    pub pathways: Vec<Pathway>,
}

impl Groups {
    /// The theme an indicator is listed under; none where it is listed under no theme.
    pub fn theme_of(&self, indicator: &str) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.indicators.iter().any(|id| id == indicator))
    }

    /// The stage of life an indicator is about.
    pub fn life_stage_of(&self, indicator: &str) -> LifeStage {
        self.life_stages.get(indicator).copied().unwrap_or(LifeStage::AllAges)
    }

    /// The Core20PLUS5 areas an indicator belongs to.
    pub fn clinical_areas_of<'a>(&'a self, indicator: &'a str) -> impl Iterator<Item = &'a ClinicalArea> {
        self.clinical_areas.iter().filter(move |area| area.indicators.iter().any(|id| id == indicator))
    }

    /// The pathways an indicator is a step of.
    pub fn pathways_of<'a>(&'a self, indicator: &'a str) -> impl Iterator<Item = &'a Pathway> {
        let of = move |step: &PathwayStep| step.indicators.iter().any(|id| id == indicator);
        self.pathways.iter().filter(move |pathway| pathway.steps.iter().any(of))
    }
}

/// A subject that indicators are listed under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// The word in addresses: `long_term_conditions`.
    pub id: String,
    /// The name a reader sees.
    pub title: String,
    /// Its indicators, in reading order.
    pub indicators: Vec<String>,
}

/// A clinical area of Core20PLUS5: where NHS England asks systems to act for the most deprived fifth and for groups
/// that fare worse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClinicalArea {
    /// The word in addresses; adults and children may share none.
    pub id: String,
    /// The name a reader sees.
    pub title: String,
    /// Whose approach it belongs to.
    pub audience: Audience,
    /// What is aimed at, in a sentence.
    pub goal: String,
    /// Its indicators, in reading order.
    pub indicators: Vec<String>,
}

/// A way to care, as steps at which people are lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pathway {
    /// The word in addresses.
    pub id: String,
    /// The name a reader sees: `High blood pressure`.
    pub title: String,
    /// At least two steps, in order of their stages.
    pub steps: Vec<PathwayStep>,
}

impl Pathway {
    /// The stages that no indicator measures, in order: a picture of the pathway says so.
    pub fn unmeasured(&self) -> Vec<BarrierStage> {
        let measured = |stage: &BarrierStage| self.steps.iter().any(|step| step.stage == *stage);
        BarrierStage::ALL.iter().copied().filter(|stage| !measured(stage)).collect()
    }
}

/// One step of a pathway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathwayStep {
    /// Where on the way it stands.
    pub stage: BarrierStage,
    /// What those reached have got, in a few words: `Diagnosed`, `Blood pressure at target`.
    pub title: String,
    /// Its indicator; or several of different people, who are added together: under 80, and 80 and over.
    pub indicators: Vec<String>,
    /// Who is asked about.
    pub asked: StepPeople,
}

/// The known words of a key of `groups.toml`, each with the words a reader sees.
macro_rules! words {
    ($(#[$about:meta])* $name:ident, $($(#[$doc:meta])* $variant:ident = $word:literal / $label:literal),+ $(,)?) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// Every value, in reading order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in files and addresses.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The words a reader sees.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }
        }
    };
}

words! {
    /// The stage of life an indicator is about.
    LifeStage,
    /// Pregnancy, birth and the first year.
    MaternityAndBirth = "maternity_and_birth" / "Maternity and birth",
    /// Childhood and youth.
    ChildrenAndYoungPeople = "children_and_young_people" / "Children and young people",
    /// Working age.
    Adults = "adults" / "Adults",
    /// Later life.
    OlderPeople = "older_people" / "Older people",
    /// The last year of life.
    EndOfLife = "end_of_life" / "End of life",
    /// No stage more than another.
    AllAges = "all_ages" / "All ages",
}

words! {
    /// Whose Core20PLUS5 an area belongs to.
    Audience,
    /// The approach for adults.
    Adults = "adults" / "Adults",
    /// The approach for children and young people.
    Children = "children" / "Children and young people",
}

words! {
    /// A stage on the way from need to health at which people can be lost.
    BarrierStage,
    /// Lives with a raised risk.
    AtRisk = "at_risk" / "At risk",
    /// Knows of it.
    Aware = "aware" / "Aware",
    /// Looks for help, or takes up an offer of it.
    Seeking = "seeking" / "Seeking",
    /// Has been told what it is.
    Diagnosed = "diagnosed" / "Diagnosed",
    /// Gets the care that is due.
    Treated = "treated" / "Treated",
    /// Is as well as care can make them.
    Controlled = "controlled" / "Controlled",
}

words! {
    /// Who is asked about at a step of a pathway.
    StepPeople,
    /// People of its own, whom no other step counts.
    Own = "own" / "its own people",
    /// Those whom the step before reached.
    Reached = "reached" / "the people the step before reached",
    /// The same people as the step before asked about.
    Same = "same" / "the same people as the step before",
}
