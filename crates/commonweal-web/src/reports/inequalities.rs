//! The health inequalities statement: the indicators that NHS England's statement on information on health inequalities
//! expects (National Health Service Act 2006, section 13SA), by deprivation, ethnic group, sex and age; then every other gap.

use super::parts::{cell, definitions, gap_cards, gaps, gradients};
use super::{Opening, ReportKind, begin};
use crate::figures::Figures;
use crate::gap_cells::{DIMENSIONS, GapCell};
use crate::rows::{Row as GapRow, counted};
use crate::words;
use commonweal_app::{AreaInfo, IndicatorInfo};
use commonweal_indicator::{Direction, overall_finding, say, text};
use commonweal_report::{Block, Cell, Column, Document, Row, Table};

/// Parts of the statement: the key of the name of each, and the indicators here that answer it.
const EXPECTED: [(&str, &[&str]); 11] = [
    (
        "report.expected.elective",
        &["waiting_list", "treated_within_18_weeks", "waiting_over_52_weeks", "waiting_over_65_weeks"],
    ),
    ("report.expected.urgent", &["emergency_admission", "emergency_attendance", "emergency_attendance_under_5"]),
    (
        "report.expected.respiratory",
        &[
            "flu_vaccination_65",
            "flu_vaccination_at_risk",
            "flu_vaccination_2_3",
            "covid_vaccination_75",
            "copd_all_vaccinations",
        ],
    ),
    (
        "report.expected.mental",
        &["smi_six_checks", "talking_therapies_access", "talking_therapies_6_weeks", "cyp_mental_health_access"],
    ),
    ("report.expected.cancer", &["cancer_early_stage", "suspected_cancer_28_days"]),
    (
        "report.expected.heart",
        &[
            "hypertension_controlled_under_80",
            "hypertension_controlled_over_80",
            "qrisk_20_statin",
            "cvd_statin",
            "af_anticoagulated",
        ],
    ),
    ("report.expected.diabetes", &["diabetes_eight_care_processes", "diabetes_treatment_targets"]),
    ("report.expected.smoking", &["smoking_at_delivery", "smoking_support_offered"]),
    ("report.expected.oral", &["tooth_extraction_under_11"]),
    ("report.expected.disability", &["ld_health_check"]),
    ("report.expected.maternity", &["preterm_birth"]),
];

pub(super) fn of(figures: Figures<'_>, area: &AreaInfo) -> Document {
    let rows: Vec<GapRow<'_>> = counted(figures, area).map(|info| GapRow::of(figures, info, &area.code)).collect();
    let expected: Vec<(&str, Vec<&IndicatorInfo>)> = EXPECTED
        .iter()
        .map(|(key, ids)| {
            let here = counted(figures, area).filter(|info| ids.contains(&info.id.as_str()));
            (text(key), here.collect())
        })
        .collect();
    let is_expected = |info: &IndicatorInfo| EXPECTED.iter().any(|(_, ids)| ids.contains(&info.id.as_str()));
    let of_law: Vec<Direction> = rows.iter().filter(|row| is_expected(row.info)).map(|row| row.direction).collect();
    let mut report = begin(
        figures,
        Opening {
            kind: ReportKind::Inequalities,
            title: area.name.clone(),
            finding: overall_finding(&of_law),
            about: say(
                "report.inequalities.sentence",
                &[("area", &area.name), ("date", &crate::pages::data_date(figures.site))],
            ),
            subject: None,
            area: Some(area.code.clone()),
        },
    );
    let mut widest = gaps(figures, area);
    widest.retain(|row| is_expected(row.info));
    widest.truncate(3);
    let blocks = &mut report.blocks;
    blocks.extend(Some(gap_cards(&widest)).filter(|cards| !cards.is_empty()).map(Block::Cards));
    blocks.push(Block::Heading(text("report.expected").to_owned()));
    blocks.push(Block::Paragraph(text("report.expected.about").to_owned()));
    let listed = expected.iter().flat_map(|(part, infos)| infos.iter().map(move |info| (*part, *info)));
    blocks.push(Block::Table(matrix(figures, area, text("report.sheet.expected"), text("report.expected"), listed)));
    let missing: Vec<&str> = expected.iter().filter(|(_, infos)| infos.is_empty()).map(|(part, _)| *part).collect();
    if !missing.is_empty() {
        blocks.push(Block::Paragraph(say("report.expected.missing", &[("parts", &missing.join("; "))])));
    }
    blocks.extend(gradients(figures, area, &widest));
    blocks.push(Block::NewPage);
    blocks.push(Block::Heading(text("report.others").to_owned()));
    let mut others: Vec<&IndicatorInfo> = counted(figures, area).filter(|info| !is_expected(info)).collect();
    others.sort_by(|a, b| (a.domain, &a.short_title).cmp(&(b.domain, &b.short_title)));
    let listed = others.iter().map(|info| (info.domain.label(), *info));
    blocks.push(Block::Table(matrix(figures, area, text("report.sheet.others"), text("report.others"), listed)));
    report.blocks.extend(definitions(expected.iter().flat_map(|(_, infos)| infos.iter().copied())));
    report
}

/// Gaps of questions by each characteristic, under the headings given.
pub(super) fn matrix<'a>(
    figures: Figures<'a>,
    area: &AreaInfo,
    name: &str,
    caption: &str,
    infos: impl IntoIterator<Item = (&'a str, &'a IndicatorInfo)>,
) -> Table {
    let row = |(group, info): (&str, &IndicatorInfo)| {
        let by = DIMENSIONS.map(|dimension| match dimension.is_deprivation() {
            true => GapCell::by_deprivation(figures, info, area),
            false => GapCell::by_group(figures, info, area, dimension),
        });
        let name = Cell::words(info.short_title.as_str());
        Row {
            group: Some(group.to_owned()),
            cells: std::iter::once(name).chain(by.iter().map(|gap| cell(&gap.view()))).collect(),
        }
    };
    let mut columns = vec![Column::words(text("inequalities.column.question"), 1.4)];
    columns.extend(DIMENSIONS.map(|dimension| Column::words(words::dimension_heading(dimension), 1.2)));
    Table {
        name: name.to_owned(),
        caption: format!("{caption}, {}", area.name),
        columns,
        rows: infos.into_iter().map(row).collect(),
        notes: Vec::new(),
    }
}
