//! Has a process changed, and does it meet its target?.
