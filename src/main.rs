//! The command `planlint`.

fn main() {}
