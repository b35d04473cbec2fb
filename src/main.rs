//! The command line: arguments in, one call, one exit code.

fn main() {}
