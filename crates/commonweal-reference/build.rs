//! Builds again when a reference file is added or removed; changed files are noticed without this.

fn main() {
    println!("cargo::rerun-if-changed=../../reference");
}
