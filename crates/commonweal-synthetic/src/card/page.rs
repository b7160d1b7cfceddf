//! The card as a page of the documentation.

use super::{CardLine, ModelCard, Tolerance};

const HEAD: &str = "# Model card: the made-up people

Written by `cargo xtask synth-card`; do not edit. Nobody described here exists. People are made up with the structure of
Nottingham and Nottinghamshire so that this product can be built, shown, tested and measured without a real patient.

What is so in the tables: *target* is what a publication or a plan says, *achieved* what was counted among the people
made, *may be off* how far apart the two may be before a test fails. `CL` numbers are claims of the plans
(`reference/plan/claims.csv`). Registers are counted from the written records by the shipped definitions, with the
evaluator that the engine runs. Targets called judgement are levels that somebody chose, because no source states one.

";

const TAIL: &str = "
## What is not modelled

- No person, household or practice list is real. A neighbourhood's people follow its published counts of ages and ethnic
  groups; everything else about them follows its deprivation, its district and chance.
- There are no small-area counts of people by sex, of registrations by small area, or of registers after 2020-21: those
  are modelled from districts, from list sizes and distance, and from the registers of 2020-21 held level.
- People do not influence each other beyond their household's make-up, except in the planted outbreak. Infections do not
  spread; waiting lists do not queue for a number of beds; a practice's workload changes nothing for its patients.
- Medicines do not act and treatment does not change what happens later, except where a planted story says so
  (`synthetic-stories.md`).
- Free text, test results that are not coded values, images, genomes, prescriptions collected and costs of care are not
  made at all. Occupations, religions, sexual orientation and languages are not made.
- Ethnic categories are those of 2001 in records. Gypsy, Traveller, Roma and Arab people are among the `any other` codes, as
  they are in records of this kind.
- Fewer people leave than really do, so that most records are about people who live here: six or seven for each hundred
  residents in all ten years, where some four in a hundred leave each year. Fewer come from elsewhere accordingly.
- Places of work, schools and their catchments, and moves between households within the ten years are not made: a
  household is as it is at its end.

## What must not be concluded

- Nothing about anybody's health, about a practice, a hospital or a neighbourhood: names of places are real, people
  and all that happened to them are not. A high figure here says what was put in, not what is so there.
- Nothing about effects: the only true effects are those of the planted stories, and the links between conditions,
  deprivation and care that were put in.
- Nothing about how rare things go together: combinations of three conditions or more follow from pairs.
- No performance of a risk score or a prediction: a model trained on these people learns this model.
- No sizes for planning: counts at other sizes than the area's own do not scale rare events.
";

pub(super) fn page(cards: &[ModelCard]) -> String {
    let Some(first) = cards.first() else { return HEAD.to_owned() + TAIL };
    let sizes: Vec<String> = cards.iter().map(|card| counted(card.people)).collect();
    let mut text = HEAD.to_owned();
    text += &format!(
        "Measured on {} people made from seed {}: those who live here on the day figures are made for, 30 September 2026, \
         and those who died or moved away in the ten years before.{}\n",
        sizes.join(" and on "),
        first.seed,
        match cards.len() {
            1 => String::new(),
            _ => format!(" A test holds the quantities at {}; others are measured when this page is made.", sizes[0]),
        },
    );
    let achieved: String = sizes.iter().map(|size| format!(" achieved, {size} |")).collect();
    let rules = " --: |".repeat(cards.len());
    let mut part = "";
    for line in &first.lines {
        if line.part != part {
            part = line.part;
            text += &format!("\n## {part}\n\n| quantity | unit | target | source |{achieved} may be off |\n");
            text += &format!("| --- | --- | --: | --- |{rules} --: |\n");
        }
        text += &row(line, cards);
    }
    text += "\n## Size\n\n| table | rows a person |\n| --- | --: |\n";
    for (table, rows) in &first.rows {
        text += &format!("| {table} | {rows:.1} |\n");
    }
    text + TAIL
}

fn row(line: &CardLine, cards: &[ModelCard]) -> String {
    let number = |number: f64| if number.abs() >= 100.0 { format!("{number:.0}") } else { format!("{number:.2}") };
    let tolerance = match line.tolerance {
        Tolerance::Within(off) => number(off),
        Tolerance::AtMost => "no more than the target".to_owned(),
        Tolerance::AtLeast => "no less than the target".to_owned(),
        Tolerance::Shown => String::new(),
    };
    let achieved = |card: &ModelCard| match card.lines.iter().find(|other| other.about == line.about) {
        Some(found) if found.is_met() => format!("{} |", number(found.achieved)),
        Some(found) => format!("{} **missed** |", number(found.achieved)),
        None => "|".to_owned(),
    };
    let achieved: Vec<String> = cards.iter().map(achieved).collect();
    format!(
        "| {} | {} | {} | {} | {} {tolerance} |\n",
        line.about,
        line.unit,
        line.target.map(number).unwrap_or_default(),
        line.source,
        achieved.join(" "),
    )
}

fn counted(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let (head, tail) = digits.split_at(first);
    let mut groups: Vec<&str> = if head.is_empty() { Vec::new() } else { vec![head] };
    groups.extend((0..tail.len() / 3).map(|at| &tail[3 * at..3 * at + 3]));
    groups.join(",")
}
