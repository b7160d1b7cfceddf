//! The records tables, as definitions see them.

use crate::catalogue::{MODULE, product};
use crate::query::{Catalogue, CodeSystem, TableSchema, ValueType};
use std::sync::LazyLock;

static PRODUCT: LazyLock<Catalogue> = LazyLock::new(product);

/// The product's catalogue, made once.
pub(crate) fn catalogue() -> &'static Catalogue {
    &PRODUCT
}

/// The columns of a records table.
pub(crate) fn schema(table: &str) -> Option<&'static TableSchema> {
    catalogue().schema(&crate::catalogue::product_ref(table)).map(|schema| &**schema)
}

/// Names of the records tables that features may be taken from.
pub(crate) fn names() -> Vec<&'static str> {
    let tables = catalogue().iter().filter(|(reference, _)| &*reference.module == MODULE);
    tables.map(|(_, schema)| &*schema.table).filter(|name| *name != "patients").collect()
}

/// The coding system of a column's codes.
pub(crate) fn coding(of: ValueType) -> Option<CodeSystem> {
    match of {
        ValueType::Code(system) => Some(system),
        ValueType::Icd10MultiCode => Some(CodeSystem::Icd10),
        ValueType::Opcs4MultiCode => Some(CodeSystem::Opcs4),
        _ => None,
    }
}

/// The word for a coding system in the manifest of codelists.
pub(crate) fn coding_word(system: CodeSystem) -> &'static str {
    match system {
        CodeSystem::SnomedCt => "snomedct",
        CodeSystem::Ctv3 => "ctv3",
        CodeSystem::Icd10 => "icd10",
        CodeSystem::Opcs4 => "opcs4",
        CodeSystem::Dmd => "dmd",
        CodeSystem::Bnf => "bnf",
    }
}

/// The coding system for a word in the manifest.
pub(crate) fn coding_named(word: &str) -> Option<CodeSystem> {
    CodeSystem::ALL.into_iter().find(|system| coding_word(*system) == word)
}

/// The name of a coding system for readers.
pub(crate) fn coding_title(system: CodeSystem) -> &'static str {
    match system {
        CodeSystem::SnomedCt => "SNOMED CT",
        CodeSystem::Ctv3 => "CTV3",
        CodeSystem::Icd10 => "ICD-10",
        CodeSystem::Opcs4 => "OPCS-4",
        CodeSystem::Dmd => "dm+d",
        CodeSystem::Bnf => "BNF",
    }
}
