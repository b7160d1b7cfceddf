//! `frameworks` are the frameworks that stand side by side in the plans, each with its parts.

use super::rows::Part;
use super::whole::Plans;

/// The set of the outcomes framework in the file.
pub const OUTCOMES_FRAMEWORK: &str = "outcomes framework";

/// One framework: an id of ours, its name, and the sets of the file that make it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Framework {
    /// `outcomes`.
    pub id: &'static str,
    /// Its name.
    pub title: &'static str,
    /// The sets it is made of.
    pub sets: &'static [&'static str],
}

/// The frameworks, in the order a reader meets them. Sets of the file that are in none, such as lists of other
/// strategies, stay reachable by their parts.
pub const FRAMEWORKS: &[Framework] = &[
    Framework { id: "outcomes", title: "System outcomes framework", sets: &[OUTCOMES_FRAMEWORK] },
    Framework {
        id: "aims",
        title: "Four aims and the strategy's ambitions",
        sets: &["four ICS aims", "three overarching strategy ambitions"],
    },
    Framework {
        id: "strategy",
        title: "Integrated care strategy: priorities",
        sets: &["strategy priorities", "strategy guiding principles"],
    },
    Framework {
        id: "core20plus5-adults",
        title: "Core20PLUS5 for adults",
        sets: &["Core20PLUS5", "Core20PLUS5 adult"],
    },
    Framework {
        id: "core20plus5-children",
        title: "Core20PLUS5 for children and young people",
        sets: &["Core20PLUS5 children and young people"],
    },
    Framework {
        id: "jhws-city",
        title: "Joint health and wellbeing strategy: Nottingham",
        sets: &["Nottingham City JHWS"],
    },
    Framework {
        id: "jhws-county",
        title: "Joint health and wellbeing strategy: Nottinghamshire",
        sets: &["Nottinghamshire JHWS", "Nottinghamshire JHWS areas of focus"],
    },
    Framework {
        id: "mid-nottinghamshire",
        title: "Mid Nottinghamshire place plan",
        sets: &[
            "Mid Notts PBP 2024/25",
            "Mid Notts PBP themes 2024/25",
            "Mid Notts PBP integrated neighbourhood programmes",
            "Mid Notts PBP key principles",
        ],
    },
    Framework {
        id: "mid-nottinghamshire-2020",
        title: "Mid Nottinghamshire breakthrough objectives 2020/21 (a proposal)",
        sets: &[
            "Mid Notts ICP 2020/21",
            "Mid Notts five priority themes 2020/21",
            "Mid Notts 19 breakthrough objectives 2020/21",
            "Mid Notts ICP foundation principles 2020/21",
        ],
    },
    Framework {
        id: "inequalities",
        title: "Health inequalities strategy: horizons and areas for action",
        sets: &[
            "ICS Health Inequalities Strategy 2020-2024",
            "NHS five priority actions",
            "equity tools",
            "ICS leadership commitments",
            "provider framework",
            "HI plan enablers",
            "strategy enabling infrastructure",
        ],
    },
    Framework {
        id: "better-care",
        title: "Better Care Fund 2021-22",
        sets: &["Better Care Fund 2021-22", "BCF plan", "Nottingham City Housing and Support Strategy principles"],
    },
];

impl Framework {
    /// The framework with this id.
    #[must_use]
    pub fn with_id(id: &str) -> Option<&'static Self> {
        FRAMEWORKS.iter().find(|framework| framework.id == id)
    }

    /// Its parts, in the order of the file.
    pub fn parts<'p>(&self, plans: &'p Plans) -> impl Iterator<Item = &'p Part> {
        let sets = self.sets;
        plans.parts.iter().filter(move |part| sets.contains(&part.set.as_str()))
    }
}
