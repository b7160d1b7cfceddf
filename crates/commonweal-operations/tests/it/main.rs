//! The rules of operations: who may come in, what is written down, and what a grant, a session and an agreement allow.

mod access;
mod accounts;
mod agreements;
mod audit;
mod audit_tampered;
mod grants;
mod organisations;
mod password_rules;
mod plan;
mod releases;
mod retention_and_conflict;
mod sessions;
mod words;
