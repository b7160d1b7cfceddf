//! What does a page with forms consist of? One template shows them all: sections with words, facts, a table, things with
//! buttons, a form.

use super::answers::{Answers, TOKEN};
use crate::error::PageError;
use crate::pages::{self, Place};
use crate::routes::Shared;
use crate::view::{Frame, Link, TableView, filters};
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use commonweal_indicator::{say, text};

/// One thing that is wrong, with the field it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) words: String,
    /// The field, as the name of its form and its own.
    pub(crate) field: Option<(String, String)>,
}

impl Problem {
    /// Something about the form as a whole.
    pub(crate) fn whole(words: impl Into<String>) -> Self {
        Self { words: words.into(), field: None }
    }

    /// Something about a field.
    pub(crate) fn of(form: &str, field: &str, words: impl Into<String>) -> Self {
        Self { words: words.into(), field: Some((form.to_owned(), field.to_owned())) }
    }

    pub(crate) fn href(&self) -> Option<String> {
        self.field.as_ref().map(|(form, field)| format!("#{form}-{field}"))
    }
}

/// How a field is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Text,
    Password,
    /// Six digits of an app.
    Code,
    Day,
    Search,
    Long,
    Select,
    Radios,
    Boxes,
}

/// One answer to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) hint: Option<String>,
    pub(crate) is_chosen: bool,
}

impl Choice {
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None, is_chosen: false }
    }
}

/// One question of a form.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) hint: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) value: String,
    pub(crate) shape: Shape,
    pub(crate) autocomplete: &'static str,
    pub(crate) choices: Vec<Choice>,
}

impl Field {
    pub(crate) fn new(name: &'static str, label: &str, shape: Shape) -> Self {
        Self {
            name,
            label: label.to_owned(),
            hint: None,
            error: None,
            value: String::new(),
            shape,
            autocomplete: "off",
            choices: Vec::new(),
        }
    }

    pub(crate) fn text(name: &'static str, label: &str) -> Self {
        Self::new(name, label, Shape::Text)
    }

    pub(crate) fn select(name: &'static str, label: &str, choices: Vec<Choice>) -> Self {
        Self { choices, ..Self::new(name, label, Shape::Select) }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = what;
        self
    }

    /// With what was answered before. A secret is never shown again.
    pub(crate) fn answered(mut self, value: &str) -> Self {
        match self.shape {
            Shape::Password | Shape::Code => {}
            Shape::Select | Shape::Radios => {
                for choice in &mut self.choices {
                    choice.is_chosen = choice.value == value;
                }
            }
            Shape::Boxes => {
                let ticked: Vec<&str> = value.split(',').map(str::trim).collect();
                for choice in &mut self.choices {
                    choice.is_chosen = ticked.contains(&choice.value.as_str());
                }
            }
            Shape::Text | Shape::Day | Shape::Search | Shape::Long => self.value = value.to_owned(),
        }
        self
    }

    pub(crate) fn is_select(&self) -> bool {
        self.shape == Shape::Select
    }

    pub(crate) fn is_long(&self) -> bool {
        self.shape == Shape::Long
    }

    /// Whether it is a group of buttons, and which kind they are.
    pub(crate) fn group(&self) -> Option<&'static str> {
        match self.shape {
            Shape::Radios => Some("radio"),
            Shape::Boxes => Some("checkbox"),
            _ => None,
        }
    }

    /// The class of such buttons in the style sheet.
    pub(crate) fn group_class(&self) -> &'static str {
        if self.shape == Shape::Radios { "nhsuk-radios" } else { "nhsuk-checkboxes" }
    }

    pub(crate) fn input(&self) -> &'static str {
        match self.shape {
            Shape::Password => "password",
            Shape::Day => "date",
            Shape::Search => "search",
            _ => "text",
        }
    }

    pub(crate) fn is_digits(&self) -> bool {
        self.shape == Shape::Code
    }
}

/// A form.
#[derive(Debug, Clone)]
pub(crate) struct FormView {
    /// What the ids of its fields begin with.
    pub(crate) id: String,
    pub(crate) action: String,
    pub(crate) is_post: bool,
    pub(crate) hidden: Vec<(String, String)>,
    pub(crate) fields: Vec<Field>,
    pub(crate) button: String,
    /// Words for those who listen, where several buttons say the same.
    pub(crate) about: Option<String>,
    pub(crate) class: &'static str,
    /// The words it is folded away under, where it narrows what stands below it.
    pub(crate) fold: Option<String>,
}

impl FormView {
    /// A form that changes something, with the token that makes it ours.
    pub(crate) fn post(id: &str, action: impl Into<String>, token: &str, button: &str) -> Self {
        Self {
            id: id.to_owned(),
            action: action.into(),
            is_post: true,
            hidden: vec![(TOKEN.to_owned(), token.to_owned())],
            fields: Vec::new(),
            button: button.to_owned(),
            about: None,
            class: "",
            fold: None,
        }
    }

    /// A form that asks for a page.
    pub(crate) fn get(id: &str, action: &str, button: &str) -> Self {
        Self {
            is_post: false,
            hidden: Vec::new(),
            class: "nhsuk-button--secondary",
            ..Self::post(id, action, "", button)
        }
    }

    pub(crate) fn hide(mut self, name: &str, value: impl Into<String>) -> Self {
        self.hidden.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn ask(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    pub(crate) fn about(mut self, about: impl Into<String>) -> Self {
        self.about = Some(about.into());
        self
    }

    /// Folds it away until it is wanted; it stands open while something is answered in it.
    pub(crate) fn under(mut self, words: &str) -> Self {
        self.fold = Some(words.to_owned());
        self
    }

    pub(crate) fn folded(&self) -> Option<&str> {
        self.fold.as_deref()
    }

    /// Whether anything but the first choice of a list is answered in it.
    pub(crate) fn is_asked(&self) -> bool {
        let is_first = |field: &Field| field.choices.first().is_some_and(|choice| choice.is_chosen);
        let chosen = |field: &Field| field.choices.iter().any(|choice| choice.is_chosen) && !is_first(field);
        self.fields.iter().any(|field| !field.value.is_empty() || chosen(field))
    }

    pub(crate) fn quiet(mut self) -> Self {
        self.class = "nhsuk-button--secondary";
        self
    }

    pub(crate) fn warning(mut self) -> Self {
        self.class = "nhsuk-button--warning";
        self
    }

    /// With what was answered, so that nothing but secrets has to be typed again.
    pub(crate) fn filled(mut self, answers: &Answers) -> Self {
        for field in &mut self.fields {
            let all = answers.all(field.name).join(",");
            let value = if field.shape == Shape::Boxes { all.as_str() } else { answers.get(field.name) };
            *field = field.clone().answered(value);
        }
        self
    }

    /// With the problems beside the fields they are about.
    fn with(mut self, problems: &[Problem]) -> Self {
        for field in &mut self.fields {
            let mine =
                |p: &&Problem| p.field.as_ref().is_some_and(|(form, name)| *form == self.id && name == field.name);
            field.error = problems.iter().find(mine).map(|problem| problem.words.clone());
        }
        self
    }
}

/// One thing of a list, with what can be done to it.
pub(crate) struct Item {
    pub(crate) title: String,
    pub(crate) href: Option<String>,
    pub(crate) lines: Vec<String>,
    pub(crate) forms: Vec<FormView>,
}

/// A part of a page.
#[derive(Default)]
pub(crate) struct Section {
    pub(crate) heading: Option<String>,
    pub(crate) lines: Vec<String>,
    /// What is shown once, to be copied.
    pub(crate) codes: Vec<String>,
    /// A picture of ours.
    pub(crate) picture: Option<String>,
    pub(crate) facts: Vec<(String, String)>,
    pub(crate) links: Vec<Link>,
    pub(crate) table: Option<TableView>,
    pub(crate) items: Vec<Item>,
    pub(crate) forms: Vec<FormView>,
}

impl Section {
    pub(crate) fn headed(heading: &str) -> Self {
        Self { heading: Some(heading.to_owned()), ..Self::default() }
    }

    pub(crate) fn line(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    pub(crate) fn form(mut self, form: FormView) -> Self {
        self.forms.push(form);
        self
    }
}

/// A page with forms.
#[derive(Default)]
pub(crate) struct Sheet {
    pub(crate) heading: String,
    pub(crate) lead: Vec<String>,
    /// Something that went well, or that must be known.
    pub(crate) notice: Option<String>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) sections: Vec<Section>,
    pub(crate) crumbs: Vec<Link>,
}

impl Sheet {
    pub(crate) fn headed(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), ..Self::default() }
    }

    pub(crate) fn lead(mut self, line: impl Into<String>) -> Self {
        self.lead.push(line.into());
        self
    }

    pub(crate) fn notice(mut self, notice: Option<String>) -> Self {
        self.notice = notice;
        self
    }

    pub(crate) fn section(mut self, section: Section) -> Self {
        self.sections.push(section);
        self
    }

    pub(crate) fn form(self, form: FormView) -> Self {
        self.section(Section::default().form(form))
    }

    pub(crate) fn problems(mut self, problems: Vec<Problem>) -> Self {
        self.problems = problems;
        self
    }

    pub(crate) fn below(mut self, crumbs: Vec<Link>) -> Self {
        self.crumbs = crumbs;
        self
    }

    /// The page; 400 where something is wrong with what was filled in.
    pub(crate) fn show(self, shared: &Shared) -> Response {
        let status = if self.problems.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
        self.answer(shared, status)
    }

    pub(crate) fn answer(mut self, shared: &Shared, status: StatusCode) -> Response {
        let title = if self.problems.is_empty() {
            self.heading.clone()
        } else {
            say("error.title", &[("heading", &self.heading)])
        };
        for section in &mut self.sections {
            section.forms =
                std::mem::take(&mut section.forms).into_iter().map(|form| form.with(&self.problems)).collect();
        }
        let crumbs = std::mem::take(&mut self.crumbs);
        let page = SheetPage { frame: pages::frame(shared, Place::Nowhere, &title, crumbs, ""), sheet: self };
        match page.render() {
            Ok(body) => {
                (status, [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], Html(body)).into_response()
            }
            Err(error) => PageError::internal(&error).page(shared),
        }
    }
}

#[derive(Template)]
#[template(path = "people/sheet.html")]
struct SheetPage {
    frame: Frame,
    sheet: Sheet,
}

/// The crumbs of a page under administration.
pub(crate) fn admin_crumbs(more: &[(&str, &str)]) -> Vec<Link> {
    let mut crumbs = vec![pages::home(), Link::new(text("people.admin.title"), "/admin")];
    crumbs.extend(more.iter().map(|(label, href)| Link::new(*label, *href)));
    crumbs
}
