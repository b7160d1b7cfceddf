//! What capacity keeps a waiting list short?.
