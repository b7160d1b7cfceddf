//! Whole queries: one for each definition, or one that reads each table once.

use super::build::Build;
use super::constant::quoted;
use super::feature::{Sets, Written, of_rows, write};
use super::{Asked, Question, Script, SqlError};
use commonweal_cohort::query::{SeriesId, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Sets of no more codes than this are written out by hand.
const LONGEST_LIST: usize = 8;
/// Bits of a column of bits.
const BITS: usize = 62;

/// One question as a query of its own: a common table expression for each feature, then a join.
///
/// # Errors
/// [`SqlError`] for nodes that are left out.
pub fn per_definition(asked: Asked<'_>, question: &Question) -> Result<Script, SqlError> {
    let mut plan = Plan::of(asked, std::slice::from_ref(question))?;
    let groups = (0..plan.build.leaves.len()).map(|leaf| vec![leaf]).collect();
    plan.script(groups, &mut Lists::default())
}

/// All questions together: each table is read once, or once more where rows depend on what was found in it.
///
/// # Errors
/// [`SqlError`] for nodes that are left out.
pub fn per_table(asked: Asked<'_>, questions: &[Question]) -> Result<Script, SqlError> {
    let mut plan = Plan::of(asked, questions)?;
    let mut groups: BTreeMap<(usize, String), Vec<usize>> = BTreeMap::new();
    for leaf in 0..plan.build.leaves.len() {
        let table = plan.table(leaf);
        groups.entry((plan.stage_of_leaf(leaf), table)).or_default().push(leaf);
    }
    plan.script(groups.into_values().collect(), &mut Bits::default())
}

struct Plan<'g> {
    build: Build<'g>,
    /// Question and SQL.
    members: Vec<(String, String)>,
    /// For each leaf, the group it is made in.
    group_of: BTreeMap<usize, usize>,
}

/// A way to look codes up.
trait LookUp: Sets {
    /// Called before the leaves of a group are written.
    fn begin(&mut self, group: usize);
    /// What is joined to the rows of the group; `all` says that every leaf of it looks codes up.
    fn join(&self, all: bool) -> String;
    /// The statements that make its tables.
    fn setup(&self) -> Vec<String>;
}

impl<'g> Plan<'g> {
    fn of(asked: Asked<'g>, questions: &[Question]) -> Result<Self, SqlError> {
        let mut build = Build::new(asked);
        let members = questions
            .iter()
            .map(|question| Ok((question.id.clone(), build.add(question)?)))
            .collect::<Result<_, _>>()?;
        Ok(Self { build, members, group_of: BTreeMap::new() })
    }

    fn table(&self, leaf: usize) -> String {
        self.build.table(self.build.leaves[leaf].frame).map_or_else(String::new, |table| table.to_string())
    }

    fn stage_of_leaf(&self, leaf: usize) -> usize {
        let needs = self.build.leaves[leaf].needs.values();
        needs.map(|need| 1 + self.stage(need)).max().unwrap_or(0)
    }

    /// How many times tables must have been read before this can be calculated; 0 for once or not at all.
    fn stage(&self, sql: &str) -> usize {
        let stage = |made: Made| match made {
            Made::Leaf(leaf) => self.stage_of_leaf(leaf),
            Made::Value(value) => self.stage(&self.build.values[value]),
        };
        made_in(sql).into_iter().map(stage).max().unwrap_or(0)
    }

    fn script(&mut self, groups: Vec<Vec<usize>>, codes: &mut dyn LookUp) -> Result<Script, SqlError> {
        for (group, leaves) in groups.iter().enumerate() {
            self.group_of.extend(leaves.iter().map(|leaf| (*leaf, group)));
        }
        let mut parts = vec![format!("spine AS ({})", self.spine())];
        for (group, leaves) in groups.iter().enumerate() {
            codes.begin(group);
            let needs: BTreeSet<&String> =
                leaves.iter().flat_map(|leaf| self.build.leaves[*leaf].needs.values()).collect();
            let needs: Vec<&String> = needs.into_iter().collect();
            if !needs.is_empty() {
                let columns =
                    (0..).zip(&needs).map(|(at, need)| (format!("n{at}"), (*need).clone())).collect::<Vec<_>>();
                parts.push(format!("d{group} AS ({})", self.of_patients("patient_id", &columns)));
            }
            parts.push(format!("g{group} AS ({})", self.of_rows(group, leaves, &needs, codes)?));
        }
        let counts: Vec<(String, String)> = self
            .members
            .iter()
            .map(|(id, sql)| (format!("\"{id}\""), format!("count(*) FILTER (WHERE {sql})")))
            .collect();
        let mut query = format!("WITH {}\n", parts.join(",\n"));
        query.push_str(&self.of_patients("", &counts));
        Ok(Script { setup: codes.setup(), query })
    }

    /// Every patient with the columns of tables that have one row each.
    fn spine(&self) -> String {
        let tables: BTreeSet<&str> = self.build.facts.iter().map(|(table, _)| &**table).collect();
        let columns = self.build.facts.iter().map(|(table, column)| {
            let alias = if &**table == "patients" { "p" } else { &**table };
            format!(", {alias}.{column} AS {table}_{column}")
        });
        let joins = tables.iter().filter(|table| **table != "patients");
        let joins = joins.map(|table| format!(" LEFT JOIN {table} ON {table}.patient_id = p.patient_id"));
        format!("SELECT p.patient_id{} FROM patients p{}", columns.collect::<String>(), joins.collect::<String>())
    }

    /// A query over the patients with every leaf and value that the columns are made of.
    fn of_patients(&self, first: &str, columns: &[(String, String)]) -> String {
        let mut values: BTreeMap<usize, usize> = BTreeMap::new();
        let mut groups = BTreeSet::new();
        for (_, sql) in columns {
            self.collect(sql, &mut values, &mut groups);
        }
        let joins: String = groups.iter().map(|group| format!(" LEFT JOIN g{group} USING (patient_id)")).collect();
        let mut from = format!("(SELECT * FROM spine{joins})");
        let levels = values.values().copied().max().map_or(0, |level| level + 1);
        for level in 0..levels {
            let of_level = values.iter().filter(|(_, other)| **other == level);
            let texts: Vec<String> =
                of_level.map(|(value, _)| format!("{} AS v{value}", self.build.values[*value])).collect();
            from = format!("(SELECT *, {} FROM {from})", texts.join(", "));
        }
        let columns = columns.iter().map(|(name, sql)| format!("{sql} AS {name}"));
        let columns: Vec<String> = (!first.is_empty()).then(|| first.to_owned()).into_iter().chain(columns).collect();
        format!("SELECT {} FROM {from}", columns.join(",\n  "))
    }

    /// Notes each value that the SQL is made of with its level, and each group; gives the level above those.
    fn collect(&self, sql: &str, values: &mut BTreeMap<usize, usize>, groups: &mut BTreeSet<usize>) -> usize {
        let mut above = 0;
        for made in made_in(sql) {
            match made {
                Made::Leaf(leaf) => drop(groups.insert(self.group_of[&leaf])),
                Made::Value(value) => {
                    let level = match values.get(&value) {
                        Some(level) => *level,
                        None => self.collect(&self.build.values[value], values, groups),
                    };
                    values.insert(value, level);
                    above = above.max(level + 1);
                }
            }
        }
        above
    }

    /// The query that makes a group's leaves in one reading of their table.
    fn of_rows(
        &self,
        group: usize,
        leaves: &[usize],
        needs: &[&String],
        codes: &mut dyn LookUp,
    ) -> Result<String, SqlError> {
        let mut written: Vec<Written> = Vec::new();
        for leaf in leaves {
            let place = |need: &String| needs.iter().position(|other| *other == need).unwrap_or(usize::MAX);
            let names: BTreeMap<SeriesId, String> =
                self.build.leaves[*leaf].needs.iter().map(|(id, need)| (*id, format!("d.n{}", place(need)))).collect();
            written.push(write(&self.build, *leaf, &names, codes)?);
        }
        let common: Vec<String> = written[0]
            .conditions
            .iter()
            .filter(|condition| written.iter().all(|leaf| leaf.conditions.contains(condition)))
            .cloned()
            .collect();
        let mut columns = String::new();
        for leaf in &written {
            let own: Vec<&str> =
                leaf.conditions.iter().filter(|other| !common.contains(other)).map(String::as_str).collect();
            for (name, aggregate) in &leaf.columns {
                let _ = write!(columns, ",\n  {} AS {name}", of_rows(aggregate, &own.join(" AND ")));
            }
        }
        let all = written.iter().all(|leaf| leaf.conditions.iter().any(|condition| condition.starts_with("((b.m")));
        let mut from = format!("{} e{}", self.table(leaves[0]), codes.join(all));
        if !needs.is_empty() {
            let _ = write!(from, " JOIN d{group} d ON d.patient_id = e.patient_id");
        }
        let filter = if common.is_empty() { String::new() } else { format!(" WHERE {}", common.join(" AND ")) };
        Ok(format!("SELECT e.patient_id{columns}\n  FROM {from}{filter} GROUP BY e.patient_id"))
    }
}

/// A leaf or value that SQL names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Made {
    Leaf(usize),
    Value(usize),
}

/// The leaves and values that stand in SQL, outside quotes.
fn made_in(sql: &str) -> Vec<Made> {
    let mut made = Vec::new();
    for outside in sql.split('\'').step_by(2) {
        let words = outside.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_' || letter == '.'));
        for word in words {
            let number = |rest: &str| rest.split('_').next().and_then(|digits| digits.parse().ok());
            if let Some(leaf) = word.strip_prefix('l').and_then(number) {
                made.push(Made::Leaf(leaf));
            } else if let Some(value) = word.strip_prefix('v').and_then(number) {
                made.push(Made::Value(value));
            }
        }
    }
    made
}

/// Sets as rows of one table of lists, each looked up where it is used.
#[derive(Default)]
struct Lists {
    sets: Vec<BTreeSet<Value>>,
}

impl Sets for Lists {
    fn look_up(&mut self, _: &str, of: &str, set: &BTreeSet<Value>) -> Option<String> {
        if set.len() <= LONGEST_LIST {
            return None;
        }
        let place = self.sets.iter().position(|known| known == set).unwrap_or_else(|| {
            self.sets.push(set.clone());
            self.sets.len() - 1
        });
        Some(format!("({of} IN (SELECT code FROM codes WHERE list = {place}))"))
    }
}

impl LookUp for Lists {
    fn begin(&mut self, _: usize) {}

    fn join(&self, _: bool) -> String {
        String::new()
    }

    fn setup(&self) -> Vec<String> {
        let rows = (0..).zip(&self.sets).flat_map(|(list, set): (usize, _)| {
            set.iter().filter_map(move |value| Some(format!("({list}, {})", text(value)?)))
        });
        table("codes", "list INTEGER, code VARCHAR", rows.collect())
    }
}

/// Sets as bits: one table for each group of leaves, a row for each code, a bit for each set it is in.
#[derive(Default)]
struct Bits {
    /// The column of the group's rows, and its sets.
    groups: Vec<(String, Vec<BTreeSet<Value>>)>,
}

impl Sets for Bits {
    fn look_up(&mut self, column: &str, _: &str, set: &BTreeSet<Value>) -> Option<String> {
        let (of, sets) = self.groups.last_mut()?;
        if of.is_empty() {
            column.clone_into(of);
        }
        if of != column || !set.iter().all(|value| matches!(value, Value::Text(_))) {
            return None;
        }
        let place = sets.iter().position(|known| known == set).unwrap_or_else(|| {
            sets.push(set.clone());
            sets.len() - 1
        });
        Some(format!("((b.m{} & {}) <> 0)", place / BITS, 1_u64 << (place % BITS)))
    }
}

impl LookUp for Bits {
    fn begin(&mut self, _: usize) {
        self.groups.push((String::new(), Vec::new()));
    }

    fn join(&self, all: bool) -> String {
        match self.groups.last() {
            Some((column, sets)) if !sets.is_empty() => {
                let kind = if all { "JOIN" } else { "LEFT JOIN" };
                format!(" {kind} bits{} b ON e.{column} = b.code", self.groups.len() - 1)
            }
            _ => String::new(),
        }
    }

    fn setup(&self) -> Vec<String> {
        let mut statements = Vec::new();
        for (group, (_, sets)) in self.groups.iter().enumerate().filter(|(_, (_, sets))| !sets.is_empty()) {
            let columns = sets.len().div_ceil(BITS);
            let mut masks: BTreeMap<String, Vec<u64>> = BTreeMap::new();
            for (place, set) in sets.iter().enumerate() {
                for code in set.iter().filter_map(text) {
                    masks.entry(code).or_insert_with(|| vec![0; columns])[place / BITS] |= 1 << (place % BITS);
                }
            }
            let rows = masks.into_iter().map(|(code, masks)| {
                let masks: Vec<String> = masks.iter().map(u64::to_string).collect();
                format!("({code}, {})", masks.join(", "))
            });
            let names: Vec<String> = (0..columns).map(|column| format!("m{column} BIGINT")).collect();
            statements.extend(table(
                &format!("bits{group}"),
                &format!("code VARCHAR, {}", names.join(", ")),
                rows.collect(),
            ));
        }
        statements
    }
}

fn text(value: &Value) -> Option<String> {
    if let Value::Text(text) = value { Some(quoted(text)) } else { None }
}

fn table(name: &str, columns: &str, rows: Vec<String>) -> Vec<String> {
    let mut statements = vec![format!("CREATE OR REPLACE TABLE {name} ({columns})")];
    statements.extend(rows.chunks(1000).map(|rows| format!("INSERT INTO {name} VALUES {}", rows.join(", "))));
    statements
}
