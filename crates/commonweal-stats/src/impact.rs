//! How much of the total is owed to an exposure or a gap?.
