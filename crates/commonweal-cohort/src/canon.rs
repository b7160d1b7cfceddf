//! One form for content however it is laid out, and its hash.

use sha2::{Digest, Sha256};
use toml::de::{DeTable, DeValue};

/// SHA-256 of a text, in hexadecimal.
pub(crate) fn sha256_hex(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The content of a file as one text that layout, comments and the order of keys do not change.
pub(crate) fn canonical(table: &DeTable<'_>) -> String {
    let mut out = String::new();
    write_table(table, &mut out);
    out
}

fn write_table(table: &DeTable<'_>, out: &mut String) {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by(|a, b| a.0.get_ref().cmp(b.0.get_ref()));
    out.push('{');
    for (key, value) in entries {
        out.push_str(&format!("{:?}:", key.get_ref()));
        write_value(value.get_ref(), out);
        out.push(',');
    }
    out.push('}');
}

fn write_value(value: &DeValue<'_>, out: &mut String) {
    match value {
        DeValue::String(text) => {
            out.push_str(&format!("{:?}", text.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
        DeValue::Integer(number) => out.push_str(&format!("{}r{}", number.as_str(), number.radix())),
        DeValue::Float(number) => out.push_str(number.as_str()),
        DeValue::Boolean(flag) => out.push_str(if *flag { "true" } else { "false" }),
        DeValue::Datetime(date) => out.push_str(&date.to_string()),
        DeValue::Array(list) => {
            out.push('[');
            for item in list.iter() {
                write_value(item.get_ref(), out);
                out.push(',');
            }
            out.push(']');
        }
        DeValue::Table(table) => write_table(table, out),
    }
}
