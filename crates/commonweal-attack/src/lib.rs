//! What can be worked out about one person from everything that was released? Sixteen attackers try.
