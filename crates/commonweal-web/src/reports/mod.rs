//! Which reports are there, and what does each hold? Every number comes from where the pages take theirs, cell by cell, so a
//! report and a page cannot differ.

pub(crate) mod group;
mod inequalities;
mod initiative;
mod intelligence;
mod parts;
mod place;
mod profile;
mod scorecard;

use crate::error::{Choice, PageError};
use crate::figures::Figures;
use crate::pages::{self, is_synthetic};
use crate::routes::{App, Shared};
use crate::rows::counted;
use crate::words;
use commonweal_app::{AreaInfo, Site};
use commonweal_indicator::{say, text};
use commonweal_model::{AreaCode, AreaType};
use commonweal_report::{Document, Fact, Format};
use std::sync::Arc;

/// A kind of report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportKind {
    /// Who lives in an area, and how it does on every question.
    Profile,
    /// The indicators that the law expects, by deprivation, ethnic group, sex and age.
    Inequalities,
    /// Everything about one question, all questions of a theme or a clinical area, or a group of people.
    Intelligence,
    /// What a place does about its widest gaps, as short as can be.
    Place,
    /// The outcomes framework and every commitment.
    Scorecard,
    /// One initiative on a page.
    Initiative,
}

impl ReportKind {
    /// Every kind, in the order they are offered.
    pub const ALL: [Self; 6] =
        [Self::Profile, Self::Inequalities, Self::Intelligence, Self::Place, Self::Scorecard, Self::Initiative];

    /// Its name in addresses and commands.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Inequalities => "inequalities",
            Self::Intelligence => "intelligence",
            Self::Place => "place",
            Self::Scorecard => "scorecard",
            Self::Initiative => "initiative",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// What readers call it.
    #[must_use]
    pub fn title(self) -> &'static str {
        text(match self {
            Self::Profile => "report.profile",
            Self::Inequalities => "report.inequalities",
            Self::Intelligence => "report.intelligence",
            Self::Place => "report.place",
            Self::Scorecard => "report.scorecard",
            Self::Initiative => "report.initiative",
        })
    }

    /// What it holds, in a sentence.
    #[must_use]
    pub fn about(self) -> &'static str {
        text(match self {
            Self::Profile => "report.profile.about",
            Self::Inequalities => "report.inequalities.about",
            Self::Intelligence => "report.intelligence.about",
            Self::Place => "report.place.about",
            Self::Scorecard => "report.scorecard.about",
            Self::Initiative => "report.initiative.about",
        })
    }

    /// Whether it is about one thing that has to be named: an indicator, a theme, an initiative.
    #[must_use]
    pub fn has_subject(self) -> bool {
        matches!(self, Self::Intelligence | Self::Initiative)
    }

    /// Whether it is about an area; without one it is about the whole.
    #[must_use]
    pub fn has_area(self) -> bool {
        !matches!(self, Self::Scorecard | Self::Initiative)
    }

    /// Kinds of area that it can be about.
    #[must_use]
    pub fn area_types(self) -> &'static [AreaType] {
        match self {
            Self::Profile | Self::Intelligence => {
                &[AreaType::Icb, AreaType::Place, AreaType::District, AreaType::Pcn, AreaType::Msoa]
            }
            Self::Inequalities => &[AreaType::Icb, AreaType::Place, AreaType::District],
            Self::Place => &[AreaType::Icb, AreaType::Place],
            Self::Scorecard | Self::Initiative => &[],
        }
    }
}

/// Which report is wanted.
#[derive(Debug, Clone, Copy)]
pub struct ReportAsked<'a> {
    /// Its kind.
    pub kind: ReportKind,
    /// What it is about, for kinds that are about one thing.
    pub subject: Option<&'a str>,
    /// Which area; the whole where none is given.
    pub area: Option<&'a str>,
}

/// Why there is no such report: what is wrong, what to do, what is valid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ReportError(String);

/// Makes a report of what is released.
///
/// # Errors
/// [`ReportError`] where there is no such area or subject, or the area has no figures for it.
pub fn make_report(site: &Arc<Site>, asked: &ReportAsked<'_>) -> Result<Document, ReportError> {
    // What surrounds a page is no part of a report.
    let app: App = Arc::new(Shared { site: Arc::clone(site), assets_version: String::new(), people: None });
    document(&app, asked).map_err(|problem| ReportError(problem.in_words()))
}

/// The areas of a type that a kind of report can be about, by name.
#[must_use]
pub fn report_areas(site: &Site, kind: ReportKind, area_type: AreaType) -> Vec<(AreaCode, String)> {
    let fits = |area: &&AreaInfo| area.area_type == area_type && kind.area_types().contains(&area_type);
    let mut areas: Vec<(AreaCode, String)> =
        site.areas().filter(fits).map(|area| (area.code.clone(), area.name.clone())).collect();
    areas.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    areas
}

/// What a report's file is called: `synthetic-profile-E07000174.pdf`.
#[must_use]
pub fn report_file_name(site: &Site, asked: &ReportAsked<'_>, format: Format) -> String {
    let area = asked.kind.has_area().then(|| asked.area.unwrap_or(site.facts().area.as_str()));
    let parts = [Some(site.facts().class.as_str()), Some(asked.kind.id()), asked.subject, area];
    let name = parts.into_iter().flatten().collect::<Vec<_>>().join("-");
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '_' };
    format!("{}.{}", name.chars().map(safe).collect::<String>(), format.ending())
}

pub(crate) fn document(app: &App, asked: &ReportAsked<'_>) -> Result<Document, PageError> {
    let figures = Figures { site: &app.site };
    if !app.site.shows_a_release() {
        return Err(PageError::nothing_released(app.site.withdrawn()));
    }
    let area = area(figures, asked)?;
    match asked.kind {
        ReportKind::Profile => Ok(profile::of(figures, area)),
        ReportKind::Inequalities => Ok(inequalities::of(figures, area)),
        ReportKind::Intelligence => intelligence::of(figures, asked.subject.unwrap_or_default(), area),
        ReportKind::Place => Ok(place::of(app, figures, area)),
        ReportKind::Scorecard => Ok(scorecard::of(app, figures)),
        ReportKind::Initiative => initiative::of(app, figures, asked.subject.unwrap_or_default()),
    }
}

/// The area asked for, or the whole: one that this kind of report can be about.
fn area<'a>(figures: Figures<'a>, asked: &ReportAsked<'_>) -> Result<&'a AreaInfo, PageError> {
    let types = asked.kind.area_types();
    let choices = || {
        let fits = |area: &&AreaInfo| types.contains(&area.area_type) && area.area_type != AreaType::Msoa;
        let choice = |area: &AreaInfo| Choice {
            label: format!("{} ({})", area.name, area.code),
            href: Some(format!("/reports/{}?area={}", asked.kind.id(), area.code)),
        };
        figures.site.areas().filter(fits).map(choice).collect::<Vec<_>>()
    };
    let code = asked.area.unwrap_or(figures.whole().as_str());
    let area = figures.area(code, choices)?;
    let has_figures = asked.kind != ReportKind::Inequalities || counted(figures, area).next().is_some();
    if types.is_empty() || (types.contains(&area.area_type) && has_figures) {
        Ok(area)
    } else {
        Err(PageError::no_figures(&area.code, choices()))
    }
}

/// What stands at the beginning of every report.
struct Opening {
    kind: ReportKind,
    title: String,
    finding: String,
    about: String,
    subject: Option<String>,
    area: Option<AreaCode>,
}

/// A report with its opening, the facts at its end, and nothing between.
fn begin(figures: Figures<'_>, opening: Opening) -> Document {
    let site = figures.site;
    let facts = site.facts();
    let date = pages::data_date(site);
    let synthetic = is_synthetic(site)
        .then(|| format!("{} {}", say("band.first", &[("sample", &facts.sample)]), text("band.rest")));
    let asked = ReportAsked {
        kind: opening.kind,
        subject: opening.subject.as_deref(),
        area: opening.area.as_ref().map(AreaCode::as_str),
    };
    let mut command = format!("commonweal report {}", opening.kind.id());
    command.extend(opening.subject.iter().map(|subject| format!(" --about {subject}")));
    command.extend(opening.area.iter().map(|area| format!(" --area {area}")));
    command.push_str(&format!(" --out {}", report_file_name(site, &asked, Format::Pdf)));
    let mut about = vec![Fact::new(text("report.fact.date"), date.as_str())];
    about.extend(synthetic.iter().map(|words| Fact::new(text("report.fact.people"), words.as_str())));
    about.extend([
        Fact::new(text("how.release"), facts.release_id.as_str()),
        Fact::new(text("report.fact.released"), words::moment(&facts.released_at)),
        Fact::new(text("how.rules"), facts.rules_version.as_str()),
        Fact::new(text("report.fact.program"), facts.program_version.as_str()),
        Fact::new(text("how.withheld"), text("how.withheld.value")),
        Fact::new(text("report.fact.licence"), format!("{} {}", text("footer.licence"), text("footer.boundaries"))),
    ]);
    let foot = match &synthetic {
        Some(_) => say("report.foot.synthetic", &[("area", &facts.area_name), ("date", &date)]),
        None => say("report.foot", &[("area", &facts.area_name), ("date", &date)]),
    };
    Document {
        kind: opening.kind.title().to_owned(),
        title: opening.title,
        finding: opening.finding,
        about: opening.about,
        owner: facts.area_name.clone(),
        synthetic,
        data_date: date,
        foot,
        facts: about,
        blocks: Vec::new(),
        command,
        is_one_page: matches!(opening.kind, ReportKind::Place | ReportKind::Initiative),
    }
}
