//! Which organisations differ by more than chance?.
