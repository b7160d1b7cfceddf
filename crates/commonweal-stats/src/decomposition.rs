//! Which ages, causes and factors make up a difference?.
