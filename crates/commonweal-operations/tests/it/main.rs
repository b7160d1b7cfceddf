//! The rules of operations: who may come in, what is written down, and what a grant, a session and an agreement allow.
