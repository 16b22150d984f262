//! Integration tests: each file is one boundary of the program.

mod menu;
