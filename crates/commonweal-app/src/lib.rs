//! What people do with Commonweal, whichever way they come in: the web and the command line call
//! the same functions.
//!
//! | module | what it does |
//! | --- | --- |
//! | `workspace` | finds, reads and makes a workspace on disk |
//! | `definitions` | the shipped definitions, with the workspace's own over them |
//! | `area_facts`, `site_areas` | what public sources say of each area and its people |
//! | `check` | says everything that is wrong with a workspace, at once |
//! | `codelist_import`, `codelist_diff`, `codelist_moves` | bring codelists in; what a new version changes, and for how many |
//! | `cohorts`, `counts`, `cohort_words` | which cohorts there are, how many people are in one, and why |
//! | `cost` | what a breakdown would cost in hidden figures, before it is released |
//! | `definition_words` | a definition for a reader: its rule in plain English, where it is used |
//! | `changes` | what has changed between releases: definitions, and figures clearly |
//! | `demo` | makes a workspace of made-up people with a real area's structure |
//! | `ehrql` | runs studies written in ehrQL on tables of their own, and checks reference vectors |
//! | `engine_place` | where passes run: in this process, or on a cluster |
//! | `feeds` | the whole release as tables for other programs, and as a folder of files |
//! | `fingertips` | released figures in the columns of a Fingertips download |
//! | `geography` | which areas each small area and practice is in |
//! | `method_files` | tables for the statistical methods, from and to CSV and Parquet |
//! | `refresh`, `days`, `wanted_cells` | one pass, the cube, the values, the gate, the release; which cells at which day |
//! | `results`, `results_table` | finished releases on disk; released figures as a table and as CSV |
//! | `plan_book`, `site_plan` | what the plans promise, what people added to it, and how each commitment stands |
//! | `preview` | what a changed definition would do to the figures, before it is released |
//! | `proposals` | releases with a second person: proposed, checked, withdrawn |
//! | `reconcile` | which indicators somebody else publishes too, and why the two differ |
//! | `refresh` | one pass, the cube, the values, the gate, the release |
//! | `restate` | of a period released before: which figures may be stated anew, and which are kept |
//! | `release_export` | a release as files for those who check it from outside |
//! | `results` | finished releases on disk |
//! | `lineage` | which areas lie wholly within which |
//! | `lookup` | answers "this indicator, by that, here" from a release |
//! | `similar` | which areas are most like an area, by public facts |
//! | `site` | what a page may see: released figures and public facts |
//! | `standing` | which release is shown now, which were withdrawn, and a site where there is none |
//! | `synth` | writes made-up people of any number, for the product and for other tools |
//! | `utility` | how much of a release is hidden, as a file beside it |
//! | `sql` | queries over the reference and released tables |

mod area_facts;
mod changes;
mod check;
mod codelist_diff;
mod codelist_file;
mod codelist_import;
mod codelist_moves;
mod cohort_words;
mod cohorts;
mod cost;
mod counts;
mod days;
mod definition_words;
mod definitions;
mod demo;
mod ehrql;
mod ehrql_out;
mod engine_place;
mod error;
mod feeds;
mod fingertips;
mod geography;
mod lineage;
mod lookup;
mod method_files;
mod plan_book;
mod preview;
pub mod proposals;
mod published;
mod reconcile;
mod refresh;
mod release_export;
mod restate;
mod results;
mod results_table;
mod similar;
mod site;
mod site_areas;
mod site_plan;
mod sql;
mod standing;
mod synth;
mod text_files;
mod utility;
mod wanted_cells;
mod workspace;

pub use changes::{Changes, DefinitionChange, FigureChange, KeptRelease};
pub use check::{CheckReport, check};
pub use codelist_diff::{CodeChange, CodelistDiff, CodelistUse, diff_codelists};
pub use codelist_file::ImportProblem;
pub use codelist_import::{CodelistImport, CodelistImportReport, ImportedCodelist, import_codelists};
pub use codelist_moves::{CohortMoves, codelist_moves};
pub use cohort_words::{explain_cohort, why_cohort};
pub use cohorts::{CohortAnswer, CohortCount, CohortRequest, list_cohorts, run_cohort};
pub use commonweal_cohort::query::vectors::{Failure as VectorFailure, Report as VectorReport};
pub use commonweal_cohort::{
    Audience, BarrierStage, ClinicalArea, CohortDefinition, Diagnostic, Domain, Groups, LifeStage, Pathway,
    PathwayStep, StepPeople, Theme,
};
pub use commonweal_disclosure::Shown;
pub use commonweal_engine::{QueryResult, Value, rows_of_table};
pub use commonweal_records::{SnapshotManifest, TableManifest};
pub use commonweal_synthetic::FileFormat;
pub use cost::{BreakdownCost, CostRequest, CostRow, PeopleBand, release_cost};
pub use counts::ShownPeople;
pub use definition_words::{
    Claim, CodelistLine, DefinitionEntry, DefinitionKind, DefinitionWords, RulePart, RulePartKind,
};
pub use definitions::{load_library, shipped_files};
pub use demo::{DEMO_INDEX_DATE, DemoRequest, Demonstration, make_demo};
pub use ehrql::{StudyRequest, StudySummary, run_study, verify_ehrql};
pub use ehrql_out::WrittenTable;
pub use engine_place::EnginePlace;
pub use error::AppError;
pub use feeds::{
    ColumnKind, ExportSummary, Feed, FeedArea, FeedColumn, Feeds, area_row, export_release, figure_row, group_name,
    indicator_row, rows_as_csv,
};
pub use fingertips::{FINGERTIPS_COLUMNS, FingertipsRow, read_fingertips, write_fingertips};
pub use lookup::{LookupRequest, lookup};
pub use method_files::{read_method_table, write_method_table};
pub use plan_book::{PlanBook, read_plan_changes, series_of};
pub use preview::{DefinitionEffect, Preview, PreviewRow, definition_effects, preview};
pub use reconcile::ReconcilePair;
pub use refresh::{RefreshRequest, RefreshSummary, WithheldShare, refresh};
pub use release_export::{ReleaseExport, export_for_checking};
pub use results::{How, ReleaseManifest, current_release};
pub use results_table::{csv_of, csv_text, records_table};
pub use similar::{PublicFacts, SimilarArea};
pub use site::{IndicatorInfo, Site, SiteFacts};
pub use site_areas::{AreaInfo, MapLayer, MapShape};
pub use sql::{sql, table_names};
pub use standing::Withdrawn;
pub use synth::{SynthRequest, SynthSummary, synth};
pub use workspace::{Config, Workspace, drop_snapshot, show_snapshot, snapshots};

/// What long work reports as it goes.
pub trait Progress: Sync {
    /// A new stage begins; `total` is in the stage's own unit, where known.
    fn stage(&self, name: &str, total: Option<u64>);
    /// So much of the stage is done.
    fn done(&self, so_far: u64);
}

/// Reports nothing.
#[derive(Debug)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _: &str, _: Option<u64>) {}
    fn done(&self, _: u64) {}
}
