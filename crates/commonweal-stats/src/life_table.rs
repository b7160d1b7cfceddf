//! How long can people expect to live, and to live well?.
