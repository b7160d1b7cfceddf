//! `cargo xtask sbom`: what the program is made of, as CycloneDX 1.5, for those who must answer "are we affected?" on the day a
//! flaw becomes known. Crates with version, licence and checksum, who needs whom, and the style sheet that is shipped.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;

use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Value, json};

use crate::{metadata, shell};

/// Where it is written.
const FILE: &str = "target/sbom.json";
/// The crate whose program is delivered.
const PROGRAM: &str = "commonweal-cli";
/// Where the version of the shipped style sheet is pinned, and its name there.
const STYLES: (&str, &str) = ("e2e/package-lock.json", "nhsuk-frontend");

/// `cargo xtask sbom`.
///
/// # Errors
/// When it cannot be made or written.
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    if !arguments.is_empty() {
        bail!("usage: cargo xtask sbom");
    }
    println!("{}", check()?);
    Ok(())
}

/// The step of `check`: makes it, and holds that nothing in it lacks a version, a licence or a checksum.
///
/// # Errors
/// Each component that lacks something.
pub(crate) fn check() -> Result<String> {
    let host = metadata::host()?;
    let asked = ["metadata", "--format-version", "1", "--offline", "--locked", "--filter-platform", &host];
    let cargo: Value = serde_json::from_str(&shell::output("cargo", &asked)?)?;
    let lock = fs::read_to_string(shell::root().join("Cargo.lock")).context("Cargo.lock cannot be read")?;
    let styles = fs::read_to_string(shell::root().join(STYLES.0)).with_context(|| format!("no {}", STYLES.0))?;
    let document = made(&cargo, &checksums(&lock), &serde_json::from_str(&styles)?)?;
    let lacking = lacking(&document);
    if !lacking.is_empty() {
        bail!("{} components are not fully known:\n  {}", lacking.len(), lacking.join("\n  "));
    }
    let path = shell::root().join(FILE);
    fs::create_dir_all(path.with_file_name(""))?;
    fs::write(&path, serde_json::to_string_pretty(&document)? + "\n").with_context(|| format!("{FILE} not written"))?;
    Ok(format!("{} components in {FILE}", document["components"].as_array().map_or(0, Vec::len)))
}

/// The document: the program, what it is made of, and who needs whom.
fn made(cargo: &Value, checksums: &BTreeMap<String, String>, styles: &Value) -> Result<Value> {
    let packages: BTreeMap<&str, &Value> =
        array(cargo, "packages")?.iter().filter_map(|package| Some((package["id"].as_str()?, package))).collect();
    let edges = edges(&cargo["resolve"])?;
    let root = packages.iter().find(|(_, package)| package["name"] == PROGRAM).map(|(id, _)| *id);
    let root = root.with_context(|| format!("Cargo knows no crate {PROGRAM}"))?;
    let running = reached(root, &edges, false);
    let building = reached(root, &edges, true);
    let reference = |id: &str| packages.get(id).map_or_else(|| id.to_owned(), |package| url(package));
    let mut components: Vec<Value> = building
        .iter()
        .filter(|id| **id != root)
        .filter_map(|id| Some(component(packages.get(id)?, checksums, running.contains(id))))
        .collect();
    components.push(style_sheet(styles)?);
    let needs = |id: &&str| {
        let of: BTreeSet<String> = edges
            .get(id)
            .into_iter()
            .flatten()
            .filter(|(to, _)| building.contains(to))
            .map(|(to, _)| reference(to))
            .collect();
        json!({ "ref": reference(id), "dependsOn": of })
    };
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": reference(root),
                "name": "commonweal",
                "version": packages[root]["version"],
                "licenses": [{ "expression": packages[root]["license"] }],
            },
        },
        "components": components,
        "dependencies": building.iter().map(needs).collect::<Vec<Value>>(),
    }))
}

/// What each crate needs; true where only its build does.
type Edges<'a> = BTreeMap<&'a str, Vec<(&'a str, bool)>>;

fn edges(resolve: &Value) -> Result<Edges<'_>> {
    let mut edges = Edges::new();
    for node in array(resolve, "nodes")? {
        let id = node["id"].as_str().context("a node of `cargo metadata` has no id")?;
        let mut needed = Vec::new();
        for dependency in array(node, "deps")? {
            let to = dependency["pkg"].as_str().context("a dependency of `cargo metadata` has no crate")?;
            let kinds = array(dependency, "dep_kinds")?;
            if kinds.iter().any(|kind| kind["kind"].is_null()) {
                needed.push((to, false));
            } else if kinds.iter().any(|kind| kind["kind"] == "build") {
                needed.push((to, true));
            }
        }
        edges.insert(id, needed);
    }
    Ok(edges)
}

/// Every crate that leads from the root on; for its build too, or not.
fn reached<'a>(root: &'a str, edges: &Edges<'a>, for_build: bool) -> BTreeSet<&'a str> {
    let (mut seen, mut waiting) = (BTreeSet::from([root]), VecDeque::from([root]));
    while let Some(id) = waiting.pop_front() {
        for (to, only_build) in edges.get(id).into_iter().flatten() {
            if (for_build || !only_build) && seen.insert(to) {
                waiting.push_back(to);
            }
        }
    }
    seen
}

fn component(package: &Value, checksums: &BTreeMap<String, String>, runs: bool) -> Value {
    let mut component = json!({
        "type": "library",
        "bom-ref": url(package),
        "name": package["name"],
        "version": package["version"],
        "purl": url(package),
        // Taken into the program, or needed only while it is made.
        "scope": if runs { "required" } else { "excluded" },
    });
    if let Some(licence) = package["license"].as_str() {
        component["licenses"] = json!([{ "expression": licence.replace('/', " OR ") }]);
    }
    let key = format!("{} {}", words(&package["name"]), words(&package["version"]));
    if package["source"].is_null() {
        component["group"] = json!("commonweal");
    } else if let Some(checksum) = checksums.get(&key) {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
    }
    component
}

/// The style sheet is compiled into the program and comes from npm.
fn style_sheet(lock: &Value) -> Result<Value> {
    let package = &lock["packages"][format!("node_modules/{}", STYLES.1)];
    let version = package["version"].as_str().with_context(|| format!("{} does not pin {}", STYLES.0, STYLES.1))?;
    let url = format!("pkg:npm/{}@{version}", STYLES.1);
    let integrity = words(&package["integrity"]);
    let hash = integrity.strip_prefix("sha512-").and_then(hexadecimal).context("the style sheet has no checksum")?;
    Ok(json!({
        "type": "library",
        "bom-ref": url,
        "name": STYLES.1,
        "version": version,
        "purl": url,
        "scope": "required",
        "licenses": [{ "expression": package["license"] }],
        "hashes": [{ "alg": "SHA-512", "content": hash }],
    }))
}

/// Base64 as npm writes it, as hexadecimal digits.
fn hexadecimal(base64: &str) -> Option<String> {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut held, mut bits, mut digits) = (0_u32, 0, String::new());
    for letter in base64.trim_end_matches('=').chars() {
        held = (held << 6) | u32::try_from(LETTERS.find(letter)?).ok()?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            digits.push_str(&format!("{:02x}", (held >> bits) & 0xff));
        }
    }
    Some(digits)
}

fn url(package: &Value) -> String {
    format!("pkg:cargo/{}@{}", words(&package["name"]), words(&package["version"]))
}

/// The checksum of each crate in a lockfile, by name and version.
fn checksums(lock: &str) -> BTreeMap<String, String> {
    let quoted = |line: &str, key: &str| Some(line.strip_prefix(key)?.trim_matches('"').to_owned());
    let (mut name, mut version, mut found) = (String::new(), String::new(), BTreeMap::new());
    for line in lock.lines() {
        if let Some(value) = quoted(line, "name = ") {
            name = value;
        } else if let Some(value) = quoted(line, "version = ") {
            version = value;
        } else if let Some(value) = quoted(line, "checksum = ") {
            found.insert(format!("{name} {version}"), value);
        }
    }
    found
}

/// Components without a version, a licence or, where they are not our own, a checksum.
fn lacking(document: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    for component in document["components"].as_array().into_iter().flatten() {
        let mut report = |what: &str| problems.push(format!("{} has no {what}", words(&component["bom-ref"])));
        if words(&component["version"]).is_empty() {
            report("version");
        }
        if words(&component["licenses"][0]["expression"]).is_empty() {
            report("licence");
        }
        if component["group"].is_null() && words(&component["hashes"][0]["content"]).is_empty() {
            report("checksum");
        }
    }
    problems
}

fn array<'a>(value: &'a Value, key: &str) -> Result<&'a Vec<Value>> {
    value[key].as_array().ok_or_else(|| anyhow!("`cargo metadata`: `{key}` is no list"))
}

fn words(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cargo() -> Value {
        let package = |name: &str, source: Value| json!({ "id": name, "name": name, "version": "1.0.0", "license": "MIT/Apache-2.0", "source": source });
        let needs = |to: &str, kind: Value| json!({ "pkg": to, "dep_kinds": [{ "kind": kind }] });
        json!({
            "packages": [
                package(PROGRAM, Value::Null),
                package("serde", json!("registry")),
                package("cc", json!("registry")),
                package("proptest", json!("registry")),
            ],
            "resolve": { "nodes": [
                { "id": PROGRAM, "deps": [needs("serde", Value::Null), needs("cc", json!("build")), needs("proptest", json!("dev"))] },
                { "id": "serde", "deps": [] },
                { "id": "cc", "deps": [] },
                { "id": "proptest", "deps": [] },
            ] },
        })
    }

    fn styles() -> Value {
        json!({ "packages": { "node_modules/nhsuk-frontend": { "version": "10.6.1", "license": "MIT", "integrity": "sha512-AQL/" } } })
    }

    fn lock() -> BTreeMap<String, String> {
        checksums(
            "name = \"serde\"\nversion = \"1.0.0\"\nchecksum = \"ab\"\n\nname = \"cc\"\nversion = \"1.0.0\"\nchecksum = \"cd\"\n",
        )
    }

    #[test]
    fn what_runs_what_builds_and_what_only_tests_are_told_apart() {
        let document = made(&cargo(), &lock(), &styles()).expect("a document");
        let components: Vec<(&str, &str)> = document["components"]
            .as_array()
            .expect("components")
            .iter()
            .map(|component| (words(&component["name"]), words(&component["scope"])))
            .collect();
        assert_eq!(components, [("cc", "excluded"), ("serde", "required"), ("nhsuk-frontend", "required")]);
        assert_eq!(document["components"][1]["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(document["components"][2]["hashes"][0]["content"], "0102ff");
        assert!(lacking(&document).is_empty());
    }

    #[test]
    fn a_component_without_a_checksum_is_reported() {
        let document = made(&cargo(), &BTreeMap::new(), &styles()).expect("a document");
        assert_eq!(lacking(&document), ["pkg:cargo/cc@1.0.0 has no checksum", "pkg:cargo/serde@1.0.0 has no checksum"]);
    }
}
