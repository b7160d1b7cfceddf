//! Is a yearly value rising or falling?.
