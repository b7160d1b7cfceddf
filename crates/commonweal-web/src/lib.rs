//! The site: what a board member, a coordinator and an analyst see of the released figures.
//!
//! Every page of figures is made on the server from a [`Site`](commonweal_app::Site), which holds released figures and
//! public facts and nothing else, so that no handler can show a count that has not passed the gate. Pages work without
//! JavaScript, ask nothing of another host, and are real addresses: a view can be sent, printed and read again. Where an
//! installation has accounts, pages for people are made from a `Desk` (`commonweal_admin`), and a guard stands before all.
//!
//! | module | question it answers |
//! | --- | --- |
//! | `routes` | which addresses are there? |
//! | `pages` | what does each page show? one file each |
//! | `api` | the same figures for programs: what is under `/api/v1`? |
//! | `figures` | which released figures does a view need? |
//! | `rows` | what do lists say of an indicator: its value, its gap, its people? |
//! | `headlines`, `recent` | which gaps come first, and what has changed lately? |
//! | `pathways` | who is lost at each step from need to good health? |
//! | `gap_cells` | what does one cell of the inequalities matrix say, on the page and in the file? |
//! | `groups` | which theme, stage of life and clinical area does an indicator belong to? |
//! | `ranking` | how well does something match what a reader typed? |
//! | `csv` | how does a table become a file? |
//! | `reports` | which reports are there, and what does each hold? |
//! | `charts` | how do figures become a chart with its table and its downloads? |
//! | `trends` | how does what is counted each month become a line? |
//! | `handbook` | which chapter of the methods handbook explains a figure? |
//! | `markdown` | how does a chapter become a page, safely? |
//! | `view` | what does a template receive? |
//! | `query` | what was asked after the question mark, and is it valid? |
//! | `error` | how does a problem become a status and a page? the only place where it does |
//! | `headers` | what does every answer tell the browser to refuse? |
//! | `assets` | which files go with the pages? |
//! | `people` | who signs in, and what may they see? |
//! | `random` | where do ids come from that nobody can guess? |
//! | `serve` | how does the site answer on an address, with TLS and without? |
//! | `watch`, `metrics` | what is written down and counted of each request? |

mod api;
mod assets;
mod charts;
mod csv;
mod error;
mod figures;
mod gap_cells;
mod groups;
mod handbook;
mod headers;
mod headlines;
mod markdown;
mod metrics;
mod page_cache;
mod pages;
mod pathways;
mod people;
mod query;
mod random;
mod ranking;
mod recent;
mod reports;
mod routes;
mod rows;
mod serve;
mod trends;
mod view;
mod watch;
mod words;

pub use headers::CONTENT_SECURITY_POLICY;
pub use people::{Limits, PEOPLE_ROUTES, People, PeopleOptions};
pub use reports::{ReportAsked, ReportError, ReportKind, make_report, report_areas, report_file_name};
pub use routes::{ROUTES, Route, router, router_with};
pub use serve::{Log, ServeError, ServeOptions, TlsFiles, serve};
